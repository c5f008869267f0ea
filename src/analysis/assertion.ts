import {type Assessment, baselineOf, candidatesOf, type Experiment, isCompleted} from '../experiment/model.js';

/** `false` may still become true while the experiment runs; see `isFinal`. */
export interface AssertionResult {
  /** As it was asked for, such as `winner=v2`. */
  readonly condition: string;
  readonly holds: boolean;
  /** Whether the answer can no longer change: the experiment has ended. */
  readonly isFinal: boolean;
  /** What was found, in words. */
  readonly finding: string;
}

/** A condition on an experiment, ready to be checked. */
export type Condition = (experiment: Experiment) => AssertionResult;

type Check = (experiment: Experiment) => readonly [holds: boolean, finding: string];

const PLAIN_CHECKS: Readonly<Record<string, Check>> = {
  completed: (experiment) => [isCompleted(experiment), stageWords(experiment)],
  successful: (experiment) => {
    const {failure} = experiment.status;
    return [isCompleted(experiment) && failure === undefined, failureWords(failure) ?? stageWords(experiment)];
  },
  failed: ({status}) => [status.failure !== undefined, failureWords(status.failure) ?? 'it has not failed'],
  winnerFound: (experiment) => [winnerOf(experiment) !== undefined, winnerWords(experiment)],
  candidateWon: (experiment) => {
    const winner = winnerOf(experiment);
    return [candidatesOf(experiment).some(({name}) => name === winner), winnerWords(experiment)];
  },
  baselineWon: (experiment) => {
    const winner = winnerOf(experiment);
    return [winner !== undefined && winner === baselineOf(experiment)?.name, winnerWords(experiment)];
  },
  noWinner: (experiment) => {
    const isAssessed = experiment.status.analysis.winner !== undefined || isCompleted(experiment);
    return [isAssessed && winnerOf(experiment) === undefined, winnerWords(experiment)];
  },
  sloSatisfied: (experiment) =>
    sloCheck(
      experiment,
      experiment.spec.versions.map(({name}) => name),
    ),
};

const VERSION_CHECKS: Readonly<Record<string, (version: string) => Check>> = {
  winner: (version) => (experiment) => [winnerOf(experiment) === version, winnerWords(experiment)],
  sloSatisfied: (version) => (experiment) => sloCheck(experiment, [version]),
};

/** All conditions in the words of `--help`. */
export const CONDITIONS: readonly string[] = [
  ...Object.keys(PLAIN_CHECKS),
  ...Object.keys(VERSION_CHECKS).map((name) => `${name}=VERSION`),
];

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
    return {condition: text, holds, isFinal: isCompleted(experiment), finding};
  };
}

/** The version that a condition names; undefined for those that name none. */
export function versionIn(condition: string): string | undefined {
  return /^\w+=(.+)$/s.exec(condition)?.[1];
}

function winnerOf({status}: Experiment): string | undefined {
  return status.analysis.winner?.version;
}

function stageWords({status}: Experiment): string {
  return status.stage === undefined ? 'it has not begun' : `stage is ${status.stage}`;
}

function failureWords(failure: string | undefined): string | undefined {
  return failure === undefined ? undefined : `it failed: ${failure}`;
}

function winnerWords(experiment: Experiment): string {
  const winner = winnerOf(experiment);
  if (winner !== undefined) return `winner is ${winner}`;
  return experiment.status.analysis.winner ? 'no winner was found' : 'there is no winner assessment';
}

/** Every objective must be satisfied; what is unknown is not. */
function sloCheck({spec, status}: Experiment, versions: readonly string[]): readonly [boolean, string] {
  const assessments = status.analysis.versionAssessments;
  if (!assessments) return [false, 'there is no assessment of objectives'];
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
