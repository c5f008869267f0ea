import {ageText} from '../../experiment/age.js';
import {
  formatExact,
  formatRoundedUp,
  parseQuantity,
  type Quantity,
  quantityToNumber,
} from '../../experiment/quantity.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import type {ObjectiveFact} from './objective-facts.js';
import type {ReportView} from './view.js';

export const NOTHING = '–';

/** Beside the word, never instead of it. */
export const STATE_MARKS = {satisfied: '✓', violated: '✗', unknown: '?'} as const;

const SMALL_DECIMALS = 6;

/** At most three decimals, six below 1, and no zeros behind: `820.352`, `50`, `0.000502`. Rounded up, as everywhere. */
export function numberText(exactDecimal: string): string {
  const quantity = parseQuantity(exactDecimal);
  if (!quantity) throw new Error(`not a decimal: ${exactDecimal}`);
  const isSmall = Math.abs(quantityToNumber(quantity)) < 1;
  return shorten(isSmall ? formatRoundedUp(quantity, SMALL_DECIMALS) : formatRoundedUp(quantity));
}

function shorten(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '').replace(/^-0$/, '0') : decimal;
}

export function withUnits(text: string, units: string | null): string {
  return units === null || text === NOTHING ? text : `${text} ${units}`;
}

/** The value; exactly, where rounding would hide on which side of the limit it is. */
export function valueText({value, limit}: ObjectiveFact): string {
  if (value === null) return NOTHING;
  const text = numberText(value);
  return limit && value !== limit.value && text === numberText(limit.value) ? value : text;
}

/** `at most 50`. */
export function limitText({limit}: ObjectiveFact): string {
  if (!limit) return NOTHING;
  return `${limit.kind === 'upper' ? 'at most' : 'at least'} ${limit.value}`;
}

/** `60.1 % below`: how far and on which side of the limit the value is. */
export function marginText({limit, margin, marginPercent}: ObjectiveFact): string {
  const quantity = parseQuantity(margin);
  if (!limit || !quantity) return NOTHING;
  if (quantity.digits === 0n) return 'at the limit';
  const percent = Math.abs(marginPercent ?? 0).toFixed(1);
  const size = percent === '0.0' ? numberText(formatExact(absolute(quantity))) : `${percent} %`;
  return `${size} ${(limit.kind === 'upper') === quantity.digits < 0n ? 'above' : 'below'}`;
}

function absolute(quantity: Quantity): Quantity {
  return quantity.digits < 0n ? {...quantity, digits: -quantity.digits} : quantity;
}

export function ageWords({ageSeconds}: ObjectiveFact): string {
  return ageSeconds === null ? NOTHING : secondsText(ageSeconds);
}

export function samplesText({samples}: ObjectiveFact): string {
  return samples === null ? NOTHING : String(samples);
}

function secondsText(seconds: number): string {
  return ageText(new Date(0), new Date(seconds * 1000));
}

/** `2026-11-22 09:21:27 UTC`. */
export function timeText(time: Date): string {
  return `${wholeSecondsText(time).replace('T', ' ').replace('Z', '')} UTC`;
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

/** `10.000 ms` of a reward or a metric; `–` without a value. */
export function metricText(value: string | null): string {
  return value === null ? NOTHING : numberText(value);
}
