import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import Replay from '../../src/commands/replay.js';
import {runCommand} from '../support/run-command.js';
import {BEGIN, unkept} from '../operate/replay/support/counted-shop.js';
import {type Prometheus, type Sample, startPrometheus} from './support/prometheus.js';

const START = BEGIN.getTime() / 1000;
const STEP = 15;

/** Twenty requests a second to each version; one in 200 of v1 fails, and three of v2. */
const SAMPLES: readonly Sample[] = [['shop-v1', 0.005] as const, ['shop-v2', 0.015] as const].flatMap(
  ([version, failing]) =>
    Array.from({length: 600 / STEP + 1}, (_, index) => index * STEP).flatMap((second): Sample[] => {
      const common = {labels: {version}, time: START + second};
      return [
        {...common, name: 'requests_total', value: 1000 + 20 * second},
        {...common, name: 'errors_total', value: 10 + 20 * second * failing},
      ];
    }),
);

let prometheus: Prometheus | undefined;

beforeAll(async () => {
  prometheus = await startPrometheus(SAMPLES);
}, 60_000);

afterAll(() => prometheus?.close());

const replay = (...argv: readonly string[]) =>
  runCommand(Replay, ['-f', 'run.json', '--prometheus-url', prometheus?.url ?? '', ...argv], {
    files: {'run.json': JSON.stringify(unkept())},
    now: new Date('2026-11-22T12:00:00Z'),
  });

const lastOf = (out: string) => out.trimEnd().split('\n').at(-1);

describe('a run of which only a Prometheus has kept anything', () => {
  it('is judged by its own rules', async () => {
    const {out, exitCode} = await replay();
    expect(lastOf(out)).toBe('As written, v2 would have been promoted at iteration 10.');
    expect(out).toMatch(/^10 +10:09:00 +v1 +– +0\.005 satisfied +v2\n +v2 +– +0\.015 satisfied$/m);
    expect(exitCode).toBe(0);
  });

  it('is judged by another limit, with the requests that it counts', async () => {
    const strict = await replay('--objective', 'error-rate<=0.01', '--confidence', '0.95');
    expect(lastOf(strict.out)).toMatch(
      /error-rate <= 0\.01 instead of 0\.02 and provenSafe at 95 % .*, v1 would have been kept at iteration \d/,
    );
    expect(strict.exitCode).toBe(3);
    const loose = await replay('--objective', 'error-rate<=0.03', '--confidence', '0.95');
    expect(lastOf(loose.out)).toMatch(/v2 would have been promoted at iteration \d/);
    expect(loose.exitCode).toBe(0);
  });
});
