import {createServer} from 'node:http';
import {describe, expect, it} from '@jest/globals';
import Dashboard from '../../src/commands/dashboard.js';
import {Iter8Error} from '../../src/errors.js';
import {experiment, send} from '../screens/dashboard/support.js';
import {fakeCluster} from '../support/fake-cluster.js';
import {runCommand, type World} from '../support/run-command.js';
import {start} from '../support/servers.js';

/** Runs it until its address is printed, and what is asked of it then is answered. */
async function served(argv: string[], world: World, visit: (url: string) => Promise<unknown>) {
  const stop = new AbortController();
  let visited: Promise<unknown> = Promise.resolve();
  const onOut = (text: string) => {
    const url = /http:\S+[\w-]/.exec(text)?.[0] ?? '';
    visited = visit(url).finally(() => stop.abort());
  };
  const outcome = await runCommand(Dashboard, argv, {...world, onOut, interruption: stop.signal});
  return {...outcome, answer: await visited};
}

/** The list, as a browser gets to it. */
async function list(url: string): Promise<string> {
  const {headers} = await send(url, {});
  const cookie = headers['set-cookie']?.[0]?.split(';')[0];
  return (await send(new URL(headers.location ?? '', url).href, {headers: {cookie}})).body;
}

describe('dashboard', () => {
  it('prints its address first, and ends at Ctrl-C with 130', async () => {
    const cluster = fakeCluster({objects: [experiment('checkout')]});
    const {out, err, exitCode, answer} = await served(['-A'], {cluster}, list);
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    expect(err).toBe('Open this address in a browser on this machine. Ctrl-C ends it.\n');
    expect(exitCode).toBe(130);
    expect(answer).toMatch(/checkout[^]*From https:\/\/cluster\.test:6443/);
  });

  it('prints JSON', async () => {
    const {out} = await served(['-o', 'json'], {cluster: fakeCluster()}, list);
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['url']);
  });

  it('shows the namespace, or all', async () => {
    const cluster = fakeCluster({objects: [experiment('checkout')]});
    const there = await served(['-A'], {cluster}, list);
    const elsewhere = await served([], {cluster}, list);
    expect(there.answer).toContain('1 experiment in all namespaces');
    expect(elsewhere.answer).toContain('0 experiments in namespace default');
  });

  it('shows a file as it was recorded', async () => {
    const {answer, exitCode} = await served(['-f', 'canary-running.yaml'], {}, list);
    expect([answer, exitCode]).toEqual([
      expect.stringMatching(/canary-progressive[^]*From canary-running\.yaml/),
      130,
    ]);
  });

  it.each<[string, string[], World, {code: number; says: RegExp}]>([
    [
      'a cluster without Experiments',
      [],
      {cluster: fakeCluster({kinds: []})},
      {code: 5, says: /hint: .*iter8ctl install/},
    ],
    ['no rights', [], {cluster: fakeCluster({interfere: refuse})}, {code: 4, says: /not allowed to watch/}],
    ['no cluster', [], {}, {code: 2, says: /no cluster/}],
    ['no file', ['-f', 'nosuch.yaml'], {}, {code: 5, says: /no such file/}],
    ['actions on a file', ['-f', 'canary-running.yaml', '--allow-actions'], {}, {code: 2, says: /allow-actions/}],
    ['no port', ['--port', '70000'], {}, {code: 2, says: /port/}],
  ])('refuses %s', async (_what, argv, world, {code, says}) => {
    const {out, err, exitCode} = await runCommand(Dashboard, argv, world);
    expect([out, exitCode]).toEqual(['', code]);
    expect(err).toMatch(says);
  });

  it('says that a port is in use', async () => {
    const other = await start(createServer());
    const {err, exitCode} = await runCommand(Dashboard, ['--port', String(other.port)], {cluster: fakeCluster()});
    await other.close();
    expect([err, exitCode]).toEqual([expect.stringMatching(/^error: port \d+ is in use\nhint: .*--port/), 2]);
  });

  it('records a wish in the namespace of the experiment, where actions are allowed', async () => {
    const cluster = fakeCluster({objects: [experiment('checkout')], namespace: 'shop'});
    const {answer} = await served(['-A', '--allow-actions'], {cluster}, async (url) => {
      const {headers} = await send(url, {});
      const cookie = headers['set-cookie']?.[0]?.split(';')[0];
      const page = new URL(`${headers.location ?? ''}experiments/x1/abort`, url);
      const {body} = await send(page.href, {headers: {cookie}});
      const key = /name="key" value="([^"]+)"/.exec(body)?.[1] ?? '';
      const type = 'application/x-www-form-urlencoded';
      const form = `key=${key}&uid=uid-checkout`;
      return send(page.href, {
        method: 'POST',
        headers: {cookie, origin: page.origin, 'content-type': type},
        body: form,
      });
    });
    expect(answer).toMatchObject({status: 303});
    expect(cluster.writes).toEqual(['patch Experiment shop/checkout']);
  });
});

function refuse(): never {
  throw new Iter8Error('FORBIDDEN', 'not allowed to watch experiments');
}
