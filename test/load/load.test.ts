import {describe, expect, it} from '@jest/globals';
import {type Load, type LoadResult, startLoad} from '../../src/load/load.js';
import type {LoadOptions} from '../../src/load/options.js';
import {percentile} from '../../src/metrics/builtin/percentile.js';
import {type Sent, SimulatedClock, simulatedServers} from './simulated.js';

const two = ['v1', 'v2'].map((name) => ({name, url: 'http://simulated'}));
const one = two.slice(0, 1);

interface Simulation {
  readonly latencyMs?: (version: string, nowMs: number) => number;
  readonly during?: (load: Load, clock: SimulatedClock, abort: () => void) => Promise<void>;
}

interface Played extends LoadResult {
  readonly sent: readonly Sent[];
  readonly closed: readonly string[];
  readonly now: number;
}

async function play(options: LoadOptions, {latencyMs = () => 10, during}: Simulation = {}): Promise<Played> {
  const clock = new SimulatedClock();
  const controller = new AbortController();
  const {open, sent, closed} = simulatedServers(clock, latencyMs);
  const load = startLoad(options, {signal: controller.signal, clock, open});
  void during?.(load, clock, () => controller.abort());
  const result = await clock.until(load.done);
  return {...result, sent, closed, now: clock.now()};
}

const counts = ({versions}: LoadResult) => [...versions.values()].map(({count}) => count);
const sentTo = (version: string, sent: readonly Sent[]) => sent.filter((one) => one.version === version);

