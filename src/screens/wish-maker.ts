import type {Cluster} from '../cluster/port.js';
import type {Experiment} from '../experiment/model.js';
import type {Wish} from '../render/watch/state.js';
import type {Deps} from '../runtime/deps.js';

/** Pauses, resumes or aborts an experiment, and says what comes of it. */
export function wishMaker(
  cluster: Cluster,
  {name}: Experiment,
  now: Deps['now'],
): (kind: Wish) => Promise<string> {
  return async (kind) => {
    const {recordWish} = await import('../operate/wish/wish.js');
    const {consequence} = await import('../operate/wish/consequence.js');
    const {experiment, unchanged} = await recordWish(cluster, {kind, name, now: now()});
    return unchanged ?? consequence(experiment, kind);
  };
}
