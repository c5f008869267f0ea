import type {Cluster} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';

/**
 * The time as the server has it, so that machines whose clocks differ agree on who is still there.
 *
 * @param now one's own clock, which counts where the server does not tell the time
 */
export async function serverClock(cluster: Cluster, now: () => Date, signal: AbortSignal): Promise<() => Date> {
  let aheadMs = 0;
  const onDate = (date: Date) => {
    const difference = date.getTime() - now().getTime();
    if (Math.abs(difference) > 2000) aheadMs = difference; // it is told in whole seconds
  };
  try {
    await cluster.getText('/version', {signal, onDate});
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
  }
  return () => new Date(now().getTime() + aheadMs);
}
