/** The signal was aborted while something was under way. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * The outcome of `work`, or `Stopped` as soon as the signal aborts, whether `work` obeys it or not.
 *
 * @throws Stopped, or what `work` rejects with
 */
export async function stoppable<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work();
  if (signal.aborted) throw new Stopped();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Stopped());
    signal.addEventListener('abort', stop, {once: true});
  });
  try {
    return await Promise.race([work(), stopped]);
  } catch (error) {
    throw isAborted(signal) ? new Stopped() : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Asked anew: it may have changed since. */
function isAborted({aborted}: AbortSignal): boolean {
  return aborted;
}
