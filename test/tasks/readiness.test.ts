import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../src/errors.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {type FakeClusterOptions, kindOf} from '../support/fake-cluster.js';
import {available, AVAILABLE, condition, deployment, object, reasonFor, runReadiness, UNAVAILABLE, web} from './support/readiness.js'; // prettier-ignore

describe('common/readiness', () => {
  it('waits five seconds, then finds what is ready', async () => {
    const objects = [deployment('web', AVAILABLE), object('v1', 'Service', 'web')];
    const {outcome, waits} = await runReadiness({objRefs: [available, {kind: 'service', name: 'web'}]}, {objects});
    expect(outcome).toEqual({
      result: 'succeeded',
      output: 'attempt 1 after 5 s: deployment shop/web has condition available True; service shop/web is there\n',
    });
    expect(waits).toEqual([5000]);
  });

  it('examines all objects thirteen times, every five seconds, and says what is missing', async () => {
    const {outcome, waits, lines, asked} = await runReadiness(
      {objRefs: [available, {kind: 'service', name: 'web'}, web({name: 'api'})]},
      {objects: [deployment('web', UNAVAILABLE), object('v1', 'Service', 'web')]},
    );
    const unavailable =
      'deployment shop/web: condition available is False: MinimumReplicasUnavailable: ' +
      'Deployment does not have minimum availability.';
    expect(outcome.reason).toBe(`waited 65 s in vain: ${unavailable}; deployment shop/api: not found`);
    expect(lines).toEqual([
      `attempt 1 after 5 s: ${unavailable}; service shop/web is there; deployment shop/api: not found`,
    ]);
    expect(waits).toEqual(Array.from({length: 13}, () => 5000));
    expect(asked.filter((call) => call === 'get Deployment web')).toHaveLength(13);
    expect(asked.filter((call) => call === 'get Service web')).toHaveLength(1);
  });

  it('takes its pace from the inputs, whatever the case of their names', async () => {
    const inputs = {
      InitialDelaySeconds: 1,
      numretries: 2,
      intervalSeconds: 3,
      OBJREFS: [{Kind: 'deploy', Name: 'a'}],
    };
    const {outcome, waits} = await runReadiness(inputs);
    expect(waits).toEqual([1000, 3000, 3000]);
    expect(outcome.reason).toBe('waited 7 s in vain: deploy shop/a: the cluster serves no deploy');
  });

  it('succeeds when what is missing comes, and tells each change once', async () => {
    const {outcome, waits, lines} = await runReadiness(
      {objRefs: [available]},
      {
        before: (attempt, cluster) => {
          if (attempt === 2) cluster.put(deployment('web', UNAVAILABLE));
          if (attempt === 4) cluster.put(deployment('web', AVAILABLE));
        },
      },
    );
    expect(outcome.result).toBe('succeeded');
    expect(waits).toHaveLength(4);
    expect(lines).toEqual([
      'attempt 1 after 5 s: deployment shop/web: not found',
      expect.stringMatching(/^attempt 2 after 10 s: deployment shop\/web: condition available is False/),
      'attempt 4 after 20 s: deployment shop/web has condition available True',
    ]);
  });

  it('looks again at what was ready once the rest is, and goes on waiting where it no longer is', async () => {
    const objRefs = [available, web({name: 'late'})];
    const {outcome, lines, asked} = await runReadiness(
      {objRefs},
      {
        objects: [deployment('web', AVAILABLE)],
        before: (attempt, cluster) => {
          if (attempt === 3) cluster.put(deployment('late'));
          if (attempt === 3) cluster.put(deployment('web', UNAVAILABLE));
          if (attempt === 4) cluster.put(deployment('web', AVAILABLE));
        },
      },
    );
    expect(outcome.result).toBe('succeeded');
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(
        /^attempt 3 after 15 s: deployment shop\/web: condition .*; deployment shop\/late is there$/,
      ),
      'attempt 4 after 20 s: deployment shop/web has condition available True',
    ]);
    const attempts = [['web', 'late'], ['late'], ['late', 'web'], ['web', 'late']];
    expect(asked).toEqual(attempts.flat().map((name) => `get Deployment ${name}`));
  });

  it('succeeds where there is nothing to examine', async () => {
    expect(await runReadiness({})).toMatchObject({outcome: {result: 'succeeded', output: ''}, waits: [5000]});
  });

  it.each([
    ['deployments.apps', {}],
    ['Deployment.v1.apps', {}],
    ['deployment', {waitFor: 'create'}],
    ['deployment', {waitFor: ''}],
    ['deployment', {waitFor: 'condition=READY'}],
    ['deployment', {waitFor: 'condition=Stalled=false'}],
    ['deployment', {waitFor: 'jsonpath={.status.readyReplicas}=3'}],
    ['deployment', {waitFor: "jsonpath='{.metadata.uid}'"}],
    ['deployment', {waitFor: 'jsonpath={.status.conditions[?(@.type=="Ready")].status}=True'}],
    ['deployment', {name: 'gone', waitFor: 'delete'}],
    ['deployment', {namespace: ''}],
  ])('finds a %s with %j', async (kind, over) => {
    const conditions = ['Ready', 'Stalled'].map((type) => ({type, status: type === 'Ready' ? 'True' : 'False'}));
    const objects = [deployment('web', {observedGeneration: 2, readyReplicas: 3, conditions})];
    expect(await reasonFor(web({kind, ...over}), {objects})).toBeUndefined();
  });

  const waiting = 'waited 5 s in vain: deployment shop/web: ';
  it.each([
    ['there is none', 'condition=Ready', undefined, 'not found'],
    ['it says nothing', 'condition=Ready', {}, 'it has no condition Ready yet'],
    ['its status is of an earlier spec', 'condition=Ready', {observedGeneration: 1, ...condition('Ready', 'True')}, 'its latest change is not carried out yet'],
    ['the condition is of an earlier spec', 'condition=Ready', {observedGeneration: 2, ...condition('Ready', 'True', {observedGeneration: 1})}, 'its latest change is not carried out yet'],
    ['the condition has no status', 'condition=Ready', {conditions: [{type: 'Ready'}]}, 'condition Ready is Unknown'],
    ['the condition holds and is not to', 'condition=Ready=False', condition('Ready', 'True'), 'condition Ready is True'],
    ['the conditions are no list', 'condition=Ready', {conditions: 'none'}, 'status.conditions: expected a list, got "none"'],
    ['it is there and is not to', 'delete', {}, 'is still there'],
    ['a value is another', 'jsonpath={.status.phase}=Running', {phase: 'Pending'}, '{.status.phase} is "Pending", not "Running"'],
    ['a value is missing', 'jsonpath={.status.phase}', {phase: null}, '{.status.phase} is not there'],
    ['a value is several', 'jsonpath={.status.ports[*]}=1', {ports: [1, 2]}, '{.status.ports[*]} is 2 values, and a single one is needed'],
    ['a value is a list', 'jsonpath={.status.ports}=1', {ports: [1, 2]}, '{.status.ports} is "no single value", not "1"'],
  ])('is not satisfied where %s', async (_why, waitFor, status, reason) => {
    const objects = status === undefined ? [] : [deployment('web', status)];
    expect(await reasonFor(web({waitFor}), {objects})).toBe(waiting + reason);
  }); // prettier-ignore

  it('tells of the text of others one line, of bounded length, without what a screen would obey', async () => {
    const status = condition('Ready', 'False', {message: `\u001b[2J\nfirst\n${'long '.repeat(1000)}`});
    const reason = await reasonFor(web({waitFor: 'condition=Ready'}), {objects: [deployment('web', status)]});
    expect(reason).toContain('condition Ready is False: \ufffd[2J first long long');
    expect(reason?.length).toBeLessThan(300);
  });

  it('tells no values but those of the status, and looks at none of a Secret', async () => {
    const spec = {password: 'hidden'};
    const objects = [
      object('apps/v1', 'Deployment', 'web', {spec}),
      object('v1', 'Secret', 'key', {data: {a: 'Zm9v'}}),
    ];
    const kinds = [kindOf('apps/v1', 'Deployment'), kindOf('v1', 'Secret')];
    const guess = await reasonFor(web({waitFor: 'jsonpath={.spec.password}=guess'}), {objects});
    expect(guess).toBe(`${waiting}{.spec.password} is another value, not "guess"`);
    const secret = await runReadiness(
      {objRefs: [{kind: 'secret', name: 'key', waitFor: 'jsonpath={.data.a}=Zm9v'}]},
      {options: {kinds, objects}},
    );
    expect(secret.outcome.reason).toBe('cannot go on: secret shop/key: values of Secrets are not looked at');
    expect(secret.asked).toEqual([]);
    expect(await reasonFor({kind: 'secret', name: 'key'}, {options: {kinds, objects}})).toBeUndefined();
  });

  it('names as many objects as there is room for', async () => {
    const objRefs = Array.from({length: 100}, (_, at) => ({kind: 'deployment', name: `some-long-name-${at}`}));
    const {outcome} = await runReadiness({objRefs, numRetries: 0});
    expect(outcome.reason).toMatch(/some-long-name-9: not found; .*; and \d\d more$/);
    expect(outcome.reason?.length).toBeLessThan(1024);
  });
});

