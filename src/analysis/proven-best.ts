import {type Reward, totalIterations, type Version} from '../experiment/model.js';
import {estimateOf, pairedLooks} from './claims.js';
import type {AnalysisInput} from './input.js';
import {estimateDifference} from './statistics/difference.js';
import {errorTail} from './statistics/error-tail.js';
import {plannedLooks} from './statistics/looks.js';

/**
 * The version whose reward is shown to be better than that of each other. The error is divided among the versions, since
 * each might be taken for the best; that it must beat all others needs no further division.
 *
 * @param versions two or more
 * @returns undefined while it is not shown which it is
 */
export function provenBest(
  input: AnalysisInput,
  reward: Reward,
  versions: readonly Version[],
): string | undefined {
  const isBest = ({name}: Version) =>
    versions.every(
      (other) =>
        other.name === name || isProvenBetter(input, reward, {name, other: other.name, of: versions.length}),
    );
  return versions.find(isBest)?.name;
}

interface Pair {
  readonly name: string;
  readonly other: string;
  /** Number of versions that are compared. */
  readonly of: number;
}

function isProvenBetter(
  input: AnalysisInput,
  {metric, preferredDirection}: Reward,
  {name, other, of}: Pair,
): boolean {
  const {spec} = input.experiment;
  const {strength} = spec.criteria;
  const pair = pairedLooks(input, metric, [name, other]);
  if (!strength || pair.times.length === 0) return false;
  const tail = errorTail(
    pair.times,
    (1 - strength.confidence) / of,
    plannedLooks(strength, totalIterations(spec)),
    {pace: 'patient'},
  );
  const difference = estimateDifference(
    estimateOf(input, metric, pair.one, 1),
    estimateOf(input, metric, pair.other, 1),
  );
  const {lower, upper} = difference.bounds(tail);
  return preferredDirection === 'High' ? lower > 0 : upper < 0;
}
