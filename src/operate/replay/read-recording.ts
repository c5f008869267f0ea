import type {Recording, RecordedLook} from '../../analysis/replay/recording.js';
import {analysedIteration} from '../../analysis/replay/judgement.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {Iter8Error} from '../../errors.js';
import {memberOf, textOf} from '../../experiment/lenient.js';
import type {JsonObject} from '../../experiment/json.js';
import {historyOf} from '../../experiment/history.js';
import type {Experiment} from '../../experiment/model.js';
import {looksOfHistory} from './from-history.js';
import {looksOfSnapshots} from './from-snapshots.js';

/**
 * A run by what was written down of its Experiment: once, at its end or meanwhile, or again and again while it ran, in the
 * order in which that was.
 *
 * @throws Iter8Error INVALID for an Experiment that has not begun, or of a generation that this engine does not run
 */
export function recordingOf(resources: readonly JsonObject[]): Recording {
  const all = resources.map(readExperimentResource);
  const latest = all.findLast(({status}) => status.analysis.aggregatedMetrics) ?? all.at(-1);
  if (!latest) throw new Iter8Error('INVALID', 'there is no experiment to replay');
  const snapshots = all.filter((one) => runOf(one) === runOf(latest));
  const looks = mergeLooks(looksOfHistory(latest), looksOfSnapshots(snapshots));
  const last = snapshots.at(-1) ?? latest;
  return {resource: last.source, looks, lost: lostOf(last, looks), gaps: []};
}

/** An experiment may have been deleted and created anew while it was watched. */
function runOf({source}: Experiment): string {
  return [memberOf(source, 'metadata', 'uid'), memberOf(source, 'status', 'startTime')].map(textOf).join(' ');
}

/** What was written down at the time knows more than what is left of it; both tell the same. */
function mergeLooks(kept: readonly RecordedLook[], seen: readonly RecordedLook[]): RecordedLook[] {
  const byIteration = new Map([...kept, ...seen].map((look) => [look.iteration, look]));
  return [...byIteration.values()].sort((a, b) => a.iteration - b.iteration);
}

function lostOf(experiment: Experiment, looks: readonly RecordedLook[]): string[] {
  const last = analysedIteration(experiment);
  const missing = missingRanges(
    looks.map(({iteration}) => iteration),
    last,
  );
  if (missing.length === 0) return [];
  const why = historyOf(experiment).leftOut > 0 ? ', since the status keeps only so many points' : '';
  return [`nothing is left of ${rangesText(missing)}, of ${last} iterations that were judged${why}`];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What lies between those that are known, in their order, from 1 to the last. */
function missingRanges(known: readonly number[], last: number): Range[] {
  const ends = [0, ...known, last + 1];
  const between = ends.slice(1).map((end, index) => ({from: (ends[index] ?? 0) + 1, to: end - 1}));
  return between.filter(({from, to}) => from <= to);
}

/** Ranges in a sentence. */
const MOST_RANGES = 12;

/** `2, 4, 6-9`. */
function rangesText(ranges: readonly Range[]): string {
  const texts = ranges.slice(0, MOST_RANGES).map(({from, to}) => (from === to ? `${from}` : `${from}-${to}`));
  return `${texts.join(', ')}${ranges.length > MOST_RANGES ? ' and others' : ''}`;
}
