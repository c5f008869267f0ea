import {
  type Assessment,
  baselineOf,
  candidatesOf,
  type Experiment,
  isCompleted,
  type Objective,
  totalIterations,
  type Version,
} from '../experiment/model.js';
import {formatExact, type Quantity} from '../experiment/quantity.js';
import {currentWinner, isAssessed, isDecided} from './current-winner.js';
import {metricValue} from './metric-values.js';
import {type Bound, checkObjective, hasLimit} from './objective.js';
import {ruleWords} from './rule-words.js';

export type Outcome = 'candidateWon' | 'baselineWon' | 'noWinner' | 'failed' | 'undecided';

/** What an experiment says of its versions, and why. */
export interface Verdict {
  /** The winner as it stands now; `undecided` before the first assessment, `failed` when the engine gave up. */
  readonly outcome: Outcome;
  /** Whether the experiment has ended, so that the outcome stays. */
  readonly isFinal: boolean;
  /** One line that says it all. */
  readonly headline: string;
  /** Which rule decided, with which numbers, how far each is from its limit, what is missing. */
  readonly reasons: readonly string[];
}

export function judge(experiment: Experiment): Verdict {
  const outcome = outcomeOf(experiment);
  const isFinal = isDecided(experiment);
  const rule = ruleWords(experiment);
  return {
    outcome,
    isFinal,
    headline: headlineOf(experiment, outcome),
    reasons: [
      ...(rule === undefined ? [] : [`${rule}.`]),
      ...experiment.spec.versions.flatMap((version) => objectiveReasons(experiment, version)),
      ...rewardReasons(experiment),
      ...(experiment.legacy?.conclusions ?? []).map((conclusion) => `The analysis said: ${conclusion}.`),
      ...endReasons(experiment),
      ...missing(experiment),
    ],
  };
}

export function outcomeOf(experiment: Experiment): Outcome {
  if (experiment.status.failure !== undefined) return 'failed';
  if (!isAssessed(experiment)) return 'undecided';
  const winner = currentWinner(experiment);
  if (winner === undefined) return 'noWinner';
  return winner === baselineOf(experiment)?.name ? 'baselineWon' : 'candidateWon';
}

function headlineOf(experiment: Experiment, outcome: Outcome): string {
  const {status, spec} = experiment;
  const isFinal = isCompleted(experiment);
  const winner = currentWinner(experiment) || '""';
  const end = isFinal
    ? '.'
    : ` so far: ${status.completedIterations} of ${totalIterations(spec)} iterations completed.`;
  switch (outcome) {
    case 'failed':
      return `The experiment failed without a verdict: ${status.failure}.`;
    case 'undecided':
      return isFinal ? 'The experiment ended without a verdict.' : 'Nothing is decided yet.';
    case 'noWinner':
      return `No version ${isFinal ? 'won' : 'wins'}${end}`;
    default:
      return spec.testingPattern === 'Conformance'
        ? `${winner} satisfies all objectives${end}`
        : `${winner} ${isFinal ? 'won' : 'wins'}${end}`;
  }
}

function objectiveReasons(experiment: Experiment, version: Version): string[] {
  const {criteria} = experiment.spec;
  const recorded = experiment.status.analysis.versionAssessments?.get(version.name);
  if (!recorded) return [];
  const messages = experiment.status.analysis.assessmentMessages?.get(version.name);
  return criteria.objectives.map((objective, index) => {
    const message = messages?.[index];
    if (recorded[index] === 'unknown' && message !== undefined) return `${version.name}: ${message}.`;
    const sentence = objectiveSentence(experiment, objective, version, recorded[index]);
    return `${version.name}: ${objective.metric} ${sentence}.`;
  });
}

function objectiveSentence(
  experiment: Experiment,
  objective: Objective,
  version: Version,
  recorded: Assessment | undefined,
): string {
  const value = metricValue(experiment, objective.metric, version.name);
  const baseline = baselineOf(experiment);
  const baselineValue = baseline && metricValue(experiment, objective.metric, baseline.name);
  const check = checkObjective(objective, value, baselineValue);
  if (!value) return `has no value in the status; the engine recorded: ${recorded ?? 'nothing'}`;
  const position = `is ${formatExact(value)}${check.bound ? `, ${boundWords(check.bound)}` : ', and has no limit'}`;
  const agrees = recorded === undefined || check.state === 'unknown' || recorded === check.state;
  return agrees ? position : `${position}, but the engine recorded: ${recorded}`;
}

