import {describe, expect, it} from '@jest/globals';
import {mergePatch} from '../../../src/local/apiserver/patch/merge-patch.js';
import {strategicPatch} from '../../../src/local/apiserver/patch/strategic-patch.js';
import {CONFIG_MAPS, configMap, deployment, DEPLOYMENTS, experiment, EXPERIMENTS, JSON_PATCH, MERGE, startServer, startWithExperiments, STRATEGIC} from './support/server.js'; // prettier-ignore

describe('a merge patch', () => {
  // Examples of RFC 7386, appendix A, between objects.
  it.each([
    [{a: 'b'}, {a: 'c'}, {a: 'c'}],
    [{a: 'b'}, {b: 'c'}, {a: 'b', b: 'c'}],
    [{a: 'b'}, {a: null}, {}],
    [{a: 'b', b: 'c'}, {a: null}, {b: 'c'}],
    [{a: ['b']}, {a: 'c'}, {a: 'c'}],
    [{a: 'c'}, {a: ['b']}, {a: ['b']}],
    [{a: {b: 'c'}}, {a: {b: 'd', c: null}}, {a: {b: 'd'}}],
    [{a: [{b: 'c'}]}, {a: [1]}, {a: [1]}],
    [{e: null}, {a: 1}, {e: null, a: 1}],
    [{}, {a: {bb: {ccc: null}}}, {a: {bb: {}}}],
  ])('makes of %j with %j %j', (object, patch, result) => {
    expect(mergePatch(object, patch)).toEqual(result);
  });

  it('is refused with an old resourceVersion in it', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const patch = {metadata: {resourceVersion: '1'}, data: {n: '1'}};
    expect(await call('PATCH', `${CONFIG_MAPS}/a`, patch, MERGE)).toMatchObject({
      code: 409,
      body: {reason: 'Conflict'},
    });
  });
});

describe('a JSON patch', () => {
  it('changes an object', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a', {n: '1'}));
    const patch = [
      {op: 'test', path: '/data/n', value: '1'},
      {op: 'replace', path: '/data/n', value: '2'},
      {op: 'add', path: '/data/m', value: '3'},
    ];
    expect((await call('PATCH', `${CONFIG_MAPS}/a`, patch, JSON_PATCH)).body.data).toEqual({n: '2', m: '3'});
  });

  it.each([
    ['whose test fails', [{op: 'test', path: '/data/n', value: '0'}], 422],
    ['of a field that is missing', [{op: 'replace', path: '/data/x', value: '0'}], 422],
    ['that is no list', {op: 'remove', path: '/data'}, 400],
    ['without operations', [{path: '/data'}], 400],
    ['of another name', [{op: 'replace', path: '/metadata/name', value: 'b'}], 400],
  ])('%s is refused and changes nothing', async (_what, patch, code) => {
    const {call} = await startServer();
    const {body} = await call('POST', CONFIG_MAPS, configMap('a', {n: '1'}));
    expect(await call('PATCH', `${CONFIG_MAPS}/a`, patch, JSON_PATCH)).toMatchObject({code});
    expect((await call('GET', `${CONFIG_MAPS}/a`)).body).toEqual(body);
  });

  it('reaches no prototype', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const patch = [{op: 'add', path: '/__proto__/polluted', value: 'yes'}];
    await call('PATCH', `${CONFIG_MAPS}/a`, patch, JSON_PATCH);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        {name: 'app', image: 'app:1', env: [{name: 'A', value: '1'}]},
        {name: 'side', image: 'side:1'},
      ],
    },
    metadata: {finalizers: ['a', 'b']},
    selector: {matchLabels: {app: 'x'}},
  };

  it.each([
    ['merges containers by name', {spec: {containers: [{name: 'app', image: 'app:2'}]}}, ['app:2', 'side:1']],
    ['adds a container', {spec: {containers: [{name: 'new', image: 'n'}]}}, ['app:1', 'side:1', 'n']],
    ['takes one away', {spec: {containers: [{name: 'side', $patch: 'delete'}]}}, ['app:1']],
    ['replaces the list', {spec: {containers: [{$patch: 'replace'}, {name: 'b', image: 'b'}]}}, ['b']],
    ['leaves the order', {spec: {'$setElementOrder/containers': [{name: 'side'}]}}, ['app:1', 'side:1']],
  ])('%s', (_what, patch, images) => {
    const {spec} = strategicPatch(pod, patch) as unknown as typeof pod;
    expect(spec.containers.map(({image}) => image)).toEqual(images);
  });

  it('takes items from a list of words', () => {
    const {metadata} = strategicPatch(pod, {metadata: {'$deleteFromPrimitiveList/finalizers': ['a']}});
    expect(metadata).toEqual({finalizers: ['b']});
  });

  it('keeps only the members that it names', () => {
    const {selector} = strategicPatch(pod, {selector: {$retainKeys: ['other'], other: 1}});
    expect(selector).toEqual({other: 1});
  });

  it('replaces and deletes whole objects', () => {
    expect(strategicPatch({a: {b: 1}}, {a: {$patch: 'replace', c: 2}})).toEqual({a: {c: 2}});
    expect(strategicPatch({a: {b: 1}, d: 1}, {a: {$patch: 'delete'}})).toEqual({d: 1});
  });

  it('changes a Deployment, and is refused for custom kinds', async () => {
    const {call} = await startWithExperiments();
    await call('POST', DEPLOYMENTS, deployment('web', {env: [{name: 'A', value: '1'}]}));
    const patch = {spec: {template: {spec: {containers: [{name: 'app', image: 'app:2'}]}}}};
    const {body} = await call('PATCH', `${DEPLOYMENTS}/web`, patch, STRATEGIC);
    expect(body.spec.template.spec.containers).toMatchObject([
      {name: 'app', image: 'app:2', env: [{name: 'A', value: '1'}]},
    ]);
    await call('POST', EXPERIMENTS, experiment('a'));
    const refused = await call('PATCH', `${EXPERIMENTS}/a`, {spec: {target: 'b'}}, STRATEGIC);
    expect(refused).toMatchObject({code: 415, body: {reason: 'UnsupportedMediaType'}});
  });
});
