import {afterEach, describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {awaitEnd} from '../../../src/operate/await-end.js';
import {experimentOf as parse} from '../../../src/operate/experiments.js';
import {followed} from '../../../src/operate/follow.js';
import {pickExperiment} from '../../../src/screens/pick-experiment.js';
import type {Screen} from '../../../src/runtime/deps.js';
import {openScreen, type OpenScreen} from '../../../src/screens/watch-screen.js';
import {openWatchView} from '../../../src/screens/watch-view.js';
import {wishMaker} from '../../../src/screens/wish-maker.js';
import {type FakeCluster, fakeCluster} from '../../support/fake-cluster.js';
import {experimentOf} from '../../render/watch/support.js';
import {widest} from '../../support/run-command.js';
import {type FakeTerminal, fakeTerminal, KEYS} from '../../render/watch/fake-terminal.js';

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A terminal, and a clock that is late enough for another frame whenever it is looked at. */
function makeWorld() {
  const fake = fakeTerminal(100, 30);
  const printed: string[] = [];
  const out: Screen = {write: async (text) => void printed.push(text), isTerminal: true, columns: 100};
  let nowMs = Date.parse('2021-02-18T10:01:33Z');
  return {
    ...fake,
    out,
    err: out,
    env: {TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1'},
    now: () => new Date((nowMs += 100)),
    repeat: () => () => undefined,
    printed: () => printed.join(''),
  };
}

async function storedExperiment(over: Readonly<Record<string, Json>> = {}): Promise<JsonObject> {
  const {source} = await experimentOf('canary-running.yaml');
  const {creationTimestamp} = source.metadata as JsonObject;
  const metadata = {name: 'canary-progressive', namespace: 'default', creationTimestamp, ...over};
  return {...source, apiVersion: 'iter8.tools/v2alpha2', metadata};
}

/** Follows an experiment on the screen, as the command does. */
async function following(cluster: FakeCluster, world: ReturnType<typeof makeWorld>) {
  const first = parse(cluster.stored('Experiment')[0]!);
  const quitting = new AbortController();
  const wish = wishMaker(cluster, first, world.now);
  const view = await openWatchView(world, {isPlain: false, format: 'text', quitting, wish});
  const ended = awaitEnd(cluster, followed(first), {signal: quitting.signal, onSight: view.onSight})
    .catch((error: unknown) => error as Error)
    .finally(() => view.close());
  stops.push(() => quitting.abort());
  return ended;
}

describe('an experiment that is followed on a screen', () => {
  it('is shown as it changes, and its end stays on the screen below', async () => {
    const cluster = fakeCluster({objects: [await storedExperiment()]});
    const world = makeWorld();
    const ended = following(cluster, world);
    await world.shows(/Running {2}iteration 4 of 12/);
    const [stored] = cluster.stored('Experiment');
    const status = stored!.status as JsonObject;
    cluster.put({...stored, status: {...status, completedIterations: 5}});
    await world.shows(/iteration 5 of 12/);
    world.resize(50, 20);
    cluster.put({...stored, status: {...status, stage: 'Completed', completedIterations: 12}});
    expect(((await ended) as Experiment).status.stage).toBe('Completed');
    expect(world.written()).toContain('\u001b[?1049l');
    expect(world.printed()).toContain('Completed  iteration 12 of 12');
    expect(world.printed()).not.toContain('quit');
    expect(widest(world.printed())).toBeLessThanOrEqual(50);
  });

  it('is paused and resumed by keys, after a question', async () => {
    const cluster = fakeCluster({objects: [await storedExperiment()]});
    const world = makeWorld();
    await Promise.race([following(cluster, world), world.shows(/p pause/)]);
    await world.type('p');
    await world.shows(/Pause it\?/);
    await world.type('n', 'p');
    expect(cluster.writes).toEqual([]);
    await world.type('y');
    await world.shows(/Running, paused/);
    await world.shows(/p resume/);
    await world.type('p', 'y');
    await world.shows(/p pause/);
    expect(cluster.writes).toHaveLength(2);
  });

  it('says why it cannot be aborted', async () => {
    const cluster = fakeCluster({
      objects: [await storedExperiment()],
      interfere: (verb) => {
        if (verb === 'patch') throw new Error('experiments.iter8.tools is forbidden');
      },
    });
    const world = makeWorld();
    await Promise.race([following(cluster, world), world.shows(/a abort/)]);
    await world.type('a', 'y');
    await world.shows(/experiments\.iter8\.tools is forbidden/);
  });

  it.each([['q'], [KEYS.interrupt]])('is left at %j, and runs on', async (key) => {
    const cluster = fakeCluster({objects: [await storedExperiment()]});
    const world = makeWorld();
    const ended = following(cluster, world);
    await world.shows(/q quit/);
    await world.type(key);
    expect(await ended).toMatchObject({code: 'INTERRUPTED'});
    expect(cluster.writes).toEqual([]);
    expect(world.printed()).toContain('Running  iteration 4 of 12');
  });

  it('is shown as YAML, without the owners of its fields', async () => {
    const cluster = fakeCluster({objects: [await storedExperiment({managedFields: []})]});
    const world = makeWorld();
    await Promise.race([following(cluster, world), world.shows(/q quit/)]);
    await world.type('y');
    await world.shows(/kind: Experiment/);
    expect(world.screen()).not.toContain('managedFields');
  });

  it('gives the terminal back when it is deleted', async () => {
    const cluster = fakeCluster({objects: [await storedExperiment()]});
    const world = makeWorld();
    const ended = following(cluster, world);
    await world.shows(/q quit/);
    cluster.remove('Experiment', 'canary-progressive');
    expect(await ended).toMatchObject({code: 'NOT_FOUND'});
    expect(world.written()).toContain('\u001b[?1049l');
  });
});

describe('the experiment that is picked', () => {
  const picking = (cluster: FakeCluster, world: ReturnType<typeof makeWorld>, signal: AbortSignal) => {
    const open = async (): Promise<OpenScreen> => {
      const screen = await openScreen(world, (world as FakeTerminal).terminal, true);
      stops.push(() => screen.full.close());
      return screen;
    };
    const options = {signal, now: world.now, hasNamespaces: false, openScreen: open};
    return pickExperiment(cluster, {}, options).catch((error: unknown) => error as Error);
  };
  const never = new AbortController().signal;

  it('is the only one, without a question', async () => {
    const cluster = fakeCluster({objects: [await storedExperiment()]});
    const world = makeWorld();
    expect(await picking(cluster, world, never)).toMatchObject({name: 'canary-progressive'});
    expect(world.written()).toBe('');
  });

  it('is one of a list that changes meanwhile', async () => {
    const objects = [await storedExperiment({name: 'a'}), await storedExperiment({name: 'b'})];
    const cluster = fakeCluster({objects});
    const world = makeWorld();
    const picked = picking(cluster, world, never);
    await world.shows(/› a .*\n {2}b /);
    cluster.put(await storedExperiment({name: 'c'}));
    await world.shows(/Experiments {2}3/);
    cluster.remove('Experiment', 'a');
    await world.shows(/› b .*\n {2}c /);
    await world.type(KEYS.down, KEYS.enter);
    expect(await picked).toMatchObject({name: 'c'});
  });

  it('is none at q; Ctrl-C and SIGTERM interrupt', async () => {
    const objects = [await storedExperiment({name: 'a'}), await storedExperiment({name: 'b'})];
    const outcomes = ['q', KEYS.interrupt, 'signal'].map(async (way) => {
      const world = makeWorld();
      const signals = new AbortController();
      const picked = picking(fakeCluster({objects}), world, signals.signal);
      await world.shows(/› a/);
      if (way === 'signal') signals.abort();
      else await world.type(way);
      const outcome = await picked;
      return outcome;
    });
    const interrupted = {code: 'INTERRUPTED'};
    expect(await Promise.all(outcomes)).toMatchObject([undefined, interrupted, interrupted]);
  });

  it('does not exist where there are no experiments', async () => {
    expect(await picking(fakeCluster(), makeWorld(), never)).toMatchObject({code: 'NOT_FOUND'});
  });
});
