import {describe, expect, it} from '@jest/globals';
import {momentsOf} from '../../../src/operate/replay/moments.js';

const START = Date.parse('2026-11-22T10:00:00Z');
const at = (second: number) => new Date(START + 1000 * second).toISOString();
const series = (metric: string | undefined, seconds: readonly number[]) => ({
  metric,
  version: 'v1',
  points: seconds.map((second) => ({at: at(second), value: '1'})),
});
const course = {intervalSeconds: 10, lastIteration: 4, isThinned: false, judged: new Set(['latency'])};
const numbers = (...parameters: Parameters<typeof momentsOf>) =>
  momentsOf(...parameters).map(({iteration, at: time}) => [iteration, (time.getTime() - START) / 1000]);

describe('the moments of a history', () => {
  it('are counted while all of them are there, whatever lies between them', () => {
    expect(numbers([series(undefined, [0, 10, 500, 510])], course)).toEqual([[1, 0], [2, 10], [3, 500], [4, 510]]); // prettier-ignore
  });

  it('are those of the decisions, and not of the readings before', () => {
    const both = [series('latency', [0, 8, 19, 29]), series(undefined, [1, 10, 20, 30])];
    expect(numbers(both, course)).toEqual([[1, 1], [2, 10], [3, 20], [4, 30]]); // prettier-ignore
  });

  it('are those of the readings where no traffic is split', () => {
    const readings = [series('latency', [10, 20, 30]), series('errors', [0, 10, 20, 30])];
    expect(numbers(readings, course)).toEqual([[1, 0], [2, 10], [3, 20], [4, 30]]); // prettier-ignore
  });

  it('are told by the gaps between them once old ones have been left out; the first never is', () => {
    const thinned = {...course, lastIteration: 9, isThinned: true};
    const points = [series(undefined, [0, 20, 40, 61, 70, 80]), series('latency', [0, 20, 40, 60, 70, 80])];
    expect(numbers(points, thinned)).toEqual(
      [[1, 0], [3, 20], [5, 40], [7, 61], [8, 70], [9, 80]], // prettier-ignore
    );
  });

  it('are those that have values, where other points are left out of traffic than of values', () => {
    const thinned = {...course, lastIteration: 6, isThinned: true};
    const points = [series(undefined, [0, 20, 40, 50]), series('latency', [10, 30, 40, 50])];
    expect(numbers(points, thinned)).toEqual([[2, 10], [4, 30], [5, 40], [6, 50]]); // prettier-ignore
  });

  it('have a number each even after a pause', () => {
    const paused = {...course, lastIteration: 5, isThinned: true};
    const found = numbers([series('latency', [0, 20, 5000, 5010])], paused).map(([number]) => number);
    expect(found).toEqual([1, 2, 4, 5]);
  });

  it('are none without any point, or with times that are none', () => {
    expect(momentsOf([], course)).toEqual([]);
    expect(momentsOf([{metric: undefined, version: 'v', points: [{at: 'soon', value: '1'}]}], course)).toEqual([]);
  });
});
