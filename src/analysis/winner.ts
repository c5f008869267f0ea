import {baselineOf, candidatesOf, type Reward, type Version} from '../experiment/model.js';
import type {Assessments} from './assessments.js';
import {bestVersions} from './best-reward.js';
import {gatherEvidence} from './evidence.js';
import type {AnalysisInput} from './input.js';
import {joinFirst} from './join-first.js';
import {hasLimit} from './objective.js';
import {provenBest} from './proven-best.js';
import {isProven, openQuestions, standingOf} from './standing.js';

/** Which version leads as things stand, and why. */
export interface WinnerDecision {
  readonly found: boolean;
  /** Set exactly when `found`. */
  readonly winner: string | undefined;
  /** The winner, or the versions that tie, or none; traffic moves toward them (weakness 33: the original drops ties). */
  readonly bestVersions: readonly string[];
  /** Nothing is decided because something is not known: nobody wins or loses, and no traffic moves toward anyone. */
  readonly isWaiting: boolean;
  /** The rule that decided, in the words of the original where it has words for the case. */
  readonly reason: string;
  /** What the decision lacks: a reward value, for example. */
  readonly warnings: readonly string[];
}

/**
 * Decides the winner by the rule of the testing pattern.
 *
 * A version with an unknown objective neither wins nor makes another win by default. Without any objective or reward
 * nothing was tested, so nobody wins (weakness 2 of the original); a reward that is unknown for a feasible version leaves
 * the comparison open instead of passing that version over. Only the first reward counts, as in the original.
 */
export function decideWinner(input: AnalysisInput, assessments: Assessments): WinnerDecision {
  const baseline = baselineOf(input.experiment);
  if (!baseline) return waitFor('no versions are known');
  const round: Round = {input, assessments, baseline, candidates: candidatesOf(input.experiment)};
  switch (input.experiment.spec.testingPattern) {
    case 'Conformance':
      return decideConformance(round);
    case 'Canary':
      return decideCanary(round);
    case 'A/B':
    case 'A/B/N':
      return decideByReward(round);
    case undefined:
      return waitFor('the experiment has no testing pattern');
  }
}

interface Round {
  readonly input: AnalysisInput;
  readonly assessments: Assessments;
  readonly baseline: Version;
  readonly candidates: readonly Version[];
}

function decideConformance(round: Round): WinnerDecision {
  const missing = missingTest(round);
  if (missing !== undefined) return waitFor(missing);
  const {name} = round.baseline;
  switch (standingOf(round.assessments, name)) {
    case 'feasible':
      return win(name, `baseline ${meritOf(round, round.baseline)}`);
    case 'infeasible':
      return noWinner('baseline does not satisfy all objectives');
    case 'undecided':
      return waitForAnswers(round, [round.baseline]);
  }
}

function decideCanary(round: Round): WinnerDecision {
  const [candidate] = round.candidates;
  if (!candidate) return waitFor('there is no candidate');
  const missing = missingTest(round);
  if (missing !== undefined) return waitFor(missing);
  switch (standingOf(round.assessments, candidate.name)) {
    case 'feasible':
      return win(candidate.name, `candidate ${meritOf(round, candidate)}`);
    case 'infeasible':
      return decideAgainstCandidate(round);
    case 'undecided':
      return waitForAnswers(round, [candidate]);
  }
}

function decideAgainstCandidate(round: Round): WinnerDecision {
  const {name} = round.baseline;
  switch (standingOf(round.assessments, name)) {
    case 'feasible':
      return win(name, keptReason(round));
    case 'infeasible':
      return noWinner(NONE_FEASIBLE);
    case 'undecided':
      return waitForAnswers(round, [round.baseline]);
  }
}

/** Where what is not proven passes, a version may pass without satisfying. */
function meritOf({assessments}: Round, {name}: Version): string {
  return isProven(assessments, name) ? 'satisfies all objectives' : 'is not shown to violate an objective';
}

