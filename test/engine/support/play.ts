import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {runExperiment, type RunOptions} from '../../../src/engine/run.js';
import type {EngineEvent} from '../../../src/engine/step/effects.js';
import {World, type WorldOptions} from './world.js';

export interface Played {
  readonly world: World;
  readonly experiment: Experiment;
  /** `STAGE | ITERATIONS | MESSAGE` of each write, equal lines left out. */
  readonly lines: readonly string[];
  readonly events: readonly EngineEvent[];
}

/** Plays an experiment to its end. */
export async function play(
  resource: JsonObject,
  options: WorldOptions = {},
  run: RunOptions = {},
): Promise<Played> {
  const world = new World(resource, options);
  const lines: string[] = [];
  const onWrite = (written: Experiment, events: readonly EngineEvent[]) => {
    const line = lineOf(written);
    if (line !== lines.at(-1)) lines.push(line);
    run.onWrite?.(written, events);
  };
  const result = await runExperiment(world.ports, {...run, onWrite});
  return {world, experiment: result.experiment!, lines, events: world.store.events};
}

export function lineOf({status}: Experiment): string {
  return `${status.stage ?? ''} | ${status.completedIterations} | ${status.message ?? ''}`;
}
