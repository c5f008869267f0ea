import {isRelativeLimit, isUpperLimit, limitsOf, type LimitKind} from '../../analysis/limits.js';
import {plainTruth, type Truth} from '../../engine/simulate/truth.js';
import {Iter8Error} from '../../errors.js';
import {bareName} from '../../experiment/metric-reference.js';
import {baselineOf, candidatesOf, type Experiment, type Objective} from '../../experiment/model.js';
import {type Goal, goalOf} from './goal.js';
import type {MeasuredMetric} from './measured-metrics.js';
import type {PlanRequest} from './request.js';
import {valueOf, withValue} from './true-value.js';

/** What versions may really be like. */
export interface TruthToPlay {
  readonly label: string;
  /** One for each version, in their order. */
  readonly truths: readonly Truth[];
  readonly goal: Goal;
  /** The objective that is broken or at its limit; undefined: none, or whatever was asked. */
  readonly objective: number | undefined;
  /** Whether the chance of the goal is what the plan is judged by. */
  readonly isRequired: boolean;
}

/** What the truths are made from. */
export interface TruthSources {
  readonly experiment: Experiment;
  readonly metrics: readonly MeasuredMetric[];
  readonly request: PlanRequest;
}

/** Objectives that are broken one by one; of more only the first. */
const MOST_OBJECTIVES = 3;
const MULTIPLES = [
  {multiple: 1, words: 'its limit', isRequired: false},
  {multiple: 1.5, words: '1.5 times its limit', isRequired: false},
  {multiple: 2, words: 'twice its limit', isRequired: true},
] as const;
const GOOD = 0.5;

/**
 * The truths to play: as asked; else what is good, half of each limit, and for each objective its limit, and once and a
 * half and twice of it.
 *
 * @throws Iter8Error INVALID for what is asked of a metric that the experiment does not judge, and a reward that nobody tells
 */
export function truthsToPlay(sources: TruthSources): readonly TruthToPlay[] {
  requireRewards(sources);
  const {request} = sources;
  const base = baseTruths(sources);
  if (request.detect !== undefined || request.baselineError !== undefined) return detectionTruths(sources, base);
  if (request.truths.length > 0) return [toPlay(sources, {label: 'as told', truths: base, isRequired: true})];
  return truthsAroundLimits(sources, base);
}

/** What is told stays; else every objective is at half of its limit. */
function baseTruths({experiment, metrics, request}: TruthSources): readonly Truth[] {
  const {trafficPerSecond: requestsPerSecond} = request;
  const isPlain = request.truths.length > 0 && request.detect === undefined && request.baselineError === undefined;
  const baseline = baselineOf(experiment)?.name;
  return experiment.spec.versions.reduce<readonly Truth[]>((all, {name}) => {
    const told = request.truths.find(({version}) => version === name);
    const plain = told ?? {...plainTruth(name), requestsPerSecond};
    if (told || isPlain) return [...all, plain];
    const reference = all.find(({version}) => version === baseline);
    const {objectives} = experiment.spec.criteria;
    const good = objectives.reduce(
      (truth, objective) => atMultiple({objective, metrics, truth, reference}, GOOD),
      plain,
    );
    return [...all, good];
  }, []);
}

interface ObjectiveTruth {
  readonly objective: Objective;
  readonly metrics: readonly MeasuredMetric[];
  readonly truth: Truth;
  /** Of the baseline; undefined: this is the baseline. */
  readonly reference: Truth | undefined;
}

/** The version with a metric at a multiple of its limit: the larger, the worse. */
function atMultiple({objective, metrics, truth, reference}: ObjectiveTruth, multiple: number): Truth {
  const metric = metrics.find((one) => one.reference === objective.metric);
  const [limit] = limitsOf(objective);
  if (!metric || !limit) return truth;
  const [kind, value] = limit;
  if (!isRelativeLimit(kind)) {
    const wanted = multipleOf(kind, value, {multiple, isShare: metric.statistic.kind === 'proportion'});
    return withValue(metric, truth, milder(metric, truth, {wanted, multiple}));
  }
  const base = reference && valueOf(metric, reference);
  if (base === undefined) return isTold(metric, truth) ? truth : withValue(metric, truth, PLAIN_VALUE);
  return withValue(
    metric,
    truth,
    multiple < 1 && value >= 1 ? base : multipleOf(kind, value, {multiple, isShare: false}) * base,
  );
}

/** Of a metric with a limit relative to a baseline that nobody describes: one request in a hundred. */
const PLAIN_VALUE = 0.01;

function isTold(metric: MeasuredMetric, truth: Truth): boolean {
  return (valueOf(metric, truth) ?? 0) > 0;
}

/** Two limits on latency are both kept by the lower of the two. */
function milder(
  metric: MeasuredMetric,
  truth: Truth,
  {wanted, multiple}: {wanted: number; multiple: number},
): number {
  const isLatency = bareName(metric.name).includes('latency') && metric.statistic.kind !== 'proportion';
  const now = valueOf(metric, truth);
  const isChanged = isLatency && truth.latency.mean !== plainTruth('').latency.mean;
  return multiple < 1 && isChanged && now !== undefined ? Math.min(now, wanted) : wanted;
}