describe('what waiting does not mend', () => {
  const FORBIDDEN = new Iter8Error('FORBIDDEN', 'not allowed to get services "web"', 'grant it with: kubectl');

  it('is told after one look at all objects: a missing right, with how it is granted', async () => {
    const interfere: FakeClusterOptions['interfere'] = (_verb, {kind}) => {
      if (kind === 'Service') throw FORBIDDEN;
    };
    const objRefs = [{kind: 'service', name: 'web'}, {kind: 'service', name: 'api'}, available];
    const {outcome, waits} = await runReadiness({objRefs}, {options: {interfere}});
    expect(outcome.reason).toBe(
      'cannot go on: service shop/web: not allowed to get services "web"; ' +
        'service shop/api: not allowed to get services "web"; deployment shop/web: not found; grant it with: kubectl',
    );
    expect(waits).toEqual([5000]);
  });

  it('is told at once: another namespace, which the engine may be allowed', async () => {
    const objRefs = [web({namespace: 'bank'})];
    const {outcome, waits, asked} = await runReadiness({objRefs});
    expect(outcome.reason).toBe(
      'cannot go on: deployment bank/web is in namespace bank, and the experiment in shop; ' +
        'create the experiment in bank, or start the controller with --allow-namespace bank',
    );
    expect([waits, asked]).toEqual([[], []]);
    const traffic = {...DEFAULT_POLICY, allowedNamespaces: ['bank']};
    const inBank = {...deployment('web'), metadata: {name: 'web', namespace: 'bank'}};
    expect((await runReadiness({objRefs}, {objects: [inBank], traffic})).outcome.result).toBe('succeeded');
  });

  it('is told at once: a kind without namespaces, no cluster', async () => {
    const kinds = [{...kindOf('v1', 'Node'), isNamespaced: false}];
    const node = await runReadiness({objRefs: [{kind: 'node', name: 'a'}]}, {options: {kinds}});
    expect(node.outcome.reason).toContain('node shop/a: a Node belongs to no namespace');
    expect(node.waits).toHaveLength(1);
    expect(await runReadiness({}, {cluster: undefined})).toMatchObject({
      outcome: {result: 'failed', reason: 'needs a cluster, and this run has none'},
      waits: [],
    });
  });
});

