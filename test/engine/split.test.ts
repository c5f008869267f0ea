import {describe, expect, it} from '@jest/globals';
import {verdictWords} from '../../src/analysis/verdict-words/verdict-words.js';
import type {Experiment} from '../../src/experiment/model.js';
import {storedSplit} from '../../src/experiment/stored-split.js';
import {experiment} from './support/experiment.js';
import {play} from './support/play.js';
import type {Values} from './support/world.js';

const SPEC = {
  deployment: 'FixedSplit',
  criteria: {requestCount: 'requests'},
  duration: {intervalSeconds: 30, iterationsPerLoop: 8},
};

/** Latencies that are fine, and so many requests an iteration of which the candidate gets a share. */
function arriving(share: number) {
  return ({status}: Experiment): Values => {
    const all = 200 * (status.completedIterations + 1);
    const candidate = Math.round(all * share);
    const requests = {b: String(all - candidate), c: String(candidate)};
    return {'default/latency': {b: '10', c: '12'}, 'default/requests': requests};
  };
}

/** Half of the requests are to go to each. */
const EVEN = () => ({
  observeWeights: async () => ({
    kind: 'observed' as const,
    weights: ['b', 'c'].map((version) => ({version, percent: 50})),
  }),
});

const differs = ({reason}: {reason: string}) => reason === 'TrafficSplitDiffers';

describe('a run whose candidate gets 12 % of the requests instead of 50', () => {
  const played = () => play(experiment(SPEC), {values: arriving(0.12), ports: EVEN});

  it('tells it once, as a warning', async () => {
    const {events} = await played();
    const warnings = events.filter(differs);
    expect(warnings.map(({type, message}) => `${type}: ${message}`)).toEqual([
      'Warning: c gets 12 % of the requests, where 50 % was set (since iteration 3): values may compare different users; look at retries, sticky sessions, and how the mesh routes',
    ]);
  });

  it('has the same winner and as many iterations as one whose traffic arrives as it was set', async () => {
    const [{experiment: odd}, {experiment: even, events}] = [
      await played(),
      await play(experiment(SPEC), {values: arriving(0.5), ports: EVEN}),
    ];
    expect(odd.status.analysis.winner).toEqual(even.status.analysis.winner);
    expect([odd, even].map(({status}) => status.completedIterations)).toEqual([8, 8]);
    expect([events.some(differs), storedSplit(even)?.warning]).toEqual([false, undefined]);
  });

  it('says it first of what its verdict does not know', async () => {
    const {experiment: ended} = await played();
    const {missing, headline} = verdictWords(ended, new Date(0));
    expect(missing[0]).toBe(
      'Whether values compare the same users: c gets 12 % of the requests, where 50 % was set (since iteration 3); look at retries, sticky sessions, and how the mesh routes',
    );
    expect(headline).toContain('c won');
  });
});

describe('a run that moves traffic', () => {
  it('is silent where the requests follow the weights', async () => {
    const counts = [0, 0];
    const {events, world} = await play(experiment({...SPEC, deployment: 'Progressive'}), {
      values: ({status}) => {
        const share = (status.weights.find(({version}) => version === 'c')?.percent ?? 0) / 100;
        counts[0]! += 200 * (1 - share);
        counts[1]! += 200 * share;
        const [b, c] = counts.map((count) => String(Math.round(count)));
        return {'default/latency': {b: '10', c: '12'}, 'default/requests': {b: b!, c: c!}};
      },
    });
    expect(world.splits.length).toBeGreaterThan(3);
    expect(events.filter(differs)).toEqual([]);
  });

  it('tells of requests that stay with the baseline', async () => {
    const duration = {intervalSeconds: 60, iterationsPerLoop: 12};
    const {events, experiment: ended} = await play(experiment({...SPEC, deployment: 'Progressive', duration}), {
      values: arriving(0),
    });
    expect(events.filter(differs)).toHaveLength(1);
    expect(storedSplit(ended)?.warning).toMatchObject({version: 'c', observed: 0});
  });
});

describe('a conformance test', () => {
  it('has no split to look at', async () => {
    const conformance = experiment({...SPEC, pattern: 'Conformance', candidates: []});
    const {experiment: ended} = await play(conformance, {values: arriving(0.12)});
    expect(storedSplit(ended)).toBeUndefined();
  });
});
