import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Field} from '../../src/experiment/field.js';
import {type History, parseHistory} from '../../src/experiment/history.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import {appendToHistory, fitHistory, historyJson, MOST_POINTS} from '../../src/engine/history.js';
import {experiment} from './support/experiment.js';
import {observe, START} from './support/world.js';

const name = fc.stringMatching(/^[a-zé/-]{1,40}$/);

const anyHistory: fc.Arbitrary<History> = fc.record({
  series: fc.array(
    fc.record({
      metric: fc.option(name, {nil: undefined}),
      version: name,
      points: fc.array(fc.record({at: fc.constant('2026-11-22T10:00:00Z'), value: fc.nat().map(String)}), {maxLength: 150}),
    }),
    {maxLength: 12},
  ),
  leftOut: fc.nat(1000),
}); // prettier-ignore

const countPoints = ({series}: History) => series.reduce((sum, {points}) => sum + points.length, 0);
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** A history after so many iterations, each with a value a second later. */
function grow(iterations: number): History {
  let history: JsonObject | undefined;
  const parsed = readExperimentResource(
    experiment({status: {currentWeightDistribution: [{name: 'b', value: 90}, {name: 'c', value: 10}]}}),
  ); // prettier-ignore
  for (let second = 0; second < iterations; second += 1) {
    const now = new Date(START.getTime() + second * 1000);
    const observations = observe({'default/latency': {b: String(second), c: null}}, now);
    history = appendToHistory(new Field(history), {experiment: parsed, observations, now});
  }
  return parseHistory(new Field(history));
}

describe('the history of a run', () => {
  it('has the values that there were, and the weights, each with its time', () => {
    expect(grow(2).series).toEqual([
      {
        metric: undefined,
        version: 'b',
        points: [
          {at: '2026-11-22T10:00:00Z', value: '90'},
          {at: '2026-11-22T10:00:01Z', value: '90'},
        ],
      },
      expect.objectContaining({metric: undefined, version: 'c'}),
      {
        metric: 'default/latency',
        version: 'b',
        points: [
          {at: '2026-11-22T10:00:00Z', value: '0'},
          {at: '2026-11-22T10:00:01Z', value: '1'},
        ],
      },
    ]);
  });

  it('keeps 120 points a series, the first and the newest among them, and says what it left out', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 700}), (iterations) => {
        const {series, leftOut} = grow(iterations);
        const {points} = series[2]!;
        const values = points.map(({value}) => Number(value.replace('k', '000')));
        expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
        expect([values[0], values.at(-1)]).toEqual([0, iterations - 1]);
        expect([...values].sort((a, b) => a - b)).toEqual(values);
        expect(leftOut).toBe(3 * (iterations - points.length));
      }),
      {numRuns: 15},
    );
  });

  it('thins older times more than recent ones', () => {
    const values = grow(600).series[2]!.points.map(({value}) => Number(value));
    const gaps = values.slice(1).map((value, index) => value - values[index]!);
    expect(gaps.at(-1)).toBe(1);
    expect([...gaps].sort((a, b) => b - a)).toEqual(gaps);
  });

  it('fits into any number of bytes, loses no more than it says, and is read back as it was written', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({min: 100, max: 20_000}), (history, bytes) => {
        const fitting = fitHistory(history, bytes);
        expect(bytesOf(historyJson(fitting))).toBeLessThanOrEqual(bytes);
        expect(fitting.leftOut - history.leftOut).toBe(countPoints(history) - countPoints(fitting));
        expect(parseHistory(new Field(historyJson(fitting)))).toEqual(fitting);
        if (bytesOf(historyJson(history)) <= bytes) expect(fitting).toEqual(history);
      }),
      {numRuns: 60},
    );
  });

  it.each<[string, Json]>([
    ['a text', 'x'],
    ['series that are none', {series: [1, {version: 2}, {version: 'b', points: [3, {at: 4}]}]}],
  ])('that somebody has overwritten with %s is begun anew', (_what, value) => {
    expect(countPoints(parseHistory(new Field(value)))).toBe(0);
  });
});
