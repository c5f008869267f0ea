import {secondsText} from '../experiment/age.js';
import {type Assessment, type Objective, type Spec, type Strength, totalIterations} from '../experiment/model.js';
import type {AnalysisInput} from './input.js';
import type {Proof} from './proof.js';
import {type ShownLimit, type ShownProof, shownProof} from './shown-proof.js';
import type {Bounds} from './statistics/estimate.js';
import type {PlannedLooks} from './statistics/error-tail.js';
import {plannedLooks} from './statistics/looks.js';
import {UNBOUNDED} from './stored-proof.js';

/** What the looks show of a value, to follow the words about the value itself; empty without `criteria.strength`. */
export function strengthWords(
  {experiment}: AnalysisInput,
  objective: Objective,
  {proof, state}: {readonly proof: Proof | undefined; readonly state: Assessment},
): string {
  const {strength} = experiment.spec.criteria;
  if (!strength) return '';
  if (!proof) return state === 'unknown' ? ', and too little is known to be sure' : '';
  const shown = shownProof(proof, strength, objective);
  return `; ${proofWords(shown, proof.state)}${needWords(shown, undefined, true)}`;
}

const SHOWN = {satisfied: 'shown to hold', violated: 'shown to be broken', unknown: 'not yet known'} as const;

/**
 * `shown to be broken: the truth is between 0.0154 and 0.0889, each bound 95 % sure`; of a percentile, how much lies above
 * the limit that was named before. Of several limits each is named.
 */
export function proofWords(proof: ShownProof, state: Assessment): string {
  const {confidence, bounds, limits} = proof;
  const each = limits.map((limit) => `${limit.label} ${SHOWN[limit.state]} (${limitWords(limit)})`);
  if (each.length === 0 && !bounds) return `${SHOWN[state]}: ${UNBOUNDED}`;
  const words = each.length === 0 ? limitWords(proof) : each.join(', ');
  return `${SHOWN[state]}: ${words}, each bound ${exactPercent(confidence)} sure`;
}

function limitWords({bounds, share, distance}: ShownLimit): string {
  if (!bounds) return UNBOUNDED;
  const [lower, upper] = [formatShort(bounds.lower), formatShort(bounds.upper)];
  const compared = distance ? `, ${distanceWords(distance)} the multiple of the baseline` : '';
  if (!share) return `the truth is between ${lower} and ${upper}${compared}`;
  const range = `between ${formatPercent(bounds.lower)} and ${formatPercent(bounds.upper)} lie above it`;
  return `${range}, where the line is ${exactPercent(share.allowed)}`;
}

/** `from 5.1 below to 2.3 above`. */
function distanceWords({lower, upper}: Bounds): string {
  const sided = (distance: number) => `${formatShort(Math.abs(distance))} ${distance < 0 ? 'below' : 'above'}`;
  return `from ${sided(lower)} to ${sided(upper)}`;
}

/** For a cell of a table: `0.0154 to 0.0889`, of a percentile `3.35 % to 5.24 % above it`; else how far from the limit. */
export function rangeWords({bounds, share, distance}: Omit<ShownLimit, 'missingSamples'>): string {
  if (!bounds) return 'nothing shown yet';
  const {lower, upper} = bounds;
  if (share) return `${formatPercent(lower)} to ${formatPercent(upper)} above it`;
  return distance ? `${distanceWords(distance)} it` : `${formatShort(lower)} to ${formatShort(upper)}`;
}

/** The same of one limit of several: `12 to 14 (not yet known)`. */
export function limitRangeWords(limit: ShownLimit, state: Assessment): string {
  return `${rangeWords(limit)} (${SHOWN[state]})`;
}

/**
 * What would tell: `about 900 more samples, ~40s`; empty where nobody can say.
 *
 * @param seconds until they have come, undefined: unknown, or none come any more
 */
export function missingWords({missingSamples}: Pick<ShownProof, 'missingSamples'>, seconds?: number): string {
  if (missingSamples === undefined) return '';
  const time = seconds === undefined ? '' : `, ~${secondsText(Math.ceil(seconds))}`;
  return `about ${formatCount(missingSamples)} more samples${time}`;
}

/** What would tell, to follow the words about a proof; once the run is over, what would have told. */
export function needWords(proof: ShownProof, seconds: number | undefined, goesOn: boolean): string {
  const missing = missingWords(proof, goesOn ? seconds : undefined);
  if (missing === '') return '';
  return goesOn ? `; needs ${missing}` : `; ${missing} would have told`;
}

const POLICY_WORDS = {
  provenSafe: 'a version is promoted only when every objective is shown to hold (provenSafe)',
  provenHarmful: 'a version is stopped only when an objective is shown to be broken (provenHarmful)',
} as const;

/** What verdicts are held to. */
export type StrengthRule = Pick<Strength, 'confidence' | 'policy'> & {readonly looks: PlannedLooks};

/** As `criteria.strength` has it; undefined where the last value decides. */
export function strengthRule(spec: Spec): StrengthRule | undefined {
  const {strength} = spec.criteria;
  if (!strength) return undefined;
  const {confidence, policy} = strength;
  return {confidence, policy, looks: plannedLooks(strength, totalIterations(spec))};
}

/** Confidence, method and policy in words. */
export function strengthRuleWords({confidence, policy, looks}: StrengthRule): string {
  return `With ${exactPercent(confidence)} confidence ${looksWords(looks)}: ${POLICY_WORDS[policy]}`;
}

function looksWords(looks: PlannedLooks): string {
  if (looks === 'anytime') return 'however often it is looked at (confidence sequences)';
  if (looks === 1) return 'at its one look';
  return `over all ${looks} looks together (group-sequential bounds)`;
}

/** Three digits that count. */
function formatShort(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Two digits that count, since it is an estimate. */
function formatCount(count: number): string {
  return Number(count.toPrecision(2)).toLocaleString('en');
}

function formatPercent(share: number): string {
  return `${formatShort(share * 100)} %`;
}

/** All digits that somebody has written, and none of those that binary numbers add. */
export function exactPercent(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}
