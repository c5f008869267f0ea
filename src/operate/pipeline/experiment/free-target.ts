import {isNotFound} from '../../../cluster/not-found.js';
import {awaitEnd} from '../../await-end.js';
import {holderOf, holderWords} from '../../create/holder.js';
import {followed} from '../../follow.js';
import type {PipelineWorld} from '../world.js';
import {readExperiments} from './stored-trials.js';

/** Waits until no experiment of the target is left that has not ended, whoever created it. */
export async function awaitFreeTarget(target: string, {cluster, signal, tell}: PipelineWorld): Promise<void> {
  for (;;) {
    const holder = holderOf(target, await readExperiments(cluster, signal));
    if (!holder) return;
    await tell('turn', `waits: ${holderWords(target, holder)}`);
    try {
      await awaitEnd(cluster, followed(holder), {signal});
    } catch (error) {
      if (!isNotFound(error)) throw error; // it was deleted, which frees the target too
    }
  }
}
