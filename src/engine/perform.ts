import {Iter8Error} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {TaskEnd, TaskStart} from '../tasks/task.js';
import {boundAdditions} from './bounds.js';
import {withCollected} from './collected.js';
import type {RunState} from './run-state.js';
import type {Effect, ReadMetricResources, RunAction, SetWeights} from './step/effects.js';
import type {Failed, StepObservations} from './step/input.js';
import {withTaskEnd, withTaskStart} from './step/action-records.js';
import {stoppable, Stopped} from './stoppable.js';

type Performer<Kind extends Effect['kind']> = (
  effect: Extract<Effect, {kind: Kind}>,
  state: RunState,
) => Promise<StepObservations>;

type Observing = Exclude<Effect['kind'], 'writeStatus' | 'wait' | 'end'>;

/** What each effect brings: a port that rejects brings an observation too. */
const PERFORMERS: {readonly [Kind in Observing]: Performer<Kind>} = {
  acquireTarget: async (_, state) => ({target: await ask(state, 'acquireTarget').catch(failed)}),
  releaseTarget: async (_, state) => {
    await ask(state, 'releaseTarget').catch(failed); // it is given up anyway, and nobody is left to tell
    return {};
  },
  readMetricResources,
  queryMetrics: async (_, state) => ({
    metrics: await ask(state, 'queryMetrics').then(
      (observations) => ({kind: 'observed', observations}) as const,
      failed,
    ),
  }),
  observeWeights: async (_, state) => ({weights: await ask(state, 'observeWeights').catch(failed)}),
  setWeights,
  runAction,
};

/**
 * Carries out one effect and keeps what it brings.
 *
 * @returns false when a status was not written, because somebody else changed the resource or it cannot be reached
 * @throws Stopped when the signal aborts
 */
export async function perform(effect: Exclude<Effect, {kind: 'end'}>, state: RunState): Promise<boolean> {
  if (effect.kind === 'writeStatus') return state.write(effect);
  if (effect.kind === 'wait') {
    await stoppable(() => state.ports.sleep(effect.until, state.signal), state.signal);
    await state.read();
    return true;
  }
  const performer = PERFORMERS[effect.kind] as Performer<Observing>;
  state.observe(await performer(effect, state));
  return true;
}

type SimplePort = 'acquireTarget' | 'releaseTarget' | 'queryMetrics' | 'observeWeights';

function ask<Name extends SimplePort>(
  {ports, experiment, signal}: RunState,
  name: Name,
): ReturnType<RunState['ports'][Name]> {
  const port = ports[name] as (...args: [typeof experiment, typeof signal]) => Promise<unknown>;
  return stoppable(() => port(experiment, signal), signal) as ReturnType<RunState['ports'][Name]>;
}

async function readMetricResources(
  {references}: ReadMetricResources,
  {ports, experiment, signal}: RunState,
): Promise<StepObservations> {
  try {
    const read = () => ports.readMetricResources(references, experiment, signal);
    return {metricResources: await stoppable(read, signal)};
  } catch (error) {
    const {reason} = failed(error);
    return {metricResources: {kind: 'unreadable', name: references.join(', '), reason}};
  }
}

async function setWeights(
  {weights}: SetWeights,
  {ports, experiment, signal}: RunState,
): Promise<StepObservations> {
  const set = stoppable(() => ports.setWeights(weights, experiment, signal), signal);
  return {weightsSet: await set.then(() => ({kind: 'done'}) as const, failed)};
}

/** That a task began or ended could not be written down, which says nothing of the task. */
class NotRecorded extends Error {}

/**
 * A task may have changed the resource, so it is read again before anything is written.
 *
 * @throws what reading or writing rejects with: the action may still be under way, so nobody may say that it failed
 */
async function runAction(action: RunAction, state: RunState): Promise<StepObservations> {
  const {ports, experiment, signal} = state;
  const report = (event: TaskStart | TaskEnd): Promise<void> =>
    record(action, event, state).catch((cause: unknown) => {
      const isRefused = cause instanceof Iter8Error && cause.code === 'INVALID'; // for what it holds, and always will be
      throw isRefused ? cause : new NotRecorded('the state of a task cannot be recorded', {cause});
    });
  const run = stoppable(() => ports.runAction(action, experiment, report, signal), signal);
  const outcome = await run.catch((error: unknown) => {
    if (error instanceof NotRecorded) throw error.cause;
    return failed(error);
  });
  await state.read();
  return {action: outcome};
}

async function record(action: RunAction, event: TaskStart | TaskEnd, state: RunState): Promise<void> {
  let isWritten = false;
  while (!isWritten) {
    await state.read();
    isWritten = await state.write({patch: taskPatch(action, event, state), events: []});
  }
}

/** What a task has found or collected is stored with its end: neither is ever there without the other. */
function taskPatch({instance}: RunAction, event: TaskStart | TaskEnd, {experiment, ports}: RunState): JsonObject {
  if (event.result === 'running') {
    return boundAdditions(experiment.source.status, {
      actions: withTaskStart(experiment, instance, event, ports.now()),
    });
  }
  const {versionInfo, histograms} = event;
  const actions = withTaskEnd(experiment, instance, event, ports.now());
  return boundAdditions(experiment.source.status, {
    actions,
    ...(versionInfo && {versionInfo}),
    ...(histograms && {analysis: withCollected(experiment, histograms, ports.now())}),
  });
}

/** @throws Stopped, which is no failure */
function failed(error: unknown): Failed {
  if (error instanceof Stopped) throw error;
  return {kind: 'failed', ...reasonOf(error)};
}

const LONGEST_REASON = 500;

function reasonOf(error: unknown): {reason: string} {
  const text = error instanceof Error ? error.message : String(error);
  return {reason: (text === '' ? 'nobody says why' : text).slice(0, LONGEST_REASON)};
}