function boundWords({kind, limit, margin, marginPercent}: Bound): string {
  const limitWords = `its ${kind} limit ${formatExact(limit)}`;
  if (margin.digits === 0n) return `at ${limitWords}`;
  const percent = Math.abs(marginPercent ?? 0).toFixed(1);
  const distance = percent === '0.0' ? formatExact(absolute(margin)) : `${percent} %`;
  const isAbove = (kind === 'upper') === margin.digits < 0n;
  return `${distance} ${isAbove ? 'above' : 'below'} ${limitWords}`;
}

function absolute(quantity: Quantity): Quantity {
  return quantity.digits < 0n ? {...quantity, digits: -quantity.digits} : quantity;
}

function rewardReasons(experiment: Experiment): string[] {
  if (!experiment.status.analysis.aggregatedMetrics) return [];
  return experiment.spec.criteria.rewards.map(({metric, preferredDirection}) => {
    const values = experiment.spec.versions.map(({name}) => {
      const value = metricValue(experiment, metric, name);
      return `${name} ${value ? formatExact(value) : 'no value'}`;
    });
    const direction = preferredDirection
      ? ` (${preferredDirection === 'High' ? 'higher' : 'lower'} is better)`
      : '';
    return `Reward ${metric}${direction}: ${values.join(', ')}.`;
  });
}

/** Why it ended when it did, where that was not the last iteration. */
function endReasons(experiment: Experiment): string[] {
  const {status, spec, legacy} = experiment;
  if (!isCompleted(experiment)) return [];
  const byUser =
    legacy && /Abort|User Specified/.test(status.message ?? '') ? [`It was ended early: ${status.message}.`] : [];
  const [done, total] = [status.completedIterations, totalIterations(spec)];
  const broken = rollbackObjectives(experiment);
  const because = broken.length > 0 ? `, rolled back because of ${broken.join(' and ')}` : '';
  return done < total ? [...byUser, `It ended after ${done} of ${total} iterations${because}.`] : byUser;
}

/** Objectives that end an experiment, and were violated by a candidate. */
function rollbackObjectives(experiment: Experiment): string[] {
  const assessments = experiment.status.analysis.versionAssessments;
  return candidatesOf(experiment).flatMap(({name}) =>
    experiment.spec.criteria.objectives.flatMap(({metric, rollbackOnFailure}, index) => {
      return rollbackOnFailure && assessments?.get(name)?.[index] === 'violated' ? [`${metric} of ${name}`] : [];
    }),
  );
}

function missing(experiment: Experiment): string[] {
  return [...missingCriteria(experiment), ...missingVersions(experiment), ...missingIterations(experiment)];
}

/** The original let a version win even so. */
function missingCriteria(experiment: Experiment): string[] {
  const {objectives, rewards} = experiment.spec.criteria;
  if (rewards.length > 0 || objectives.some(hasLimit)) return [];
  const what = objectives.length > 0 ? 'No objective has a limit' : 'There is no objective and no reward';
  const hasWinner = currentWinner(experiment) !== undefined;
  return [
    `${what}: ${hasWinner ? 'the winner was not tested' : 'nothing is tested that could make a version win'}.`,
  ];
}

function missingVersions(experiment: Experiment): string[] {
  if (experiment.spec.versions.length === 0) return ['No versions are named yet.'];
  const needsCandidate = experiment.spec.testingPattern !== 'Conformance';
  return needsCandidate && candidatesOf(experiment).length === 0 ? ['No candidate is named yet.'] : [];
}

function missingIterations(experiment: Experiment): string[] {
  const {spec, status} = experiment;
  const [done, total] = [status.completedIterations, totalIterations(spec)];
  const assessment = done > 0 && !status.analysis.winner ? ['The status holds no winner assessment.'] : [];
  if (isCompleted(experiment)) return assessment;
  return done < total ? [...assessment, `${total - done} of ${total} iterations are still to come.`] : assessment;
}