describe('load at a constant rate', () => {
  it('sends when requests are due, however slowly they are answered', async () => {
    const {sent} = await play({targets: one, qps: 10, timeMs: 1000, connections: 50}, {latencyMs: () => 3000});
    expect(sent.map(({atMs}) => Math.round(atMs))).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('gives each version its own rate, or shares one among them', async () => {
    expect(counts(await play({targets: two, qps: 40, timeMs: 8000}))).toEqual([320, 320]);
    expect(counts(await play({targets: two, qps: 40, timeMs: 8000, rate: 'total'}))).toEqual([160, 160]);
    expect(counts(await play({targets: two, numQueries: 7}))).toEqual([7, 7]);
  });

  it('does not count the warm-up, which is part of the duration', async () => {
    const result = await play({targets: one, qps: 10, timeMs: 1000, warmUpMs: 300});
    expect(result.sent).toHaveLength(10);
    expect(counts(result)).toEqual([7]);
    expect(result.elapsedMs).toBeCloseTo(910);
  });

  it('splits by weights from the moment they are set', async () => {
    const {sent} = await play(
      {targets: two, qps: 100, timeMs: 2000, rate: 'total'},
      {
        during: async (load, clock) => {
          await clock.sleep(999);
          load.setWeights(new Map([['v1', 90], ['v2', 10]])); // prettier-ignore
        },
      },
    );
    const later = sent.filter(({atMs}) => atMs > 999);
    expect([sentTo('v1', later).length, sentTo('v2', later).length]).toEqual([90, 10]);
    expect(sentTo('v2', sent)).toHaveLength(60);
  });

  it('refuses weights that choose nothing or name an unknown version', async () => {
    await play({targets: two, numQueries: 1}, {
      during: async (load) => {
        expect(() => load.setWeights(new Map([['v1', 0]]))).toThrow('all weights of the load are 0');
        expect(() => load.setWeights(new Map([['v3', 1]]))).toThrow('no version "v3" in the load');
      },
    }); // prettier-ignore
  });

  it('shows a stall of 300 ms to every request that was due meanwhile', async () => {
    const stalling = (_version: string, now: number) => (now >= 1000 && now < 1300 ? 1300 - now + 1 : 1);
    const options = {targets: one, qps: 100, timeMs: 2000, connections: 1};
    const {versions} = await play(options, {latencyMs: stalling});
    const {buckets, max} = versions.get('v1')!;
    expect(max! * 1000).toBeCloseTo(301);
    expect(percentile(buckets, 0.99)! * 1000).toBeGreaterThan(250);
    expect(percentile(buckets, 0.95)! * 1000).toBeGreaterThan(150);
    expect(percentile(buckets, 0.5)! * 1000).toBeLessThan(2);
  });

  it('ends 5 s after its time at the latest, with what was never answered timed out', async () => {
    const options = {targets: one, qps: 10, timeMs: 2000, connections: 3};
    const {versions, elapsedMs, closed} = await play(options, {latencyMs: () => Infinity});
    expect(elapsedMs).toBeLessThanOrEqual(7000);
    expect(versions.get('v1')).toMatchObject({count: 20, transportErrors: new Map([['timed out', 20]])});
    expect(closed).toEqual(['v1']);
  });

  it('keeps to the time-out that is asked for', async () => {
    const {elapsedMs} = await play(
      {targets: one, numQueries: 2, qps: 10, timeoutMs: 250},
      {latencyMs: () => Infinity},
    );
    expect(elapsedMs).toBeCloseTo(350, 0);
  });

  it('ends at once when it is aborted, and does not count what was under way', async () => {
    const options = {targets: two, qps: 10, timeMs: 60_000};
    const result = await play(options, {
      latencyMs: () => 50,
      during: async (_load, clock, abort) => {
        await clock.sleep(1020);
        abort();
      },
    });
    expect(result).toMatchObject({isAborted: true, elapsedMs: 1020, closed: ['v1', 'v2']});
    expect(counts(result)).toEqual([10, 10]);
  });

  it('sends nothing where the signal was aborted before', async () => {
    const clock = new SimulatedClock();
    const {open, sent} = simulatedServers(clock, () => 1);
    const load = startLoad({targets: one}, {signal: AbortSignal.abort(), clock, open});
    expect(await clock.until(load.done)).toMatchObject({isAborted: true});
    expect(sent).toEqual([]);
  });

  it('can be looked at while it runs', async () => {
    const looks: number[][] = [];
    await play({targets: one, qps: 10, timeMs: 1000}, {
      during: async (load, clock) => {
        for (const lookMs of [450, 900]) {
          await clock.sleep(lookMs - clock.now());
          looks.push(counts(load.snapshot()));
        }
      },
    }); // prettier-ignore
    expect(looks).toEqual([[5], [9]]);
  });

  it('counts what was due more than a second ago as without an answer, until the answer comes', async () => {
    const looks: unknown[] = [];
    const latencyMs = (version: string) => (version === 'v2' ? 2900 : 10);
    const result = await play({targets: two, qps: 1, timeMs: 4000, connections: 1}, {
      latencyMs,
      during: async (load, clock) => {
        for (const lookMs of [600, 2600, 3600]) {
          await clock.sleep(lookMs - clock.now());
          const {count, answered, transportErrors} = load.snapshot().versions.get('v2')!;
          looks.push([count, answered, ...transportErrors]);
        }
      },
    }); // prettier-ignore
    expect(looks).toEqual([
      [0, 0],
      [2, 0, ['no answer yet', 2]],
      [3, 1, ['no answer yet', 2]],
    ]);
    expect(result.versions.get('v1')).toMatchObject({count: 4, answered: 4});
    expect(result.versions.get('v2')!.transportErrors).toEqual(new Map([['timed out', 2]]));
  });

  it('does not count the warm-up among what waits for an answer', async () => {
    const looks: number[] = [];
    await play({targets: one, qps: 10, timeMs: 4000, warmUpMs: 1000, connections: 1}, {
      latencyMs: () => Infinity,
      during: async (load, clock) => {
        for (const lookMs of [1950, 2550]) {
          await clock.sleep(lookMs - clock.now());
          looks.push(...counts(load.snapshot()));
        }
      },
    }); // prettier-ignore
    expect(looks).toEqual([0, 6]);
  });

  it('leaves out what was due while the process stood still, and does not blame the server', async () => {
    const {versions, skipped} = await play({targets: one, qps: 10, timeMs: 20_000}, {
      during: async (_load, clock) => {
        await clock.sleep(1050);
        clock.standStill(8000);
      },
    }); // prettier-ignore
    expect(skipped).toBeGreaterThan(75);
    expect(versions.get('v1')!.count + skipped).toBe(200);
    expect(versions.get('v1')!.transportErrors.size).toBe(0);
  });
});

describe('load as fast as the connections allow', () => {
  it('keeps every connection busy until the number is reached', async () => {
    const result = await play({targets: two, qps: 0, numQueries: 100, connections: 5});
    expect(counts(result)).toEqual([100, 100]);
    expect(result.elapsedMs).toBeCloseTo(200);
  });

  it('ends when the time is over and its last answers are there', async () => {
    const result = await play({targets: one, qps: 0, timeMs: 1000, warmUpMs: 100, connections: 2});
    expect(result.elapsedMs).toBeCloseTo(1000, 0);
    expect(counts(result)).toEqual([180]);
  });
});
