import type {Experiment} from '../experiment/model.js';
import {checkItem} from '../tasks/registry.js';
import {perform} from './perform.js';
import type {Ports} from './ports.js';
import {RunState} from './run-state.js';
import type {Effect, EngineEvent} from './step/effects.js';
import type {StepInput} from './step/input.js';
import {step} from './step/step.js';
import {Stopped} from './stoppable.js';

export interface RunOptions extends Partial<
  Pick<StepInput, 'checkItem' | 'staleAfterSeconds' | 'explorationPercent'>
> {
  /** Stops the run at once; another one goes on where it stood. */
  readonly signal?: AbortSignal;
  /** Called after each write of the status, with what was written. */
  readonly onWrite?: (experiment: Experiment, events: readonly EngineEvent[]) => void;
  /** Called before each effect, for logs. */
  readonly onEffect?: (effect: Effect) => void;
}

/** How a run was left; `stopped`: by the signal, before its end. */
export interface RunEnd {
  readonly kind: 'ended' | 'stopped';
  /** As it was written last; undefined: stopped before it was read. */
  readonly experiment: Experiment | undefined;
}

/**
 * Runs an experiment to its end: asks `step` what to do, does it through the ports, and asks again. Nothing is kept here
 * that the status does not hold, so it does not matter which process asks next.
 *
 * @throws what `readExperiment` or `writeStatus` reject with five times in a row, or with NOT_FOUND
 * @throws Iter8Error INVALID when the resource is no Experiment that this engine runs
 */
export async function runExperiment(ports: Ports, options: RunOptions = {}): Promise<RunEnd> {
  const state = new RunState(ports, options);
  try {
    await state.read();
    for (;;) {
      const effects = step(inputOf(state, ports, options));
      state.noteStep(effects);
      if (await performAll(effects, state, options)) return {kind: 'ended', experiment: state.experiment};
    }
  } catch (error) {
    if (error instanceof Stopped) return {kind: 'stopped', experiment: state.lastSeen};
    throw error;
  }
}

function inputOf(state: RunState, ports: Ports, options: RunOptions): StepInput {
  const {staleAfterSeconds, explorationPercent} = options;
  return {
    experiment: state.experiment,
    observations: state.observations,
    now: ports.now(),
    checkItem: options.checkItem ?? ((item) => checkItem(item)),
    actionsOutliveEngine: ports.actionsOutliveEngine ?? false,
    ...(staleAfterSeconds !== undefined && {staleAfterSeconds}),
    ...(explorationPercent !== undefined && {explorationPercent}),
  };
}

/** @returns whether the experiment has ended */
async function performAll(effects: readonly Effect[], state: RunState, options: RunOptions): Promise<boolean> {
  for (const effect of effects) {
    options.onEffect?.(effect);
    if (effect.kind === 'end') return true;
    const isDone = await perform(effect, state);
    if (!isDone) return false; // the status was not written, so what follows is to be decided anew
  }
  return false;
}
