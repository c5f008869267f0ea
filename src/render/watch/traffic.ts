import {splitWords} from '../../analysis/verdict-words/split-words.js';
import {isObject, type Json} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {storedSplit} from '../../experiment/stored-split.js';

/** What share of the traffic a version gets, in percent. */
export interface TrafficView {
  readonly version: string;
  /** As the last analysis wants it; undefined: it said nothing. */
  readonly set: number | undefined;
  /** As it was last read off the object that splits the traffic; undefined: it was not. */
  readonly observed: number | undefined;
}

/** Each version of the spec, and others that get traffic all the same. */
export function trafficView({spec, status, source}: Experiment): readonly TrafficView[] {
  const observed = new Map(status.weights.map(({version, percent}) => [version, percent]));
  const set = wantedShares(source.status);
  if (observed.size === 0 && set.size === 0) return [];
  const names = new Set([...spec.versions.map(({name}) => name), ...observed.keys()]);
  return [...names].map((version) => ({version, set: set.get(version), observed: observed.get(version)}));
}

/** What the requests show of the traffic, where that is otherwise. */
export function splitWarning(experiment: Experiment): string | undefined {
  const warning = storedSplit(experiment)?.warning;
  return warning && splitWords(warning);
}

/** `status.analysis.weights`: what is no share is passed over. */
function wantedShares(status: Json | undefined): ReadonlyMap<string, number> {
  const analysis = isObject(status) ? status.analysis : undefined;
  const weights = isObject(analysis) ? analysis.weights : undefined;
  const data = isObject(weights) && Array.isArray(weights.data) ? (weights.data as readonly Json[]) : [];
  return new Map(
    data.flatMap((entry): [string, number][] => {
      if (!isObject(entry) || typeof entry.name !== 'string' || typeof entry.value !== 'number') return [];
      return [[entry.name, entry.value]];
    }),
  );
}
