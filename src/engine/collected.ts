import {Field} from '../experiment/field.js';
import {isObject, type JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {storedHistogram} from '../load/stored-result.js';
import {joinHistograms, parseHistograms, type VersionHistogram} from '../metrics/builtin/histogram.js';
import {judgedHistogram} from '../metrics/builtin/judged-histogram.js';

/**
 * `status.analysis` with what a task has collected, added to what was collected before.
 *
 * @param collected version → result, as it is stored
 */
export function withCollected({source}: Experiment, collected: JsonObject, now: Date): JsonObject {
  const before = parseHistograms(blockOf(source));
  const added = parseHistograms(new Field({data: collected}));
  const names = [...new Set([...before.keys(), ...added.keys()])];
  const sums = names.map((name) => {
    const parts = [before, added].flatMap((histograms) => histograms.get(name) ?? []);
    return [name, storedHistogram(joinHistograms(parts))] as const;
  });
  const data: Record<string, unknown> = Object.fromEntries(sums);
  const {value: analysis} = new Field(source).get('status', 'analysis');
  const block = {provenance: 'Builtin metrics collector', timestamp: now.toISOString(), data: data as JsonObject};
  return {...(isObject(analysis) && analysis), aggregatedBuiltinHists: block};
}

/** What was collected, as the engine judges by it. */
export function collectedHistograms({source}: Experiment): ReadonlyMap<string, VersionHistogram> {
  const histograms = parseHistograms(blockOf(source));
  return new Map([...histograms].map(([version, histogram]) => [version, judgedHistogram(histogram)]));
}

function blockOf(source: JsonObject): Field {
  return new Field(source).get('status', 'analysis', 'aggregatedBuiltinHists');
}
