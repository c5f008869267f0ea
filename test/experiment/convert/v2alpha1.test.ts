import {describe, expect, it} from '@jest/globals';
import {formatPath} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {convertV2alpha1} from '../../../src/experiment/convert/v2alpha1.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

const converted = (source: JsonObject) => convertV2alpha1(parseExperiment(source));

function experiment(spec: JsonObject, rest: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'iter8.tools/v2alpha1',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {strategy: {testingPattern: 'Canary'}, ...spec},
    ...rest,
  };
}

function actionsOf(strategy: JsonObject): unknown {
  const {spec} = converted(experiment({strategy})).resource;
  return (spec as {strategy: JsonObject}).strategy.actions;
}

function reasonAt(place: string, source: JsonObject): string | undefined {
  return converted(source).losses.find(({path}) => formatPath(path) === place)?.reason;
}

const TASK = {library: 'common', task: 'exec', with: {cmd: 'ls'}};
const CONVERTED_TASK = {task: 'common/exec', with: {cmd: 'ls'}};

describe('a v2alpha1 experiment becomes v2alpha2', () => {
  it('with the count of requests that was fetched by default', () => {
    expect(converted(experiment({})).resource.spec).toMatchObject({
      criteria: {requestCount: 'request-count'},
    });
  });

  it('without an action whose handler is none', () => {
    const actions = {start: [TASK], finish: [TASK]};
    expect(actionsOf({actions, handlers: {finish: 'none'}})).toEqual({start: [CONVERTED_TASK]});
  });

  it('with an action under the name of the handler that ran it', () => {
    const actions = {start: [], promote: [TASK], extra: []};
    const strategy = {actions, handlers: {finish: 'promote'}};
    expect(actionsOf(strategy)).toEqual({start: [], finish: [CONVERTED_TASK], extra: []});
    expect(reasonAt('spec.strategy.handlers.finish', experiment({strategy}))).toMatch(/now named finish/);
  });

  it('keeps what an item has besides its name, and spells condition as if', () => {
    const item = {library: 'common', task: 'bash', condition: 'WinnerFound()', note: 'kept', with: {}};
    const [converted] = (actionsOf({actions: {start: [item]}}) as {start: JsonObject[]}).start;
    expect(converted).toEqual({task: 'common/bash', if: 'WinnerFound()', note: 'kept', with: {}});
  });

  it('says that Conformance did not run a finish action, and that none runs after a failure', () => {
    const actions = {finish: [{task: 'common/bash'}]};
    const reasons = (strategy: JsonObject) =>
      converted(experiment({strategy})).losses.flatMap(({path, reason}) =>
        formatPath(path) === 'spec.strategy.actions.finish' ? [reason] : [],
      );
    expect(reasons({actions, testingPattern: 'Canary'})).toEqual([expect.stringMatching(/after a failure/)]);
    expect(reasons({actions, testingPattern: 'Conformance', handlers: {failure: 'none'}})).toEqual([
      expect.stringMatching(/Conformance/),
    ]);
  });

  it('with variables in place of tags, which have to be text', () => {
    const baseline = {
      name: 'v1',
      tags: {revision: 7, beta: true, zone: 'eu'},
      variables: [{name: 'zone', value: 'us'}],
    };
    expect(converted(experiment({versionInfo: {baseline}})).resource.spec).toMatchObject({
      versionInfo: {
        baseline: {
          name: 'v1',
          variables: [
            {name: 'zone', value: 'us'},
            {name: 'revision', value: '7'},
            {name: 'beta', value: 'true'},
          ],
        },
      },
    });
  });

  it('keeps versions in their place when there are others beside it, and says so', () => {
    const source = experiment({versionInfo: {baseline: {name: 'v1'}}, baseline: {name: 'other'}});
    const {spec} = converted(source).resource;
    expect(spec).toMatchObject({versionInfo: {baseline: {name: 'v1'}}});
    expect(spec).not.toHaveProperty('baseline');
    expect(reasonAt('spec.baseline', source)).toMatch(/left out/);
  });

  it('keeps fields that nobody knows', () => {
    const source = experiment(
      {odd: {a: 1}, criteria: {strength: {any: 'thing'}}},
      {status: {more: [1]}, top: 'x'},
    );
    expect(converted(source).resource).toMatchObject({
      spec: {odd: {a: 1}, criteria: {strength: {any: 'thing'}}},
      status: {more: [1]},
      top: 'x',
    });
  });

  it('with limits as integers or text, and all digits', () => {
    const objectives = [
      {metric: 'n/a', upperLimit: 0.01, lowerLimit: 1},
      {metric: 'n/b', upperLimit: '10m'},
    ];
    expect(converted(experiment({criteria: {objectives}})).resource.spec).toMatchObject({
      criteria: {
        objectives: [
          {metric: 'n/a', upperLimit: '0.01', lowerLimit: 1},
          {metric: 'n/b', upperLimit: '10m'},
        ],
      },
    });
  });

  it('says nothing of a metric that was found in the namespace of the experiment', () => {
    const copy = {name: 'sales', metricObj: {metadata: {name: 'sales', namespace: 'shop'}}};
    const criteria = {requestCount: 'iter8-system/request-count', indicators: ['sales', 'views']};
    const source = experiment({criteria, metrics: [copy]});
    expect(reasonAt('spec.criteria.indicators[0]', source)).toBeUndefined();
    expect(reasonAt('spec.criteria.indicators[1]', source)).toMatch(/if it is there, write iter8-system\/views/);
    expect(reasonAt('spec.criteria.requestCount', source)).toBeUndefined();
  });

  it.each([
    [{actions: {start: ['x']}}, 'spec.strategy.actions.start[0]'],
    [{actions: {start: [{library: 1, task: 'exec'}]}}, 'spec.strategy.actions.start[0].library'],
  ])('refuses an action item that is none: %j', (strategy, place) => {
    expect(() => converted(experiment({strategy}))).toThrow(place);
  });
});
