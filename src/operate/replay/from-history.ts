import type {Observation, Observations} from '../../analysis/observations.js';
import {analysedIteration, endingOf, judgementOf} from '../../analysis/replay/judgement.js';
import type {RecordedLook} from '../../analysis/replay/recording.js';
import {toObservations} from '../../engine/observations.js';
import {copiedMetrics} from './copied-metrics.js';
import {type History, historyOf, type Series} from '../../experiment/history.js';
import {metricNamed} from '../../experiment/metric-reference.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {parseQuantity} from '../../experiment/quantity.js';
import {type QueryOutcome, unavailable} from '../../metrics/outcome.js';
import {type Moment, momentsOf} from './moments.js';
import {StoredCounts} from './stored-counts.js';

/**
 * The iterations that an Experiment tells of by its own status: values and weights of `status.history`, numbers of samples of
 * `status.looks`, or of the metrics that count them.
 */
export function looksOfHistory(experiment: Experiment): RecordedLook[] {
  const history = historyOf(experiment);
  const lastIteration = analysedIteration(experiment);
  const counts = new StoredCounts(experiment);
  return momentsOfRun(experiment, history, lastIteration).map((moment): RecordedLook => {
    const {iteration, at} = moment;
    const isLast = iteration === lastIteration && endingOf(experiment) !== 'aborted';
    return {
      iteration,
      at,
      isTimed: true,
      weights: weightsAt(experiment, history, at),
      observations: observationsAt(experiment, {history, counts, moment}),
      countAbove: (metric, version, limit) => counts.above(metric, version, limit, iteration),
      judgement: isLast ? judgementOf(experiment) : undefined,
    };
  });
}

function momentsOfRun(experiment: Experiment, {series, leftOut}: History, lastIteration: number): Moment[] {
  const {intervalSeconds} = experiment.spec.duration;
  const judged = judgedMetrics(experiment);
  return momentsOf(series, {intervalSeconds, lastIteration, isThinned: leftOut > 0, judged});
}

/** By their names in the status. */
function judgedMetrics({spec, status, namespace}: Experiment): ReadonlySet<string> {
  const names = status.metrics.map(({name}) => name);
  const references = [...spec.criteria.objectives, ...spec.criteria.rewards].map(({metric}) => metric);
  return new Set(references.flatMap((metric) => metricNamed(names, metric, namespace) ?? []));
}

/** Empty where nobody has written down any, as without a router. */
function weightsAt({spec}: Experiment, {series}: History, at: Date): readonly Weight[] {
  return spec.versions.flatMap(({name}): Weight[] => {
    const shares = series.find(({metric, version}) => metric === undefined && version === name);
    const point = shares?.points.find((one) => Date.parse(one.at) === at.getTime());
    return point ? [{version: name, percent: Number(point.value)}] : [];
  });
}

interface Sight {
  readonly history: History;
  readonly counts: StoredCounts;
  readonly moment: Moment;
}

function observationsAt(experiment: Experiment, sight: Sight): Observations {
  const {spec, status} = experiment;
  const results = status.metrics.map(({name}): [string, ReadonlyMap<string, QueryOutcome>] => {
    const outcomes = spec.versions.map((version): [string, QueryOutcome] => [
      version.name,
      outcomeAt(spec.duration.intervalSeconds, sight, {metric: name, version: version.name}),
    ]);
    return [name, new Map(outcomes)];
  });
  const {sampleSizes} = copiedMetrics(experiment);
  return withStoredCounts(toObservations(new Map(results), sampleSizes, sight.moment.at), sight);
}

/** A value is read at the time of its iteration or shortly before; its time is whole seconds, cut off. */
function outcomeAt(
  intervalSeconds: number,
  {history, moment}: Sight,
  {metric, version}: {metric: string; version: string},
): QueryOutcome {
  const isOfIt = (one: Series) => one.metric === metric && one.version === version;
  const at = moment.at.getTime();
  const isThen = (time: number) => time <= at && at - time < intervalSeconds * 500;
  const points = history.series.find(isOfIt)?.points ?? [];
  const value = parseQuantity(points.findLast((point) => isThen(Date.parse(point.at)))?.value);
  return value ? {kind: 'value', value} : unavailable('answer', 'no value is recorded');
}

/** The looks know how many samples there were also where no metric counts them. */
function withStoredCounts(observations: Observations, {counts, moment}: Sight): Observations {
  const counted = (metric: string, version: string, observation: Observation): Observation => {
    const known = counts.counted(metric, version, moment.iteration);
    if (observation.kind !== 'value' || known.sampleSize === undefined) return observation;
    const {value, observedAt} = observation;
    return {kind: 'value', value, observedAt, ...known};
  };
  return new Map(
    [...observations].map(([metric, byVersion]) => {
      const entries = [...byVersion].map(([version, one]) => [version, counted(metric, version, one)] as const);
      return [metric, new Map(entries)] as const;
    }),
  );
}
