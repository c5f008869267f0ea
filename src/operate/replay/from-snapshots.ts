import {metricValue} from '../../analysis/metric-values.js';
import type {Observation, Observations, Reading} from '../../analysis/observations.js';
import {analysedIteration, endingOf, judgementOf} from '../../analysis/replay/judgement.js';
import type {RecordedLook} from '../../analysis/replay/recording.js';
import {copiedMetrics} from './copied-metrics.js';
import {Field} from '../../experiment/field.js';
import {historyOf} from '../../experiment/history.js';
import {memberOf, textOf, timeOf} from '../../experiment/lenient.js';
import type {Experiment, MetricValue, Weight} from '../../experiment/model.js';
import {quantityToNumber} from '../../experiment/quantity.js';
import type {Moment} from './moments.js';
import {builtinSums, countsAbove, StoredCounts} from './stored-counts.js';

/** The iterations that an Experiment shows which was written down again and again while it ran. */
export function looksOfSnapshots(snapshots: readonly Experiment[]): RecordedLook[] {
  const looks = new Map<number, RecordedLook>();
  snapshots.forEach((snapshot, index) => {
    if (!snapshot.status.analysis.aggregatedMetrics) return;
    const iteration = analysedIteration(snapshot);
    if (iteration === 0) return;
    const look = lookOf(snapshot, iteration, snapshots[index - 1]);
    const {weights} = looks.get(iteration) ?? look; // later ones know the split that it has led to
    looks.set(iteration, {...look, weights});
  });
  return [...looks.values()].sort((a, b) => a.iteration - b.iteration);
}

function lookOf(snapshot: Experiment, iteration: number, before: Experiment | undefined): RecordedLook {
  const recordedAt = timeOfAnalysis(snapshot);
  const at = recordedAt ?? timeInTurn(snapshot, iteration);
  return {
    iteration,
    at,
    isTimed: recordedAt !== undefined,
    weights: splitBefore(snapshot, before),
    observations: observationsOf(snapshot, {iteration, at}),
    countAbove: countsAbove(snapshot, iteration),
    judgement: endingOf(snapshot) === 'aborted' ? undefined : judgementOf(snapshot),
  };
}

/** When its values were aggregated; undefined: nobody wrote it down. */
function timeOfAnalysis({source, status}: Experiment): Date | undefined {
  const timestamp = memberOf(source, 'status', 'analysis', 'aggregatedMetrics', 'timestamp');
  return timeOf(timestamp) ?? status.lastUpdateTime;
}

/** Without any times, iterations come at even distances. */
function timeInTurn({spec, status}: Experiment, iteration: number): Date {
  const begin = status.startTime?.getTime() ?? 0;
  return new Date(begin + 1000 * spec.duration.intervalSeconds * iteration);
}

/** The split that was found when the iteration was judged. That in the status is the one it has led to, once it is counted. */
function splitBefore(snapshot: Experiment, before: Experiment | undefined): readonly Weight[] | undefined {
  const shares = historyOf(snapshot).series.filter(({metric}) => metric === undefined);
  const found = shares.flatMap(({version, points}): Weight[] => {
    const last = points.at(-1);
    return last ? [{version, percent: Number(last.value)}] : [];
  });
  return found.length > 0 ? found : (before ?? snapshot).status.weights;
}

function observationsOf(snapshot: Experiment, {iteration, at}: Moment): Observations {
  const sizeOf = sampleSizesOf(snapshot, iteration);
  const metrics = [...(snapshot.status.analysis.aggregatedMetrics ?? [])].map(([metric, byVersion]) => {
    const observed = [...byVersion].map(([version, value]): [string, Observation] => {
      const reason = reasonOf(snapshot, metric, version);
      return [version, observationOf(value, {reason, at, size: sizeOf(metric, version, value)})];
    });
    return [metric, new Map(observed)] as const;
  });
  return new Map(metrics);
}

/** Why a value could not be read this time; empty: it could. */
function reasonOf({source}: Experiment, metric: string, version: string): string {
  const data = new Field(source).get('status', 'analysis', 'aggregatedMetrics', 'data');
  return textOf(memberOf(data.value, metric, 'data', version, 'unavailable'));
}

type SampleSize = Pick<Reading, 'sampleSize' | 'sums' | 'uncounted'>;

/** How many samples values rest on: as it stands beside them, by the looks, or by the metric that counts them. */
function sampleSizesOf(
  snapshot: Experiment,
  iteration: number,
): (metric: string, version: string, value: MetricValue) => SampleSize {
  const {sampleSizes} = copiedMetrics(snapshot);
  const counts = new StoredCounts(snapshot);
  const sumsOf = builtinSums(snapshot);
  return (metric, version, {sampleSize: beside}) => {
    const stored = {...sumsOf(metric, version), ...counts.counted(metric, version, iteration)};
    const counter = sampleSizes.get(metric);
    const count = counter === undefined ? undefined : metricValue(snapshot, counter, version);
    const byCounter = count && Math.max(0, Math.floor(quantityToNumber(count)));
    const sampleSize = beside ?? stored.sampleSize ?? byCounter;
    if (sampleSize !== undefined) return {...stored, sampleSize};
    return counter === undefined ? stored : {...stored, uncounted: 'the status does not say'};
  };
}

interface Circumstances {
  readonly reason: string;
  /** When values were read that have no time of their own. */
  readonly at: Date;
  readonly size: SampleSize;
}

function observationOf(
  {value, lastValue, observedAt}: MetricValue,
  {reason, at, size}: Circumstances,
): Observation {
  const known = value ?? lastValue;
  if (!known) return {kind: 'unavailable', reason: reason || 'no value is recorded'};
  const reading: Reading = {value: known, observedAt: observedAt ?? at, ...size};
  return reason === '' && value ? {kind: 'value', ...reading} : {kind: 'unavailable', reason, last: reading};
}
