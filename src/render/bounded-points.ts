import type {LimitProof} from '../analysis/proof.js';
import type {ProofAt} from '../analysis/proofs-over-time.js';
import {isFiniteRange} from '../analysis/shown-proof.js';
import type {Bounds} from '../analysis/statistics/estimate.js';
import {historyOf, type Point} from '../experiment/history.js';
import type {Experiment} from '../experiment/model.js';
import {parseQuantity, quantityToNumber} from '../experiment/quantity.js';

/** A value of a drawing, with what was known of it then. */
export interface BoundedPoint {
  readonly atMs: number;
  readonly value: number;
  /** As shown by a look at that time; undefined: there was none, or it showed nothing. */
  readonly bounds?: Bounds;
}

/** Values over time, with the bounds of each look at the value that it saw. What cannot be read is left out. */
export function boundedPoints(
  history: readonly Point[],
  proofs: readonly ProofAt[],
  {timeOf, slackMs}: IterationTimes,
): readonly BoundedPoint[] {
  const points = history.flatMap(pointOf).sort((a, b) => a.atMs - b.atMs);
  const bounded = new Map<BoundedPoint | undefined, Bounds>();
  for (const {iteration, proof} of proofs) {
    const seen = points.findLast(({atMs}) => atMs <= timeOf(iteration) + slackMs);
    if (isFiniteRange(proof.bounds)) bounded.set(seen, proof.bounds);
  }
  return points.map((point) => {
    const bounds = bounded.get(point);
    return bounds ? {...point, bounds} : point;
  });
}

/** Of a percentile: the share of observations above its limit over time, in percent. */
export function sharePoints(
  proofs: readonly ProofAt[],
  kind: LimitProof['kind'],
  {timeOf}: IterationTimes,
): readonly BoundedPoint[] {
  return proofs.flatMap(({iteration, proof}): BoundedPoint[] => {
    const {share, bounds} = limitOf(proof, kind);
    if (!share) return [];
    const [lower, upper] = [bounds.lower * 100, bounds.upper * 100];
    return [{atMs: timeOf(iteration), value: share.above * 100, bounds: {lower, upper}}];
  });
}

/** Of several limits the one that is meant. */
function limitOf(proof: ProofAt['proof'], kind: LimitProof['kind']): Pick<LimitProof, 'share' | 'bounds'> {
  if (proof.limits.length === 0) return proof;
  return proof.limits.find((limit) => limit.kind === kind) ?? {share: undefined, bounds: proof.bounds};
}

function pointOf({at, value: text}: Point): BoundedPoint[] {
  const [atMs, quantity] = [Date.parse(at), parseQuantity(text)];
  const value = quantity ? quantityToNumber(quantity) : NaN;
  return Number.isNaN(atMs) || !Number.isFinite(value) ? [] : [{atMs, value}];
}

/** When iterations were, in milliseconds. */
export interface IterationTimes {
  /** By number, from 1. */
  readonly timeOf: (iteration: number) => number;
  /** By which a value may seem to be read after its look. */
  readonly slackMs: number;
}

/** As the longest series of the history says, or evenly from the begin to its last point where older ones are left out. */
export function iterationTimes(experiment: Experiment): IterationTimes {
  const {completedIterations, startTime} = experiment.status;
  const times = longestOf(experiment).map(({at}) => Date.parse(at));
  const [first = 0, last = 0] = [startTime?.getTime() ?? times[0], times.at(-1)];
  const evenly = (iteration: number) =>
    first + ((iteration - 1) / Math.max(1, completedIterations - 1)) * (last - first);
  const isWhole = times.length === completedIterations;
  return {
    timeOf: (iteration) => (isWhole ? times[iteration - 1] : undefined) ?? evenly(iteration),
    slackMs: experiment.spec.duration.intervalSeconds * 500,
  };
}

function longestOf(experiment: Experiment): readonly Point[] {
  const all = historyOf(experiment).series.map(({points}) => points);
  return all.reduce<readonly Point[]>((most, points) => (points.length > most.length ? points : most), []);
}
