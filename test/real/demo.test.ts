import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {type Running, startIter8ctl} from './support/program.js';

/** Plays a demo with a temporary folder of its own, which must be empty when it is over. */
async function withDemo(scenario: string, body: (demo: Running, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-demo-'));
  const env = {...process.env, TMPDIR: folder};
  const demo = startIter8ctl(['demo', '--scenario', scenario, '--plain'], {env});
  try {
    await body(demo, folder);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    demo.child.kill('SIGKILL');
    await demo.ended;
    await rm(folder, {recursive: true});
  }
}

interface TrafficEntry {
  readonly tag: string;
  readonly percent: number;
  readonly url: string;
}

/** The traffic that `jq .status.traffic` would show, as the demo prints it at its end. */
function trafficIn(out: string): readonly TrafficEntry[] {
  const [, json = ''] = /^\*{6} Traffic of ksvc\/sample-app \*{6}\n(\[[^]*\])$/m.exec(out) ?? [];
  return JSON.parse(json) as TrafficEntry[];
}

async function isRefused(url: string): Promise<boolean> {
  const {hostname, port} = new URL(url);
  const socket = connect({host: hostname, port: Number(port)});
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

/** At the same time, since they wait most of it. */
describe('iter8ctl demo in real time', () => {
  it.concurrent.each<
    [scenario: string, exitCode: number, winner: string, traffic: Readonly<Record<string, number>>]
  >([
    ['good', 0, 'candidate', {current: 0, candidate: 100}],
    ['slow', 3, 'current', {current: 100, candidate: 0}],
    ['errors', 3, 'current', {current: 100, candidate: 0}],
    ['flaky', 3, 'current', {current: 100, candidate: 0}],
    ['ab', 0, 'candidate', {current: 0, candidate: 100}],
    ['abn', 0, 'candidate-2', {current: 0, 'candidate-1': 0, 'candidate-2': 100}],
    ['conformance', 0, 'current', {current: 100}],
    ['bluegreen', 0, 'candidate', {current: 0, candidate: 100}],
  ])('--scenario %s exits %i; the winner is %s', (scenario, exitCode, winner, traffic) =>
    withDemo(scenario, async (demo) => {
      const ended = await demo.ended;
      const won = /^Winning version: (.*)$/m.exec(ended.out)?.[1];
      expect({...ended, winner: won}).toMatchObject({exitCode, winner});
      const entries = trafficIn(ended.out);
      expect(Object.fromEntries(entries.map(({tag, percent}) => [tag, percent]))).toEqual(traffic);
      expect(await Promise.all(entries.map(({url}) => isRefused(url)))).not.toContain(false);
      expect(ended.seconds).toBeLessThan(50);
    }),
  );

  it.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at %s in the middle with 130, and leaves nothing',
    (signal) =>
      withDemo('good', async (demo, folder) => {
        const [, kubeconfig = ''] = await demo.printed(/export KUBECONFIG=(\S+)/);
        expect(kubeconfig.startsWith(folder)).toBe(true);
        await demo.printed(/iteration 2 of 8/);
        demo.child.kill(signal);
        const {exitCode, err} = await demo.ended;
        expect({exitCode, err}).toMatchObject({exitCode: 130});
      }),
  );
});
