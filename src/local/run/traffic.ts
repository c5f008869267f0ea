import type {DeploymentPattern, Weight} from '../../experiment/model.js';
import {startLoad} from '../../load/load.js';
import type {LoadOptions} from '../../load/options.js';
import type {VersionResult} from '../../load/version-result.js';
import type {WeightedProxy} from '../proxy/proxy.js';

/** Requests to the versions of a run, and what became of them; its split is the engine's to set. */
export interface Traffic {
  /** All since the start, warm-up left out. */
  results(): ReadonlyMap<string, VersionResult>;
  setWeights(weights: readonly Weight[]): void;
  /** Requests of our own that were never sent because this process stood still. */
  readonly skipped: () => number;
  /** Ends it and waits for what is under way. */
  close(): Promise<void>;
}

/**
 * The split before the engine's first word: all to the baseline. A fixed split is as equal as whole percents allow, and
 * the baseline gets the rest.
 */
export function initialWeights(
  versions: readonly string[],
  deploymentPattern?: DeploymentPattern,
): readonly Weight[] {
  if (deploymentPattern === 'FixedSplit') return equalWeights(versions);
  return versions.map((version, index) => ({version, percent: index === 0 ? 100 : 0}));
}

function equalWeights(versions: readonly string[]): readonly Weight[] {
  const percent = Math.floor(100 / versions.length);
  const rest = 100 - percent * versions.length;
  return versions.map((version, index) => ({version, percent: index === 0 ? percent + rest : percent}));
}

/**
 * Our own load. At first every version gets the same, so that each has been seen when the first iteration looks; then the
 * engine's weights hold.
 */
export function loadTraffic(options: LoadOptions, signal: AbortSignal): Traffic {
  const stop = new AbortController();
  const load = startLoad(options, {signal: AbortSignal.any([signal, stop.signal])});
  return {
    results: () => load.snapshot().versions,
    setWeights: (weights) => load.setWeights(toMap(weights)),
    skipped: () => load.snapshot().skipped,
    close: async () => {
      stop.abort();
      await load.done;
    },
  };
}

/** What passes through the proxy, whoever sends it. */
export function proxyTraffic(proxy: WeightedProxy): Traffic {
  return {
    results: () => proxy.results(),
    setWeights: (weights) => proxy.setWeights(toMap(weights)),
    skipped: () => 0,
    close: () => proxy.close(),
  };
}

/** Nothing of ours: the metrics of the file tell of traffic that flows elsewhere. */
export const NO_TRAFFIC: Traffic = {
  results: () => new Map(),
  setWeights: () => undefined,
  skipped: () => 0,
  close: () => Promise.resolve(),
};

function toMap(weights: readonly Weight[]): ReadonlyMap<string, number> {
  return new Map(weights.map(({version, percent}) => [version, percent]));
}
