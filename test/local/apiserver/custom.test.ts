import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {byPriority} from '../../../src/local/apiserver/kinds/version-priority.js';
import {parseJsonPath} from '../../../src/experiment/json-path.js';
import {DEFINITIONS, experiment, EXPERIMENT_DEFINITION, EXPERIMENTS, MERGE, startServer, startWithExperiments} from './support/server.js'; // prettier-ignore

const V1 = '/apis/iter8.tools/v1/namespaces/default/experiments';

function definition(change: (spec: JsonObject) => JsonObject): JsonObject {
  return {...EXPERIMENT_DEFINITION, spec: change(EXPERIMENT_DEFINITION.spec as JsonObject)};
}

describe('a CustomResourceDefinition', () => {
  it('is established at once, and its kind is served', async () => {
    const {call} = await startServer();
    const {body} = await call('POST', DEFINITIONS, EXPERIMENT_DEFINITION);
    expect(body.status).toMatchObject({
      acceptedNames: {kind: 'Experiment', singular: 'experiment', listKind: 'ExperimentList'},
      storedVersions: ['v2'],
      conditions: [
        {type: 'NamesAccepted', status: 'True'},
        {type: 'Established', status: 'True'},
      ],
    });
    expect((await call('GET', EXPERIMENTS)).body).toMatchObject({kind: 'ExperimentList', items: []});
  });

  it.each([
    ['of another name', (spec: JsonObject) => ({...spec, group: 'other.tools'}), 'metadata.name'],
    ['without scope', (spec: JsonObject) => ({...spec, scope: ''}), 'spec.scope'],
    ['without a stored version', (spec: JsonObject) => ({...spec, versions: []}), 'spec.versions'],
    [
      'whose schema is not structural',
      (spec: JsonObject) => ({
        ...spec,
        versions: [
          {
            name: 'v2',
            served: true,
            storage: true,
            schema: {openAPIV3Schema: {type: 'object', properties: {spec: {}}}},
          },
        ],
      }),
      'spec.versions[0].schema.openAPIV3Schema.properties[spec].type',
    ],
  ])('%s is refused', async (_what, change, field) => {
    const {call} = await startServer();
    const {code, body} = await call('POST', DEFINITIONS, definition(change));
    expect(code).toBe(422);
    expect(body.details.causes.map((cause) => cause.field)).toContain(field);
  });

  it('that is changed changes what is served', async () => {
    const {call} = await startWithExperiments();
    const {versions} = EXPERIMENT_DEFINITION.spec as {versions: unknown[]};
    const served = {spec: {versions: versions.slice(0, 1)}};
    await call('PATCH', `${DEFINITIONS}/experiments.iter8.tools`, served, MERGE);
    expect(await call('GET', V1)).toMatchObject({code: 404});
    expect(await call('GET', EXPERIMENTS)).toMatchObject({code: 200});
  });

  it('that is deleted takes its objects with it', async () => {
    const {call, watch} = await startWithExperiments();
    await call('POST', EXPERIMENTS, experiment('a'));
    const events = await watch(`${EXPERIMENTS}?watch=true`);
    await events.next();
    await call('DELETE', `${DEFINITIONS}/experiments.iter8.tools`);
    expect(await events.next()).toMatchObject({type: 'DELETED', object: {metadata: {name: 'a'}}});
    expect(await events.next()).toBeUndefined();
    expect(await call('GET', EXPERIMENTS)).toMatchObject({code: 404});
    expect(await call('POST', DEFINITIONS, EXPERIMENT_DEFINITION)).toMatchObject({code: 201});
    expect((await call('GET', EXPERIMENTS)).body.items).toEqual([]);
  });
});

