import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {divideDuration, experimentFor} from '../../../src/local/run/url-experiment.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

describe('the times of a run', () => {
  it.each([
    [8_000, {warmUpMs: 800, intervalSeconds: 1, iterations: 7}],
    [60_000, {warmUpMs: 5000, intervalSeconds: 6, iterations: 9}],
    [2_000, {warmUpMs: 200, intervalSeconds: 1, iterations: 1}],
    [600_000, {warmUpMs: 5000, intervalSeconds: 60, iterations: 9}],
  ])('of %d ms', (durationMs, times) => {
    expect(divideDuration(durationMs)).toEqual(times);
  });

  it('refuses what is too short', () => {
    expect(() => divideDuration(900)).toThrow('a duration of 0.9 s is too short');
  });

  it('never takes longer than asked, and uses most of it', () => {
    fc.assert(
      fc.property(fc.integer({min: 2_000, max: 86_400_000}), (durationMs) => {
        const {warmUpMs, intervalSeconds, iterations} = divideDuration(durationMs);
        const usedMs = warmUpMs + intervalSeconds * iterations * 1000;
        expect(usedMs).toBeLessThanOrEqual(durationMs);
        expect(usedMs).toBeGreaterThan(durationMs / 2);
      }),
    );
  });
});

describe('the experiment of a run', () => {
  const times = divideDuration(8_000);
  const objectives = [{metric: 'mean-latency', upperLimit: 50}];

  it('of two URLs is a Canary', () => {
    const versions = [
      {name: 'baseline', url: 'http://127.0.0.1:1'},
      {name: 'candidate', url: 'http://127.0.0.1:2'},
    ];
    const {spec} = parseExperiment(
      experimentFor({versions, objectives, times, strength: {minimumSamples: 10}, endEarly: undefined}),
    );
    expect(spec.testingPattern).toBe('Canary');
    expect(spec.versions.map(({name, role}) => [name, role])).toEqual([
      ['baseline', 'baseline'],
      ['candidate', 'candidate'],
    ]);
    expect(spec.duration).toEqual({intervalSeconds: 1, iterationsPerLoop: 7, maxLoops: 1});
  });

  it('of one URL is a Conformance test', () => {
    const versions = [{name: 'app', url: 'http://127.0.0.1:1'}];
    expect(
      parseExperiment(
        experimentFor({versions, objectives, times, strength: {minimumSamples: 10}, endEarly: undefined}),
      ).spec.testingPattern,
    ).toBe('Conformance');
  });
});