describe('a cluster that gives no answer', () => {
  const gone = new Iter8Error('UNREACHABLE', 'https://cluster.test:6443 refuses the connection');

  it('is asked again, and what it said before is kept', async () => {
    let isGone = false;
    const {outcome, lines} = await runReadiness(
      {objRefs: [web(), web({name: 'api'})]},
      {
        objects: [deployment('web')],
        options: {
          interfere: () => {
            if (isGone) throw gone;
          },
        },
        before: (attempt, cluster) => {
          isGone = attempt === 2 || attempt === 3;
          if (attempt === 3) cluster.put(deployment('api'));
        },
      },
    );
    expect(outcome.result).toBe('succeeded');
    expect(lines).toEqual([
      'attempt 1 after 5 s: deployment shop/web is there; deployment shop/api: not found',
      'attempt 2 after 10 s: https://cluster.test:6443 refuses the connection',
      'attempt 4 after 20 s: deployment shop/api is there',
    ]);
  });

  it('is named in the end, with what was never seen', async () => {
    const interfere = () => Promise.reject(gone);
    const {outcome} = await runReadiness(
      {objRefs: [web(), web({name: 'api'})], numRetries: 1},
      {options: {interfere}},
    );
    expect(outcome.reason).toBe(
      'waited 10 s in vain: https://cluster.test:6443 refuses the connection; ' +
        'deployment shop/web: not looked at yet; deployment shop/api: not looked at yet',
    );
  });

  it('leaves open whether what was ready still is', async () => {
    let looks = 0;
    const interfere: FakeClusterOptions['interfere'] = (_verb, _kind, name) => {
      if (name === 'web' && (looks += 1) > 1) throw gone;
    };
    const {outcome} = await runReadiness(
      {objRefs: [web(), web({name: 'api'})], numRetries: 1},
      {
        objects: [deployment('web')],
        options: {interfere},
        before: (attempt, cluster) => attempt === 2 && cluster.put(deployment('api')),
      },
    );
    expect(outcome.reason).toBe('waited 10 s in vain: https://cluster.test:6443 refuses the connection');
  });
});
