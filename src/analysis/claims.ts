import {baselineOf, type Experiment, type Objective, totalIterations} from '../experiment/model.js';
import type {AnalysisInput} from './input.js';
import {isRelativeLimit, isUpperLimit, type LimitKind, limitsOf} from './limits.js';
import {statisticIn} from './record-looks.js';
import {estimateCoarseShare} from './statistics/coarse-share.js';
import {type Dependence, MANY_LOOKS} from './statistics/dependence.js';
import {estimateDifference, harmonic} from './statistics/difference.js';
import type {Estimate} from './statistics/estimate.js';
import type {LookTime} from './statistics/group-sequential.js';
import {plannedLooks} from './statistics/looks.js';
import {estimateMean} from './statistics/mean.js';
import {estimateProportion} from './statistics/proportion.js';
import type {Sample} from './statistics/sample.js';

/** A value that must not lie above or below a limit. */
export interface Claim {
  readonly kind: LimitKind;
  /** Of the version, or of its difference from a multiple of the baseline. */
  readonly estimate: Estimate;
  /** Of the version itself. */
  readonly own: Estimate;
  /** Not empty. */
  readonly looks: readonly LookTime[];
  readonly limit: number;
  readonly side: 'upper' | 'lower';
  /** Of a percentile: the share of observations above its limit, and the share that may be. */
  readonly share?: {readonly above: number; readonly allowed: number} | undefined;
}

/** What an objective says of a version, as far as there are looks that can show it. */
export function claimsOf(input: AnalysisInput, objective: Objective, version: string): Claim[] {
  return limitsOf(objective).flatMap(([kind, limit]): Claim[] => {
    const side = isUpperLimit(kind) ? 'upper' : 'lower';
    const limitOf: LimitOf = {kind, version, limit, side};
    return isRelativeLimit(kind)
      ? relativeClaim(input, objective, limitOf)
      : absoluteClaim(input, objective, limitOf);
  });
}

interface LimitOf {
  readonly kind: LimitKind;
  readonly version: string;
  readonly limit: number;
  readonly side: Claim['side'];
}

function absoluteClaim(input: AnalysisInput, {metric}: Objective, of: LimitOf): Claim[] {
  const {kind, version, limit, side} = of;
  const statistic = statisticIn(input.experiment, metric);
  const isPercentile = statistic.kind === 'percentile';
  const sample = sampleOf(input, metric, version, isPercentile ? limit : undefined);
  if (sample.length === 0) return [];
  const own = estimateOf(input, metric, sample);
  const looks = lookTimes(sample);
  if (!isPercentile) return [{kind, own, estimate: own, looks, limit, side}];
  const allowed = 1 - statistic.share;
  return [{kind, own, estimate: own, looks, limit: allowed, side, share: {above: own.value, allowed}}];
}

/** The baseline is as good as itself. */
function relativeClaim(input: AnalysisInput, {metric}: Objective, of: LimitOf): Claim[] {
  const {kind, version, limit, side} = of;
  const baseline = baselineOf(input.experiment)?.name ?? version;
  const [sample, other] = [sampleOf(input, metric, version), sampleOf(input, metric, baseline)];
  if (sample.length === 0 || other.length === 0 || baseline === version) return [];
  const looks = pairedTimes(sample, other);
  if (looks.length === 0) return [];
  const own = estimateOf(input, metric, sample);
  const estimate = estimateDifference(own, estimateOf(input, metric, other), limit);
  return [{kind, own, estimate, looks, limit: 0, side}];
}

/** The looks at a metric of a version; `metric` as written in the criteria. */
export function sampleOf(input: AnalysisInput, metric: string, version: string, above?: number): Sample {
  const {experiment, looks = []} = input;
  const series = looks.find((one) => one.metric === metric && one.version === version && one.above === above);
  const iterations = totalIterations(experiment.spec);
  return (series?.looks ?? []).map(({iteration, samples, sum, least, most, squares, cubes}) => {
    return {time: iteration / iterations, samples, sum, least, most, squares, cubes};
  });
}

const ESTIMATES = {
  mean: estimateMean,
  percentile: estimateCoarseShare,
  proportion: estimateProportion,
  count: estimateProportion,
} as const;

/** What the looks say of the value of a metric; of a percentile, of the share of observations above its limit. */
export function estimateOf({experiment}: AnalysisInput, metric: string, sample: Sample): Estimate {
  return ESTIMATES[statisticIn(experiment, metric).kind](sample, dependenceOf(experiment, sample.length));
}

function dependenceOf({spec}: Experiment, looks: number): Dependence {
  const {strength} = spec.criteria;
  const planned = strength ? plannedLooks(strength, totalIterations(spec)) : looks;
  return (planned === 'anytime' ? looks : planned) >= MANY_LOOKS ? 'estimated' : 'checked';
}

function lookTimes(sample: Sample): LookTime[] {
  return sample.map(({time, samples}) => ({time, information: samples}));
}

/** Of looks at both: what one of them lacks, the other cannot be compared with. */
export function pairedTimes(one: Sample, other: Sample): LookTime[] {
  return one.flatMap(({time, samples}) => {
    const match = other.find((look) => look.time === time);
    return match ? [{time, information: harmonic(samples, match.samples)}] : [];
  });
}
