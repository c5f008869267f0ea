import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {isOver} from '../../../src/engine/controller/supervisor.js';
import {isObject} from '../../../src/experiment/json.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {FaultSchedule} from './fault-schedule.js';
import type {FaultKind} from './fault.js';
import {judge, type Outcome} from './judge.js';
import {SwiftTime} from './swift-time.js';
import {drawTrials} from './trials.js';
import {Watcher} from './watcher.js';
import {checkFreshness} from './freshness.js';
import {World} from './world.js';

/** What came of one run. */
export interface Played {
  readonly seed: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly outcomes: readonly Outcome[];
  /** Of the invariants that were broken; none is as it should be. */
  readonly violations: readonly string[];
  /** Longest time until a watch showed the present after the faults, as its user would have waited. */
  readonly stalenessMs: number;
  /** Watches that gave up and said why. */
  readonly watchesEnded: number;
  /** Until the last experiment had ended after the faults, of its clock. */
  readonly recoverySeconds: number;
  /** What the controllers said. */
  readonly log: readonly string[];
}

const SPEED = 10;
/** Share of the runs in which nothing can be reached for a while. */
const OUTAGES = 0.3;
const LONGEST_OUTAGE_MS = 1500;
const SHORTEST_FAULTS_MS = 400;
const LONGEST_FAULTS_MS = 2500;
/** After which an experiment counts as stuck, when nothing goes wrong any more: three minutes of its time. */
const STUCK_MS = 180_000 / SPEED;

/** One whole run: experiments, controllers and watches, faults for a while, then none. */
export async function play(seed: number): Promise<Played> {
  const random = seededRandom(`${seed}/world`);
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-faults-'));
  const schedule = new FaultSchedule(seed);
  const time = new SwiftTime(SPEED);
  const options = {seed, trials: drawTrials(random), schedule, time, folder};
  const world = await World.create(options);
  try {
    const watchers = await startWatchers(world);
    schedule.begin();
    const faultsMs = SHORTEST_FAULTS_MS + random() * (LONGEST_FAULTS_MS - SHORTEST_FAULTS_MS);
    await sufferFaults(world, {faultsMs, controllers: drawControllers(random), handOver: random()});
    if (random() < OUTAGES) await sufferOutage(world, random());
    schedule.end();
    const recoveredAt = time.monotonic();
    const freshness = await checkFreshness(watchers, world.record);
    const isEnded = await eventually(() => areOver(world), STUCK_MS, time);
    const recoverySeconds = (time.monotonic() - recoveredAt) / 1000;
    const last = await checkFreshness(watchers, world.record);
    const stuck = isEnded ? [] : [`stuck: ${statesOf(world)}`];
    const {outcomes, violations} = await judge(world);
    return {
      seed,
      faults: Object.fromEntries(schedule.counts),
      outcomes,
      violations: [...stuck, ...freshness.violations, ...last.violations, ...violations],
      stalenessMs: Math.max(freshness.stalenessMs, last.stalenessMs),
      watchesEnded: watchers.filter(({problem}) => problem !== undefined).length,
      recoverySeconds,
      log: world.log,
    };
  } finally {
    await world.close();
    time.stop();
    await rm(folder, {recursive: true});
  }
}

async function startWatchers(world: World): Promise<readonly Watcher[]> {
  const {seed, schedule, folder, trials, time} = world.options;
  const {server} = world;
  const watchers = await Promise.all(
    trials.map(({name}) => Watcher.start(name, {seed, server, schedule, folder, time})),
  );
  watchers.forEach((watcher) => world.atEnd(() => watcher.stop()));
  await eventually(() => watchers.every(({resourceVersion}) => resourceVersion > 0), STUCK_MS, time);
  return watchers;
}

/** One alone, one that has to be elected, or two of which the other may take over. */
type Controllers = 'alone' | 'elected' | 'two';

function drawControllers(random: () => number): Controllers {
  return (['alone', 'elected', 'two'] as const)[Math.floor(3 * random())] ?? 'alone';
}

interface Suffering {
  readonly faultsMs: number;
  readonly controllers: Controllers;
  /** Of two controllers, the first is stopped after this share of the time. */
  readonly handOver: number;
}

async function sufferFaults(world: World, {faultsMs, controllers, handOver}: Suffering): Promise<void> {
  const {time} = world.options;
  const hasEnded = () => areOver(world);
  const stop = await world.startController('first', controllers !== 'alone');
  if (controllers !== 'two') {
    await eventually(hasEnded, faultsMs, time);
    return;
  }
  await world.startController('second', true);
  if (await eventually(hasEnded, handOver * faultsMs, time)) return;
  await stop();
  await eventually(hasEnded, (1 - handOver) * faultsMs, time);
}

async function sufferOutage({server, options: {schedule, time}}: World, share: number): Promise<void> {
  schedule.breakDown();
  server.cutConnections();
  await eventually(() => false, share * LONGEST_OUTAGE_MS, time);
}

function areOver({record, options: {trials}}: World): boolean {
  return trials.every(({name}) => {
    const {value} = record.latest('Experiment', name);
    return isObject(value) && isOver(value);
  });
}

function statesOf({record, options: {trials}}: World): string {
  const statuses = trials.map(({name}) => record.latest('Experiment', name).get('status'));
  return statuses.map((status) => JSON.stringify(status.get('conditions').value ?? 'never begun')).join('; ');
}

const LOOK_MS = 5;

/** @returns whether it was so within the time, as the process had it */
async function eventually(holds: () => boolean, milliseconds: number, time: SwiftTime): Promise<boolean> {
  const end = time.monotonic() + milliseconds * SPEED;
  while (!holds()) {
    if (time.monotonic() > end) return false;
    await wait(LOOK_MS);
  }
  return true;
}
