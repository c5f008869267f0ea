import {type LoadResult, startLoad} from '../../load/load.js';
import type {LoadOptions} from '../../load/options.js';
import type {VersionResult} from '../../load/version-result.js';
import type {Sleep, Tell} from './world.js';

const LOOK_EVERY_MS = 10_000;
/** Longer than any experiment: the load ends with it. */
const LONGEST_MS = 24 * 3600_000;

interface LoadWorld {
  readonly sleep: Sleep;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/**
 * Sends requests while something is done. That they are not answered is said, and stops nothing.
 *
 * @param options undefined: no load is asked for
 */
export async function underLoad<Result>(
  options: LoadOptions | undefined,
  {sleep, tell, signal}: LoadWorld,
  body: () => Promise<Result>,
): Promise<Result> {
  if (!options) return body();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const load = startLoad({timeMs: LONGEST_MS, rate: 'total', ...options}, {signal: ended});
  await tell('load', `begins: ${loadWords(options)}`);
  const over = new AbortController();
  const stopWatching = () => over.abort();
  void load.done.then(stopWatching, stopWatching);
  const watching = watchLoad(() => load.snapshot(), {sleep, tell, signal: AbortSignal.any([ended, over.signal])});
  try {
    return await body();
  } finally {
    stop.abort();
    await watching;
    await tell('load', resultWords(await load.done));
  }
}

/** How many requests go where, without what stands behind a question mark, and without a password. */
export function loadWords({targets, qps = 8}: LoadOptions): string {
  const addresses = targets.map(({url}) => `${new URL(url).origin}${new URL(url).pathname}`);
  return `${qps} requests a second to ${addresses.join(', ')}`;
}

/** Says when answers stop, and when they come again. */
async function watchLoad(look: () => LoadResult, {sleep, tell, signal}: LoadWorld): Promise<void> {
  let before = {answered: 0, isDown: false};
  for (;;) {
    await sleep(LOOK_EVERY_MS, signal);
    if (signal.aborted) return;
    const result = totalOf(look());
    const isDown = result.answered === before.answered && result.count > 0;
    if (isDown && !before.isDown)
      await tell('load', `warning: no answer: ${reasonOf(result)}; the pipeline goes on`);
    if (!isDown && before.isDown) await tell('load', 'is answered again');
    before = {answered: result.answered, isDown};
  }
}

function totalOf({versions}: LoadResult): Pick<VersionResult, 'count' | 'answered' | 'transportErrors'> {
  const [result] = versions.values();
  return result ?? {count: 0, answered: 0, transportErrors: new Map()};
}

function reasonOf({transportErrors}: Pick<VersionResult, 'transportErrors'>): string {
  const [most] = [...transportErrors].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'it takes too long';
}

function resultWords(result: LoadResult): string {
  const {count, answered} = totalOf(result);
  return `ended: ${answered} of ${count} requests were answered`;
}
