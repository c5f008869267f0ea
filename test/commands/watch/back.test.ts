import {join} from 'node:path';
import {Config} from '@oclif/core/config';
import {afterEach, describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../../src/cluster/port.js';
import Watch from '../../../src/commands/watch.js';
import {Iter8Error} from '../../../src/errors.js';
import type {Deps, Screen} from '../../../src/runtime/deps.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {fixture} from '../../support/golden.js';
import {type FakeTerminal, fakeTerminal, KEYS} from '../../render/watch/fake-terminal.js';
import {experiment} from '../../screens/dashboard/support.js';

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

const stops: AbortController[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop.abort()));

/** The command on a terminal, with a clock that is late enough for another frame whenever it is looked at. */
function watching(argv: string[], connect: () => Cluster): FakeTerminal & {ended: Promise<unknown>} {
  const fake = fakeTerminal(100, 30);
  const interruption = new AbortController();
  stops.push(interruption);
  const {output} = fake.terminal;
  const screen: Screen = {write: async (text) => void output.write(text), isTerminal: true, columns: 100};
  let nowMs = Date.parse('2026-11-22T11:00:00Z');
  const deps = {
    out: screen,
    err: screen,
    terminal: fake.terminal,
    env: {TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1'},
    readInput: async (file: string) => Buffer.from(fixture(file)),
    writeFile: async () => undefined,
    cluster: async () => connect(),
    ask: async () => false,
    now: () => new Date((nowMs += 100)),
    repeat: () => () => undefined,
    interruption: () => interruption.signal,
  };
  Watch.makeDeps = () => deps as unknown as Deps; // it asks for nothing else of the world
  const config = Config.load({root: join(import.meta.dirname, '../../..'), ignoreManifest: true});
  const ended = config
    .then((loaded) => Watch.run(argv, loaded))
    .catch((error: unknown) => (error as {oclif?: {exit?: number}}).oclif?.exit);
  return {...fake, ended};
}

const stored = (name: string) => experiment(name, {}, {namespace: 'default'});

describe('watch on a terminal, without a name', () => {
  it('goes back to the list and on to another experiment, on one screen', async () => {
    const cluster = fakeCluster({objects: [stored('a'), stored('b')]});
    const {type, shows, screen, written, ended} = watching([], () => cluster);
    await shows(/› a /);
    await type(KEYS.down, KEYS.enter);
    await shows(/^default\/b [^]*esc list/);
    await type('l');
    await shows(/Tasks of b/);
    await type(KEYS.escape); // out of a page of it first
    await shows(/esc list/);
    await type(KEYS.escape);
    await shows(/› b /);
    expect(screen()).toMatch(/Experiments {2}2/);
    await type(KEYS.up, KEYS.enter);
    await shows(/^default\/a [^]*esc list/);
    await type('\u007f');
    await shows(/› a /);
    await type('q');
    expect(await ended).toBeUndefined();
    expect([written().split(ENTER), written().split(LEAVE)].map(({length}) => length)).toEqual([2, 2]);
    expect(written().endsWith(LEAVE)).toBe(true);
  });

  it('goes back to a list of one, and of none', async () => {
    const cluster = fakeCluster({objects: [stored('a')]});
    const {type, shows} = watching([], () => cluster);
    await shows(/^default\/a /);
    await type(KEYS.escape);
    await shows(/› a [^]*q quit/);
    cluster.remove('Experiment', 'a');
    await shows(/no experiments/);
  });

  it('goes back to the list of a file', async () => {
    const {type, shows, ended} = watching(['-f', 'canary-running.yaml'], () => fakeCluster());
    await shows(/canary-progressive[^]*esc list/);
    await type(KEYS.escape);
    await shows(/› .*canary-progressive/);
    await type('q');
    expect(await ended).toBeUndefined();
  });

  it('says what went wrong between the list and the experiment where it stays', async () => {
    let connections = 0;
    const {type, shows, written, ended} = watching([], () => {
      connections += 1;
      if (connections > 1) throw new Iter8Error('UNREACHABLE', 'the credential plugin has failed');
      return fakeCluster({objects: [stored('a'), stored('b')]});
    });
    await shows(/› a /);
    await type(KEYS.enter);
    expect(await ended).toBe(9);
    expect(written().split(LEAVE)[1]).toContain('error: the credential plugin has failed\n');
  });
});

it('has no list to go back to with a name', async () => {
  const {shows, screen, type} = watching(['a'], () => fakeCluster({objects: [stored('a')]}));
  await shows(/q quit/);
  await type('\u007f', 'l');
  await shows(/Tasks of a/);
  expect(screen()).not.toContain('esc list');
});
