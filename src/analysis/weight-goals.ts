import type {Version} from '../experiment/model.js';
import type {Claim} from './apportion.js';
import type {Assessments} from './assessments.js';
import type {AnalysisInput} from './input.js';
import {isMeasured, isViolating} from './standing.js';
import type {WinnerDecision} from './winner.js';

/** Traffic that goes to all versions alike so that each can be observed, in percent, unless the input says otherwise. */
const DEFAULT_EXPLORATION_PERCENT = 10;

/** What the weights of the candidates depend on. */
export interface Contest {
  readonly input: AnalysisInput;
  readonly assessments: Assessments;
  readonly decision: WinnerDecision;
  readonly candidates: readonly Version[];
}

/** What a candidate should get. */
export interface Goal extends Claim {
  /** Why it gets less than its place in the contest says; undefined when it does not. */
  readonly note: string | undefined;
}

/** The goals of all candidates, in whole parts of a percent, so that thirds and the like stay exact. */
export interface Goals {
  readonly candidateGoals: readonly Goal[];
  readonly partsPerPercent: number;
}

/**
 * The goals of Progressive: an equal part of the exploration share for every version that violates nothing, the rest for
 * the best versions, within the caps.
 *
 * @throws RangeError if the exploration share is no whole number from 0 to 100
 */
export function stepGoals(contest: Contest): Goals {
  const shares = divideTraffic(contest);
  const candidateGoals = contest.candidates.map(({name}) => {
    return isViolating(contest.assessments, name) ? nothingFor(name) : stepGoal(contest, shares, name);
  });
  return {candidateGoals, partsPerPercent: shares.partsPerPercent};
}

/** Parts of the traffic before caps: for exploring a version, and for each of the best versions on top of that. */
interface Shares {
  readonly explore: number;
  readonly exploit: number;
  readonly partsPerPercent: number;
}

function divideTraffic({input, assessments, decision}: Contest): Shares {
  const {versions} = input.experiment.spec;
  const exploration = explorationPercent(input);
  const explorers = versions.filter(({name}) => !isViolating(assessments, name)).length;
  const bestCount = Math.max(1, decision.bestVersions.length);
  return {
    explore: exploration * bestCount,
    exploit: 100 * versions.length - exploration * explorers,
    partsPerPercent: versions.length * bestCount,
  };
}

function stepGoal(contest: Contest, shares: Shares, version: string): Goal {
  const {input, decision} = contest;
  const {maxCandidateWeight, maxCandidateWeightIncrement} = input.experiment.spec.weights;
  const {explore, exploit, partsPerPercent} = shares;
  const observed = observedPercent(input, version);
  const cap = clampPercent(Math.min(maxCandidateWeight, observed + maxCandidateWeightIncrement));
  const deserved = explore + (decision.bestVersions.includes(version) ? exploit : 0);
  const wanted = decision.isWaiting
    ? Math.max(observed * partsPerPercent, waitingParts(contest, shares, version))
    : deserved;
  const parts = Math.min(wanted, cap * partsPerPercent);
  if (decision.isWaiting) return {version, parts, note: heldNote(version)};
  return {version, parts, note: parts < wanted ? cappedNote(version, cap) : undefined};
}

/**
 * What a version gets while nothing is decided: its part of the exploration share; or, where that is only for want of
 * observations, an even part, with which they come soonest.
 */
function waitingParts({input, assessments}: Contest, {explore, partsPerPercent}: Shares, version: string): number {
  const {criteria, versions} = input.experiment.spec;
  if (!criteria.strength || !isMeasured(assessments, version)) return explore;
  return (100 * partsPerPercent) / versions.length;
}

/**
 * The goals of BlueGreen: everything to the winner at once. While something is unknown an unseen candidate gets its part of
 * the exploration share, or it would stay unknown for ever; else nothing moves without a winner but what must fall.
 */
export function switchGoals({input, assessments, decision, candidates}: Contest): Goals {
  const {versions, weights} = input.experiment.spec;
  const partsPerPercent = versions.length;
  const cap = clampPercent(weights.maxCandidateWeight);
  const exploration = decision.isWaiting ? explorationPercent(input) : 0; // a percent for all is a part for each
  const candidateGoals = candidates.map(({name}): Goal => {
    if (isViolating(assessments, name)) return nothingFor(name);
    const switched = decision.winner === name ? 100 * partsPerPercent : 0;
    const held = Math.max(observedPercent(input, name) * partsPerPercent, exploration);
    const wanted = decision.found ? switched : held;
    const parts = Math.min(wanted, cap * partsPerPercent);
    if (!decision.found) return {version: name, parts, note: heldNote(name)};
    return {version: name, parts, note: parts < wanted ? cappedNote(name, cap) : undefined};
  });
  return {candidateGoals, partsPerPercent};
}

function explorationPercent({explorationPercent: percent = DEFAULT_EXPLORATION_PERCENT}: AnalysisInput): number {
  if (Number.isInteger(percent) && percent >= 0 && percent <= 100) return percent;
  throw new RangeError(`the exploration share must be a whole number from 0 to 100, got ${percent}`);
}

/** 0 when nobody has observed it. */
function observedPercent({experiment}: AnalysisInput, version: string): number {
  return clampPercent(experiment.status.weights.find((weight) => weight.version === version)?.percent ?? 0);
}

function clampPercent(percent: number): number {
  return Math.min(100, Math.max(0, Math.floor(percent)));
}

function nothingFor(version: string): Goal {
  return {version, parts: 0, note: `${version} gets no traffic: it violates an objective`};
}

function heldNote(version: string): string {
  return `${version} is not promoted: nothing is decided yet`;
}

function cappedNote(version: string, percent: number): string {
  return `${version} is limited to ${percent} % in this iteration`;
}
