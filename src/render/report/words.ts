import {exactPercent, limitRangeWords, missingWords, rangeWords} from '../../analysis/proof-words.js';
import type {ShownLimit} from '../../analysis/shown-proof.js';
import {amount, magnitude, percentWords, shortNumber, sideOf} from '../../analysis/verdict-words/numbers.js';
import {ageText, secondsText} from '../../experiment/age.js';
import {formatExact, parseQuantity} from '../../experiment/quantity.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import type {ReportedFact} from './reported-facts.js';
import type {ReportView} from './view.js';

export const NOTHING = '–';

/** Beside the word, never instead of it. */
export const STATE_MARKS = {satisfied: '✓', violated: '✗', unknown: '?'} as const;

/** A number of a view; `–` without one. */
export function numberText(exactDecimal: string | null): string {
  const quantity = parseQuantity(exactDecimal);
  return quantity ? shortNumber(quantity) : NOTHING;
}

export function valueText({value, bound}: ReportedFact, units: string | undefined): string {
  return value ? amount(shortNumber(value, bound?.limit), units) : NOTHING;
}

/** `at most 50`. */
export function limitText({bound}: ReportedFact): string {
  return bound ? `${bound.kind === 'upper' ? 'at most' : 'at least'} ${formatExact(bound.limit)}` : NOTHING;
}

/** `60.1 % below`: how far and on which side of the limit the value is. */
export function marginText({bound}: ReportedFact): string {
  if (!bound) return NOTHING;
  const {margin, limit} = bound;
  if (margin.digits === 0n) return 'at the limit';
  return `${percentWords(margin, limit) ?? shortNumber(magnitude(margin))} ${sideOf(bound)}`;
}

export function ageWords({ageSeconds}: ReportedFact): string {
  return ageSeconds === undefined ? NOTHING : secondsText(ageSeconds);
}

export function samplesText({samples}: ReportedFact): string {
  return samples === undefined ? NOTHING : String(samples);
}

/** `2026-11-22 09:21:27 UTC`. */
export function timeText(time: Date): string {
  return `${wholeSecondsText(time).replace('T', ' ').replace('Z', '')} UTC`;
}

/** What the bounds are, for the heading above them; undefined where nothing is to be proven. */
export function boundsHeading({description: {strength}}: ReportView): string | undefined {
  return strength && `Bounds, each ${exactPercent(strength.confidence)} sure`;
}

/** `0.00309 to 0.0186; about 900 more samples`; of several limits each, by its name. */
export function boundsText(fact: ReportedFact): string {
  return boundsLines(fact).join('; ');
}

/** The same, a line for each limit. */
export function boundsLines({proof}: ReportedFact): readonly string[] {
  if (!proof) return [NOTHING];
  if (proof.limits.length === 0) return [withMissing(rangeWords(proof), proof)];
  return proof.limits.map((limit) => {
    return `${limit.label}: ${withMissing(limitRangeWords(limit, limit.state), limit)}`;
  });
}

function withMissing(range: string, limit: ShownLimit): string {
  return [range, missingWords(limit)].filter(Boolean).join('; ');
}

/** What the experiment is, in pairs; only what is known. */
export function overviewFacts(view: ReportView): readonly (readonly [name: string, value: string])[] {
  const {description, startedAt, lastChangeAt} = view;
  const {winner, phase, stage} = description;
  const facts: (readonly [string, string | null])[] = [
    ['Experiment', `${description.namespace}/${description.name}`],
    ['Target', description.target],
    ['Testing pattern', description.testingPattern],
    ['Deployment pattern', description.deploymentPattern],
    [phase === null ? 'Stage' : 'Phase', phase ?? stage],
    ['Iterations', `${description.completedIterations} of ${description.totalIterations}`],
    ['Winner', winner && (winner.version ?? 'not found')],
    ['Recommended', winner && winner.recommended],
    ['Started', startedAt && timeText(startedAt)],
    [view.result ? 'Ended' : 'Last change', lastChangeAt && timeText(lastChangeAt)],
    ['Took', startedAt && lastChangeAt && view.result ? ageText(startedAt, lastChangeAt) : null],
    ['Message', description.message],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
