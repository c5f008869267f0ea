import {setImmediate} from 'node:timers/promises';
import {type Outcome, outcomeOf} from '../../analysis/verdict.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {readExperimentResource} from '../experiment-resource.js';
import {runExperiment, type RunEnd, type RunOptions} from '../run.js';
import {syntheticPorts} from './synthetic-world.js';
import type {Truth} from './truth.js';

export interface SimulationOptions extends Pick<
  RunOptions,
  'signal' | 'onWrite' | 'staleAfterSeconds' | 'explorationPercent'
> {
  /** Its status is not looked at: the experiment is played from the beginning. */
  readonly resource: JsonObject;
  /** Versions that are left out are as `plainTruth` says. */
  readonly truths: readonly Truth[];
  /** The same seed gives the same run. */
  readonly seed: string;
  /** Time at which the simulated clock begins. */
  readonly start: Date;
}

/**
 * Plays a whole experiment in simulated time, by the same engine that runs real ones.
 *
 * @throws Iter8Error INVALID as `readExperimentResource` and `syntheticPorts`
 */
export async function simulateExperiment(options: SimulationOptions): Promise<RunEnd> {
  const {resource, truths, seed, start, ...run} = options;
  const experiment = readExperimentResource({...resource, status: undefined});
  const ports = syntheticPorts({experiment, truths, seed, start});
  return runExperiment(ports, {...run, checkItem: () => undefined});
}

/** How often a verdict came out. */
export interface VerdictCount {
  readonly outcome: Outcome;
  /** The winner; undefined: there is none. */
  readonly version: string | undefined;
  readonly count: number;
}

/**
 * Plays an experiment many times, with the seeds `seed/1`, `seed/2`, …
 *
 * @param runs 1 or more
 * @returns the most frequent verdict first; fewer runs when the signal stops them
 * @throws as `simulateExperiment`
 */
export async function repeatSimulation(
  options: SimulationOptions,
  runs: number,
): Promise<readonly VerdictCount[]> {
  const counts = new Map<string, VerdictCount>();
  for (let run = 1; run <= runs; run += 1) {
    const {kind, experiment} = await simulateExperiment({...options, seed: `${options.seed}/${run}`});
    if (kind === 'stopped' || !experiment) break;
    count(counts, experiment);
    await setImmediate(); // or nobody could stop it
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function count(counts: Map<string, VerdictCount>, experiment: Experiment): void {
  const outcome = outcomeOf(experiment);
  const version = experiment.status.analysis.winner?.version;
  const key = JSON.stringify([outcome, version]);
  counts.set(key, {outcome, version, count: (counts.get(key)?.count ?? 0) + 1});
}
