import {apportion} from '../analysis/apportion.js';
import type {Experiment, Weight} from '../experiment/model.js';

/** A traffic split as it is. */
export interface ObservedSplit {
  readonly kind: 'observed';
  /** Percents in the order of the versions; versions that nobody can know the weight of are left out. */
  readonly weights: readonly Weight[];
  /** What is odd about it, in words; empty: nothing. */
  readonly notes: readonly string[];
}

/**
 * Makes percents of what was read. A version without a reference, if it is the only one, has what the others leave.
 * Weights that are not 100 in total are taken as shares, as routers do; zeros stay zeros.
 *
 * @param read weights of the versions that have a reference: whole numbers from 0 up
 */
export function splitOf({spec}: Experiment, read: ReadonlyMap<string, number>): Omit<ObservedSplit, 'kind'> {
  if (read.size === 0) return {weights: [], notes: []};
  const sum = [...read.values()].reduce((total, weight) => total + weight, 0);
  const without = spec.versions.filter(({name}) => !read.has(name));
  const rest = Math.max(0, 100 - sum);
  const weights = spec.versions.flatMap(({name}): Weight[] => {
    const percent = read.get(name) ?? (without.length === 1 ? rest : undefined);
    return percent === undefined ? [] : [{version: name, percent}];
  });
  const isWhole = sum === 100 || (sum < 100 && without.length > 0);
  return isWhole ? {weights, notes: []} : asShares(weights, sum);
}

function asShares(weights: readonly Weight[], sum: number): Omit<ObservedSplit, 'kind'> {
  const names = weights.map(({version}) => version).join(', ');
  const note = `the weights of ${names} are ${sum} in total, not 100`;
  if (sum === 0) return {weights, notes: [`${note}: no version is meant to get traffic`]};
  const shares = apportion(weights.map(({version, percent}) => ({version, parts: percent})));
  return {weights: shares, notes: [`${note}: taken as shares of the traffic`]};
}
