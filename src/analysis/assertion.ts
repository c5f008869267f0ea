import {type Assessment, baselineOf, candidatesOf, type Experiment, isCompleted} from '../experiment/model.js';
import {currentWinner, isAssessed, isDecided} from './current-winner.js';

/** `false` may still become true while the experiment runs; see `isFinal`. */
export interface AssertionResult {
  /** As it was asked for, such as `winner=v2`. */
  readonly condition: string;
  readonly holds: boolean;
  /** Whether the answer can no longer change: the experiment has ended or failed. */
  readonly isFinal: boolean;
  /** What was found, in words. */
  readonly finding: string;
}

/** A condition on an experiment, ready to be checked. */
export type Condition = (experiment: Experiment) => AssertionResult;

type Check = (experiment: Experiment) => readonly [holds: boolean, finding: string];

const PLAIN_CHECKS: Readonly<Record<string, Check>> = {
  completed: (experiment) => [isCompleted(experiment), stageWords(experiment)],
  successful: (experiment) => [isCompleted(experiment) && !hasFailed(experiment), endWords(experiment)],
  failed: (experiment) => [hasFailed(experiment), endWords(experiment)],
  winnerFound: (experiment) => [currentWinner(experiment) !== undefined, winnerWords(experiment)],
  candidateWon: (experiment) => {
    const winner = currentWinner(experiment);
    return [candidatesOf(experiment).some(({name}) => name === winner), winnerWords(experiment)];
  },
  baselineWon: (experiment) => {
    const winner = currentWinner(experiment);
    return [winner !== undefined && winner === baselineOf(experiment)?.name, winnerWords(experiment)];
  },
  noWinner: (experiment) => {
    const isKnown = isAssessed(experiment) || isDecided(experiment);
    return [isKnown && currentWinner(experiment) === undefined, winnerWords(experiment)];
  },
  sloSatisfied: (experiment) => sloCheck(experiment, judgedVersions(experiment)),
};

/** What each condition means, for `--help`. */
export const CONDITION_HELP: Readonly<Record<string, string>> = {
  completed: 'the experiment has ended',
  successful: 'it has ended and did not fail (v1alpha1: all success criteria were met)',
  failed: 'the engine gave up (v1alpha1: or a criterion was not met)',
  winnerFound: 'a version wins as things stand, also while it runs',
  candidateWon: 'the winner is a candidate',
  baselineWon: 'the winner is the baseline',
  noWinner: 'it was assessed, and no version wins',
  'winner=VERSION': 'that version wins',
  sloSatisfied: 'every version satisfies all objectives (v1alpha1: the candidate, the only one judged)',
  'sloSatisfied=VERSION': 'that version does',
};

const VERSION_CHECKS: Readonly<Record<string, (version: string) => Check>> = {
  winner: (version) => (experiment) => [currentWinner(experiment) === version, winnerWords(experiment)],
  sloSatisfied: (version) => (experiment) => sloCheck(experiment, [version]),
};

export const CONDITIONS: readonly string[] = Object.keys(CONDITION_HELP);

/**
 * The condition that a text such as `completed` or `winner=v2` names.
 *
 * @returns undefined if there is no such condition
 */
export function parseCondition(text: string): Condition | undefined {
  const [, name = text, version] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  const plain = Object.hasOwn(PLAIN_CHECKS, name) ? PLAIN_CHECKS[name] : undefined;
  const ofVersion = Object.hasOwn(VERSION_CHECKS, name) ? VERSION_CHECKS[name] : undefined;
  const check = version === undefined ? plain : ofVersion?.(version);
  if (!check) return undefined;
  return (experiment) => {
    const [holds, finding] = check(experiment);
    return {condition: text, holds, isFinal: isDecided(experiment), finding};
  };
}

/** The version that a condition names; undefined for those that name none. */
export function versionIn(condition: string): string | undefined {
  return /^\w+=(.+)$/s.exec(condition)?.[1];
}

/** In v1alpha1 a criterion that was not met is a failure by its own words: condition ExperimentSucceeded is False. */
function hasFailed(experiment: Experiment): boolean {
  if (experiment.status.failure !== undefined) return true;
  return experiment.dialect === 'v1alpha1' && isCompleted(experiment) && currentWinner(experiment) === undefined;
}

function endWords(experiment: Experiment): string {
  const {failure, message} = experiment.status;
  if (failure !== undefined) return `it failed: ${failure}`;
  return hasFailed(experiment) && message !== undefined ? message : stageWords(experiment);
}

function stageWords({status}: Experiment): string {
  return status.stage === undefined ? 'it has not begun' : `stage is ${status.stage}`;
}

function winnerWords(experiment: Experiment): string {
  const winner = currentWinner(experiment);
  if (winner !== undefined) return `winner is ${winner}`;
  if (experiment.status.failure !== undefined) return endWords(experiment);
  return isAssessed(experiment) ? 'no winner was found' : 'nothing is assessed yet';
}

/** v1alpha1 judges the candidate alone. */
function judgedVersions({dialect, spec, status}: Experiment): readonly string[] {
  const names = spec.versions.map(({name}) => name);
  return dialect === 'v1alpha1' ? names.filter((name) => status.analysis.versionAssessments?.has(name)) : names;
}

/** Every objective must be satisfied; what is unknown is not. */
function sloCheck({spec, status}: Experiment, versions: readonly string[]): readonly [boolean, string] {
  const assessments = status.analysis.versionAssessments;
  if (!assessments) return [false, 'there is no assessment of objectives'];
  if (versions.length === 0) return [false, 'no versions are named yet'];
  if (spec.criteria.objectives.length === 0) return [true, 'there are no objectives'];
  const stateOf = (version: string, index: number): Assessment => assessments.get(version)?.[index] ?? 'unknown';
  const open = versions.flatMap((version) =>
    spec.criteria.objectives.flatMap(({metric}, index) => {
      const state = stateOf(version, index);
      return state === 'satisfied' ? [] : [`${metric} of ${version} is ${state}`];
    }),
  );
  return open.length === 0
    ? [true, `all objectives of ${versions.join(', ')} are satisfied`]
    : [false, open.join(', ')];
}
