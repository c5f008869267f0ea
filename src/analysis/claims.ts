import {baselineOf, type Experiment, type Objective, totalIterations} from '../experiment/model.js';
import {shareAbove} from '../experiment/statistic.js';
import {isSameSeries, type StoredLook} from '../experiment/stored-looks.js';
import type {AnalysisInput} from './input.js';
import {isRelativeLimit, isUpperLimit, limitCount, type LimitKind, limitsOf} from './limits.js';
import {statisticIn} from './record-looks.js';
import {estimateCoarseShare} from './statistics/coarse-share.js';
import {MANY_LOOKS} from './statistics/dependence.js';
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
  /** Whether the estimate is a share of as many requests as the looks have information. */
  readonly isShare: boolean;
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
  if (statistic.kind === 'proportion' && side === 'upper' && limit >= 1) return []; // each share keeps it: written in percent
  const sample = sampleOf(input, metric, version, isPercentile ? limit : undefined);
  if (sample.length === 0) return [];
  const own = estimateOf(input, metric, sample, limitsOfAll(input));
  const looks = lookTimes(input, sample);
  const isShare = isPercentile || statistic.kind === 'proportion';
  if (!isPercentile) return [{kind, own, estimate: own, looks, limit, side, isShare}];
  const allowed = shareAbove(statistic.share);
  return [{kind, own, estimate: own, looks, limit: allowed, side, isShare, share: {above: own.value, allowed}}];
}

/** The baseline is as good as itself. */
function relativeClaim(input: AnalysisInput, {metric}: Objective, of: LimitOf): Claim[] {
  const {kind, version, limit, side} = of;
  const baseline = baselineOf(input.experiment)?.name ?? version;
  if (baseline === version) return [];
  const pair = pairedLooks(input, metric, [version, baseline]);
  if (pair.times.length === 0) return [];
  const among = limitsOfAll(input);
  const own = estimateOf(input, metric, pair.one, among);
  const opposite = estimateOf(input, metric, pair.other, among);
  const estimate = estimateDifference(own, opposite, limit);
  return [{kind, own, estimate, looks: pair.times, limit: 0, side, isShare: false}];
}

/** The looks at a metric of a version; `metric` as written in the criteria. */
function sampleOf(
  {looks = []}: AnalysisInput,
  metric: string,
  version: string,
  above?: number,
): readonly StoredLook[] {
  return looks.find((one) => isSameSeries(one, {metric, version, above}))?.looks ?? [];
}

const ESTIMATES = {
  mean: estimateMean,
  percentile: estimateCoarseShare,
  proportion: estimateProportion,
  count: estimateProportion,
} as const;

/**
 * What the looks say of the value of a metric; of a percentile, of the share of observations above its limit.
 *
 * @param among how many such estimates the verdict needs all of
 */
export function estimateOf({experiment}: AnalysisInput, metric: string, sample: Sample, among: number): Estimate {
  const dependence = isDependenceEstimated(experiment, sample.length) ? 'estimated' : {checkedAmong: among};
  return ESTIMATES[statisticIn(experiment, metric).kind](sample, dependence);
}

/** Whether so many looks are planned that they tell how observations hang together. @param looks that there are, where nobody plans them */
export function isDependenceEstimated({spec}: Experiment, looks: number): boolean {
  const {strength} = spec.criteria;
  const planned = strength ? plannedLooks(strength, totalIterations(spec)) : looks;
  return (planned === 'anytime' ? looks : planned) >= MANY_LOOKS;
}

/** Of all objectives together, each of which must be kept. */
function limitsOfAll({experiment}: AnalysisInput): number {
  return limitCount(experiment.spec.criteria.objectives);
}

function lookTimes(
  {experiment}: AnalysisInput,
  looks: readonly Pick<StoredLook, 'iteration' | 'samples'>[],
): LookTime[] {
  const iterations = totalIterations(experiment.spec);
  return looks.map(({iteration, samples}) => ({time: iteration / iterations, information: samples}));
}

/** Two samples until the last look at both, and the times of these looks. */
interface PairedLooks {
  readonly one: Sample;
  readonly other: Sample;
  readonly times: readonly LookTime[];
}

/** What one sample lacks, the other cannot be compared with: later looks at one alone would be further tests of the same. */
export function pairedLooks(
  input: AnalysisInput,
  metric: string,
  [version, opposite]: readonly [string, string],
): PairedLooks {
  const [one, other] = [sampleOf(input, metric, version), sampleOf(input, metric, opposite)];
  const both = one.flatMap(({iteration, samples}) => {
    const match = other.find((look) => look.iteration === iteration);
    return match ? [{iteration, samples: harmonic(samples, match.samples)}] : [];
  });
  const last = both.at(-1)?.iteration ?? 0;
  const until = (looks: readonly StoredLook[]) => looks.filter(({iteration}) => iteration <= last);
  return {one: until(one), other: until(other), times: lookTimes(input, both)};
}
