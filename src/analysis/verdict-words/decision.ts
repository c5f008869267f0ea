import {baselineOf, candidatesOf, type Experiment} from '../../experiment/model.js';
import {currentWinner, isAssessed} from '../current-winner.js';
import {hasLimit} from '../objective.js';
import type {ObjectiveFact} from '../objective-facts.js';
import {inState} from './assessed-facts.js';
import {bestOf, type RewardFact} from './reward-facts.js';

/** How the versions stand, by the rule that decided. */
export type Decision =
  /** There is no assessment to go by. */
  | {readonly kind: 'none'}
  /** A version wins, or conforms. */
  | {readonly kind: 'winner'; readonly version: string; readonly by: 'objectives' | 'reward' | 'conformance'}
  /** The baseline wins because no candidate may. */
  | {readonly kind: 'kept'; readonly version: string; readonly broken: readonly ObjectiveFact[]}
  /** Nobody wins, since every version that could is shown to be bad. */
  | {readonly kind: 'broken'; readonly broken: readonly ObjectiveFact[]}
  /** Several versions have the best reward. */
  | {readonly kind: 'tie'; readonly versions: readonly string[]}
  /** v1alpha2: a version is the best, but not probably enough. */
  | {readonly kind: 'probable'; readonly version: string; readonly probability: string | undefined}
  /** Something is not known yet. */
  | {readonly kind: 'open'; readonly unknown: readonly ObjectiveFact[]}
  /** There is nothing by which a version could win. */
  | {readonly kind: 'untested'}
  /** Nobody wins, and the status does not say why. */
  | {readonly kind: 'noWinner'};

export interface Facts {
  readonly objectives: readonly ObjectiveFact[];
  readonly reward: RewardFact | undefined;
}

/** How the versions stand now; `currentWinner` alone says whether one wins. */
export function decisionOf(experiment: Experiment, facts: Facts): Decision {
  if (!isAssessed(experiment)) return {kind: 'none'};
  const winner = currentWinner(experiment);
  return winner === undefined ? withoutWinner(experiment, facts) : withWinner(experiment, facts, winner);
}

function withWinner(experiment: Experiment, {objectives, reward}: Facts, version: string): Decision {
  const {testingPattern, versions} = experiment.spec;
  if (testingPattern === 'Conformance') return {kind: 'winner', version, by: 'conformance'};
  const candidates = candidatesOf(experiment).map(({name}) => name);
  const broken = inState(objectives, 'violated').filter((fact) => candidates.includes(fact.version));
  const losers = new Set(broken.map((fact) => fact.version));
  const isKept = !candidates.includes(version) && candidates.length > 0 && losers.size === candidates.length;
  if (isKept) return {kind: 'kept', version, broken};
  const rivals = versions.filter(({name}) => name !== version && !losers.has(name));
  const isCompared = testingPattern !== 'Canary' && reward !== undefined && rivals.length > 0;
  return {kind: 'winner', version, by: isCompared ? 'reward' : 'objectives'};
}

function withoutWinner(experiment: Experiment, facts: Facts): Decision {
  const {objectives, rewards} = experiment.spec.criteria;
  if (rewards.length === 0 && !objectives.some(hasLimit)) return {kind: 'untested'};
  const {legacy, dialect} = experiment;
  if (dialect === 'v1alpha2' && legacy?.currentBest) {
    return {kind: 'probable', version: legacy.currentBest, probability: legacy.confidence};
  }
  const broken = inState(facts.objectives, 'violated');
  const judged = judgedVersions(experiment);
  if (judged.length > 0 && judged.every((name) => broken.some(({version}) => version === name))) {
    return {kind: 'broken', broken};
  }
  return undecided(experiment, facts);
}

function undecided(experiment: Experiment, facts: Facts): Decision {
  const unknown = inState(facts.objectives, 'unknown').filter((fact) => isOpen(experiment, fact));
  if (unknown.length > 0) return {kind: 'open', unknown};
  const tied = facts.reward ? bestOf(facts.reward, feasibleVersions(experiment, facts)) : [];
  return tied.length > 1 ? {kind: 'tie', versions: tied} : {kind: 'noWinner'};
}

/** Of the baseline, which is in use already, nothing need be proven, unless it is what is tested. */
function isOpen(experiment: Experiment, {version, proof}: ObjectiveFact): boolean {
  const isTested = experiment.spec.testingPattern === 'Conformance' || version !== baselineOf(experiment)?.name;
  return isTested || proof === undefined;
}

/** v1alpha1 judges the candidate alone. */
function judgedVersions({dialect, spec}: Experiment): readonly string[] {
  const judged = dialect === 'v1alpha1' ? spec.versions.filter(({role}) => role === 'candidate') : spec.versions;
  return judged.map(({name}) => name);
}

/** The versions that break nothing. */
export function feasibleVersions({spec}: Experiment, {objectives}: Facts): readonly string[] {
  const broken = new Set(inState(objectives, 'violated').map(({version}) => version));
  return spec.versions.map(({name}) => name).filter((name) => !broken.has(name));
}