describe('the schema of a custom kind', () => {
  it('fills in defaults, in items of lists too', async () => {
    const {call} = await startWithExperiments();
    const {body} = await call('POST', EXPERIMENTS, experiment('a', {target: 'shop', versions: [{name: 'one'}]}));
    expect(body.spec).toEqual({target: 'shop', pattern: 'Canary', versions: [{name: 'one', weight: 1}]});
  });

  it('drops unknown fields with a warning, or refuses them, as the client wishes', async () => {
    const {call} = await startWithExperiments();
    const object = experiment('a', {target: 'shop', traget: 'x', open: {any: {thing: 1}}});
    const refused = await call('POST', `${EXPERIMENTS}?fieldValidation=Strict`, object);
    expect(refused.code).toBe(400);
    expect(refused.body.message).toBe(
      'Experiment in version "v2" cannot be handled as a Experiment: strict decoding error: unknown field "spec.traget"',
    );
    const warned = await call('POST', EXPERIMENTS, object);
    expect(warned.body.spec).toEqual({target: 'shop', pattern: 'Canary', open: {any: {thing: 1}}});
    expect(warned.headers.warning).toBe('299 - "unknown field \\"spec.traget\\""');
  });

  it.each([
    ['a missing field', {}, 'spec.target: Required value'],
    [
      'an empty text',
      {target: ''},
      'spec.target: Invalid value: "": spec.target in body should be at least 1 chars long',
    ],
    [
      'another word',
      {target: 'a', pattern: 'B'},
      'spec.pattern: Unsupported value: "B": supported values: "Canary", "A/B"',
    ],
    [
      'too small a number',
      {target: 'a', interval: 0},
      'spec.interval: Invalid value: 0: spec.interval in body should be greater than or equal to 1',
    ],
    [
      'too large a number',
      {target: 'a', interval: 61},
      'spec.interval: Invalid value: 61: spec.interval in body should be less than or equal to 60',
    ],
    ['a fraction', {target: 'a', interval: 1.5}, 'spec.interval in body must be of type integer: "number"'],
    [
      'a text for a number',
      {target: 'a', interval: '5'},
      'spec.interval in body must be of type integer: "string"',
    ],
    ['a list for an object', {target: 'a', open: []}, 'spec.open in body must be of type object: "array"'],
    [
      'a boolean for both',
      {target: 'a', limit: true},
      'spec.limit in body must be of type integer,string: "boolean"',
    ],
    ['null', {target: null}, 'spec.target in body must be of type string: "null"'],
    ['an item without name', {target: 'a', versions: [{}]}, 'spec.versions[0].name: Required value'],
    [
      'two items of one name',
      {target: 'a', versions: [{name: 'b'}, {name: 'b'}]},
      'spec.versions[1]: Duplicate value: {"name":"b"}',
    ],
  ])('refuses %s', async (_what, spec, problem) => {
    const {call} = await startWithExperiments();
    const {code, body} = await call('POST', EXPERIMENTS, experiment('a', spec));
    expect([code, body.reason]).toEqual([422, 'Invalid']);
    expect(body.message).toMatch(/^Experiment\.iter8\.tools "a" is invalid: /);
    expect(body.message).toContain(problem);
  });

  it.each([
    ['a number or a text', {limit: 5}],
    ['a number or a text', {limit: '5m'}],
    ['null where it may be', {note: null}],
    ['null where there is a default', {pattern: null}],
  ])('takes %s', async (_what, spec) => {
    const {call} = await startWithExperiments();
    expect(await call('POST', EXPERIMENTS, experiment('a', {target: 'a', ...spec}))).toMatchObject({code: 201});
  });

  it('tells everything that is wrong, each with its field', async () => {
    const {call} = await startWithExperiments();
    const {body} = await call('POST', EXPERIMENTS, experiment('a', {interval: 0, pattern: 'B'}));
    expect(body.details).toMatchObject({name: 'a', group: 'iter8.tools', kind: 'Experiment'});
    expect(body.details.causes.map(({reason, field}) => [reason, field])).toEqual([
      ['FieldValueRequired', 'spec.target'],
      ['FieldValueInvalid', 'spec.interval'],
      ['FieldValueNotSupported', 'spec.pattern'],
    ]);
  });
});

describe('versions of a custom kind', () => {
  it('show the same objects, each by its own schema', async () => {
    const {call} = await startWithExperiments();
    await call('POST', V1, {...experiment('a', {target: 'shop', old: 1}), apiVersion: 'iter8.tools/v1'});
    expect((await call('GET', `${V1}/a`)).body).toMatchObject({apiVersion: 'iter8.tools/v1', spec: {old: 1}});
    expect((await call('GET', `${EXPERIMENTS}/a`)).body).toMatchObject({
      apiVersion: 'iter8.tools/v2',
      spec: {target: 'shop', pattern: 'Canary'},
    });
  });

  it('are preferred as Kubernetes does', () => {
    const versions = ['v1', 'v2alpha1', 'v10', 'v1beta1', 'foo', 'v2beta2', 'v2', 'v11alpha2', 'bar', 'v2beta10'];
    const preferred = ['v10', 'v2', 'v1', 'v2beta10', 'v2beta2', 'v1beta1', 'v11alpha2', 'v2alpha1', 'bar', 'foo'];
    expect(versions.sort(byPriority)).toEqual(preferred);
  });
});

describe('the path of a printer column', () => {
  const value = {
    a: {
      'b.c': 1,
      list: [
        {type: 'x', n: 1},
        {type: 'y', n: 2},
      ],
    },
  };

  it.each([
    ['.a.list[0].n', [1]],
    ['.a.list[-1].n', [2]],
    ['.a.list[*].n', [1, 2]],
    ['.a.list.*.n', [1, 2]],
    ['.a.list[?(@.type=="y")].n', [2]],
    [".a.list[?(@.type=='y')].n", [2]],
    ['.a.b\\.c', [1]],
    [".a['b.c']", [1]],
    ['.a.missing.deeper', []],
    ['.a.list[7]', []],
    ['.toString', []],
  ])('%s finds %j', (path, found) => {
    expect(parseJsonPath(path)?.(value)).toEqual(found);
  });

  it.each(['.a[', '.a..b', '.a[?(@.n>1)]'])('%s is not read', (path) => {
    expect(parseJsonPath(path)).toBeUndefined();
  });
});