/** A multiple of a limit: the larger, the more it lets through; of a lower limit on a share, that many times the misses. */
export function multipleOf(
  kind: LimitKind,
  limit: number,
  {multiple, isShare}: {readonly multiple: number; readonly isShare: boolean},
): number {
  if (isUpperLimit(kind)) return limit * multiple;
  return isShare ? 1 - multiple * (1 - limit) : limit / multiple;
}

function truthsAroundLimits(sources: TruthSources, base: readonly Truth[]): readonly TruthToPlay[] {
  const {experiment} = sources;
  const good = toPlay(sources, {label: goodLabel(experiment), truths: base, isRequired: true});
  const limited = experiment.spec.criteria.objectives
    .map((objective, index) => ({objective, index}))
    .filter(({objective}) => limitsOf(objective).length > 0)
    .slice(0, MOST_OBJECTIVES);
  const bad = limited.flatMap(({objective, index}) =>
    MULTIPLES.flatMap(({multiple, words, isRequired}) => {
      const truths = worsened(sources, base, {objective, multiple});
      if (truths.every((truth, at) => truth === base[at])) return [];
      const label = `${bareName(objective.metric)} at ${words}`;
      return [toPlay(sources, {label, truths, isRequired, objective: index})];
    }),
  );
  return [good, ...bad];
}

function goodLabel({spec}: Experiment): string {
  const isRelative = spec.criteria.objectives.some((objective) =>
    limitsOf(objective).some(([kind]) => isRelativeLimit(kind)),
  );
  return isRelative ? 'good: as the baseline, or at half of each limit' : 'good: at half of each limit';
}

/** The first candidate, or what is tested for conformance, with one objective at a multiple of its limit. */
function worsened(
  {experiment, metrics}: TruthSources,
  base: readonly Truth[],
  {objective, multiple}: {readonly objective: Objective; readonly multiple: number},
): readonly Truth[] {
  const tested = testedVersion(experiment);
  const baseline = baselineOf(experiment)?.name;
  const reference = baseline === tested ? undefined : base.find(({version}) => version === baseline);
  return base.map((truth) =>
    truth.version === tested ? atMultiple({objective, metrics, truth, reference}, multiple) : truth,
  );
}

/** Whose truth is varied. */
export function testedVersion(experiment: Experiment): string | undefined {
  return (candidatesOf(experiment)[0] ?? baselineOf(experiment))?.name;
}

const ERROR_RATE = 'error-rate';
const MULTIPLE_TO_DETECT = 2;

/** A candidate that fails as seldom as the baseline, and one that fails as often as is to be detected. */
function detectionTruths(sources: TruthSources, base: readonly Truth[]): readonly TruthToPlay[] {
  const {experiment, request} = sources;
  const objective = experiment.spec.criteria.objectives.findIndex(({metric}) => bareName(metric) === ERROR_RATE);
  const limited = experiment.spec.criteria.objectives[objective];
  if (!limited) {
    const flag = request.detect === undefined ? '--baseline-error' : '--detect';
    throw new Iter8Error(
      'INVALID',
      `${flag}: no objective is on ${ERROR_RATE}`,
      "say with --truth 'VERSION:METRIC=VALUE' what versions are like",
    );
  }
  const tested = testedVersion(experiment);
  const healthy = request.baselineError ?? base[0]?.errorRate ?? 0;
  const withErrors = (rate: number) =>
    base.map((truth) => ({...truth, errorRate: truth.version === tested ? rate : healthy}));
  const atLimit = worsened(sources, withErrors(healthy), {objective: limited, multiple: MULTIPLE_TO_DETECT});
  const detect = request.detect ?? atLimit.find(({version}) => version === tested)?.errorRate ?? 1;
  if (detect <= healthy) {
    const problem = `--detect ${percent(detect)} is not above the ${percent(healthy)} of the baseline`;
    throw new Iter8Error('INVALID', problem, 'give the error rate of a version that is to be found out');
  }
  const common = {isRequired: true, objective};
  return [
    {
      ...common,
      goal: 'promote',
      label: `${ERROR_RATE} ${percent(healthy)}, as the baseline`,
      truths: withErrors(healthy),
    },
    {...common, goal: 'stop', label: `${ERROR_RATE} ${percent(detect)}, to detect`, truths: withErrors(detect)},
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

function toPlay(
  {experiment, metrics}: TruthSources,
  scenario: Pick<TruthToPlay, 'label' | 'truths' | 'isRequired'> & {readonly objective?: number},
): TruthToPlay {
  return {objective: undefined, ...scenario, goal: goalOf(experiment, metrics, scenario.truths)};
}

/** Which version has the better reward is for who plans to say. */
function requireRewards({experiment, metrics, request}: TruthSources): void {
  const [reward] = experiment.spec.criteria.rewards;
  const metric = reward && metrics.find(({reference}) => reference === reward.metric);
  if (!metric) return;
  const untold = experiment.spec.versions.find(({name}) => {
    const truth = request.truths.find(({version}) => version === name);
    return valueOf(metric, truth ?? plainTruth(name)) === undefined;
  });
  if (!untold) return;
  const hint = `say what it is like: --truth '${untold.name}:${bareName(metric.name)}=MEAN±DEVIATION'`;
  throw new Iter8Error('INVALID', `nobody tells the reward ${metric.name} of version ${untold.name}`, hint);
}
