import {describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {looksJson, type LookSeries, storedLooks} from '../../src/experiment/stored-looks.js';

const stored = (looks: Json) => storedLooks({source: {status: {looks}}});

const LATENCY: LookSeries = {
  metric: 'iter8-system/mean-latency',
  version: 'candidate',
  looks: [
    {iteration: 1, samples: 100, sum: 4210.5, squares: 180000.25},
    {iteration: 2, samples: 230, sum: 9800.75, squares: 420000.5, cubes: 18000000.5},
  ],
};
const COARSE: LookSeries = {
  ...{metric: 'p95', version: 'b', above: 350},
  looks: [{iteration: 1, samples: 400, sum: 20, least: 8, most: 40}],
};
const TAIL: LookSeries = {metric: 'p95', version: 'b', above: 0, looks: [{iteration: 3, samples: 7, sum: 0}]};

describe('the looks in a status', () => {
  it('are those that were written, a limit of 0 and a count of 0 among them', () => {
    expect(stored(looksJson([LATENCY, TAIL, COARSE]) as Json)).toEqual([LATENCY, TAIL, COARSE]);
  });

  it('are none in an experiment that has none, or something else there', () => {
    for (const looks of [undefined, null, 'many', 7, {}]) expect(stored(looks as Json)).toEqual([]);
    expect(storedLooks({source: {}})).toEqual([]);
  });

  it.each<[string, Json]>([
    ['no object', 'x'],
    ['no metric', {version: 'b', looks: []}],
    ['a version that is no text', {metric: 'm', version: 1, looks: []}],
  ])('are passed over where a series is %s', (_what, series) => {
    expect(stored([series, ...looksJson([TAIL])])).toEqual([TAIL]);
  });

  it.each<[string, Json]>([
    ['no object', 5],
    ['without samples', {iteration: 1, sum: 3}],
    ['with a sum in words', {iteration: 1, samples: 2, sum: '3'}],
  ])('are passed over where a look is %s', (_what, look) => {
    const good = {iteration: 4, samples: 9, sum: 1};
    expect(stored([{metric: 'm', version: 'b', looks: [look, good]}])).toEqual([
      {metric: 'm', version: 'b', looks: [good]},
    ]);
  });

  it('are for an older engine, which knows neither powers nor ranges, what they were before there were any', () => {
    const older = (look: object) => {
      const {iteration, samples, sum} = look as LookSeries['looks'][number];
      return {iteration, samples, sum};
    };
    for (const series of [LATENCY, COARSE]) {
      const [json] = looksJson([series]);
      expect((json!.looks as JsonObject[]).map(older)).toEqual(series.looks.map(older));
    }
  });

  it('keep twelve digits of a sum, and all of a number of requests', () => {
    const looks = [
      {iteration: 1, samples: 3, sum: 0.1 + 0.2},
      {iteration: 2, samples: 123_456_789_012, sum: 98_765_432_109},
    ];
    const [series] = looksJson([{metric: 'm', version: 'b', looks}]);
    expect(series?.looks).toEqual([{...looks[0], sum: 0.3}, looks[1]]);
  });
});
