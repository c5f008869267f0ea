import {ageText} from '../experiment/age.js';
import {type Assessment, type Spec, type Strength, totalIterations} from '../experiment/model.js';
import type {AnalysisInput} from './input.js';
import type {Proof} from './proof.js';
import type {PlannedLooks} from './statistics/error-tail.js';
import {plannedLooks} from './statistics/looks.js';
import {type ShownProof, UNBOUNDED} from './stored-proof.js';

/** What the looks show of a value, to follow the words about the value itself; empty without `criteria.strength`. */
export function strengthWords({experiment}: AnalysisInput, proof: Proof | undefined, state: Assessment): string {
  const {strength} = experiment.spec.criteria;
  if (!strength) return '';
  if (!proof) return state === 'unknown' ? ', and too little is known to be sure' : '';
  const shown = shownProof(proof, strength);
  return `; ${proofWords(shown, proof.state)}${needWords(shown, undefined, true)}`;
}

function shownProof({bounds, share, missing}: Proof, {confidence}: Strength): ShownProof {
  const isBounded = Number.isFinite(bounds.lower) && Number.isFinite(bounds.upper);
  const missingSamples = isBounded && missing !== undefined && Number.isFinite(missing) ? missing : undefined;
  return {confidence, bounds: isBounded ? bounds : undefined, share, missingSamples};
}

const SHOWN = {satisfied: 'shown to hold', violated: 'shown to be broken', unknown: 'not yet known'} as const;

/**
 * `shown to be broken: the truth is between 0.0154 and 0.0889, each bound 95 % sure`; of a percentile, how much lies above
 * the limit that was named before.
 */
export function proofWords({confidence, bounds, share}: ShownProof, state: Assessment): string {
  if (!bounds) return `${SHOWN[state]}: ${UNBOUNDED}`;
  const {lower, upper} = bounds;
  const sure = `each bound ${exactPercent(confidence)} sure`;
  if (!share)
    return `${SHOWN[state]}: the truth is between ${formatShort(lower)} and ${formatShort(upper)}, ${sure}`;
  const range = `between ${formatPercent(lower)} and ${formatPercent(upper)} lie above it`;
  return `${SHOWN[state]}: ${range}, where the line is ${exactPercent(share.allowed)}, ${sure}`;
}

/** For a cell of a table: `0.0154 to 0.0889`; of a percentile `3.35 % to 5.24 % above it`. */
export function rangeWords({bounds, share}: Pick<ShownProof, 'bounds' | 'share'>): string {
  if (!bounds) return 'nothing shown yet';
  const {lower, upper} = bounds;
  if (!share) return `${formatShort(lower)} to ${formatShort(upper)}`;
  return `${formatPercent(lower)} to ${formatPercent(upper)} above it`;
}

/**
 * What would tell: `about 900 more samples, ~40s`; empty where nobody can say.
 *
 * @param seconds until they have come, undefined: unknown, or none come any more
 */
export function missingWords({missingSamples}: Pick<ShownProof, 'missingSamples'>, seconds?: number): string {
  if (missingSamples === undefined) return '';
  const time = seconds === undefined ? '' : `, ~${ageText(new Date(0), new Date(Math.ceil(seconds) * 1000))}`;
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