function keptReason(round: Round): string {
  const {assessments, baseline} = round;
  return isProven(assessments, baseline.name)
    ? 'baseline satisfies all objectives; candidate does not'
    : 'candidate violates an objective; baseline is not shown to';
}

function decideByReward(round: Round): WinnerDecision {
  const {input, assessments, baseline, candidates} = round;
  if (candidates.length === 0) return waitFor('there is no candidate');
  const [reward] = input.experiment.spec.criteria.rewards;
  if (!reward?.preferredDirection) return waitFor('there is no reward with a direction to compare by');
  const versions = [baseline, ...candidates];
  const undecided = versions.filter(({name}) => standingOf(assessments, name) === 'undecided');
  if (undecided.length > 0) return waitForAnswers(round, undecided);
  const feasible = versions.filter(({name}) => standingOf(assessments, name) === 'feasible');
  return feasible.length === 0 ? noWinner(NONE_FEASIBLE) : compareRewards(input, reward, feasible);
}

function compareRewards(input: AnalysisInput, reward: Reward, feasible: readonly Version[]): WinnerDecision {
  const evidence = feasible.map(({name}) => ({name, ...gatherEvidence(input, reward.metric, name)}));
  const missing = evidence.filter(({usable}) => usable === undefined);
  if (missing.length > 0) {
    const words = missing.map(({name, problem}) => `${name}: ${reward.metric} ${problem ?? 'is not known'}`);
    return {...waitFor(notDecided(words)), warnings: rewardWarnings(missing, feasible)};
  }
  if (input.experiment.spec.criteria.strength?.policy === 'provenSafe')
    return decideByProof(input, reward, feasible);
  const best = bestVersions(new Map(evidence.map(({name, usable}) => [name, usable])), reward.preferredDirection);
  const [first, ...ties] = best;
  if (first !== undefined && ties.length === 0) return win(first, 'found unique winner');
  return noWinner('no unique winner; two or more feasible versions with same reward value', best);
}

function decideByProof(input: AnalysisInput, reward: Reward, feasible: readonly Version[]): WinnerDecision {
  const [first, ...others] = feasible;
  const best = others.length === 0 ? first?.name : provenBest(input, reward, feasible);
  if (best !== undefined) return win(best, 'found unique winner');
  return waitFor(notDecided([`${reward.metric} does not show yet which version is best`]));
}

function rewardWarnings(missing: readonly {name: string}[], feasible: readonly Version[]): string[] {
  if (missing.length === feasible.length) return ['reward metric values are not available'];
  return missing.map(({name}) => `reward value for feasible version ${name} is not available`);
}

const NONE_FEASIBLE = 'no version satisfies all objectives';

/** Why nothing is tested; undefined: something is. */
function missingTest({input}: Round): string | undefined {
  const {objectives} = input.experiment.spec.criteria;
  if (objectives.some(hasLimit)) return undefined;
  const what = objectives.length === 0 ? 'there are no objectives' : 'no objective has a limit';
  return `${what}, so nothing was tested that could make a version win`;
}

function win(version: string, reason: string): WinnerDecision {
  return {found: true, winner: version, bestVersions: [version], isWaiting: false, reason, warnings: []};
}

/** Nobody wins, and nothing is open any more. */
export function noWinner(reason: string, best: readonly string[] = []): WinnerDecision {
  return {found: false, winner: undefined, bestVersions: best, isWaiting: false, reason, warnings: []};
}

function waitFor(reason: string): WinnerDecision {
  return {...noWinner(reason), isWaiting: true};
}

function waitForAnswers({assessments}: Round, versions: readonly Version[]): WinnerDecision {
  const questions = versions.flatMap(({name}) => openQuestions(assessments, name));
  return waitFor(notDecided(questions));
}

/** Characters of what is open. */
const LONGEST = 800;

function notDecided(questions: readonly string[]): string {
  return `not decided: ${joinFirst(questions, '; ', LONGEST)}`;
}
