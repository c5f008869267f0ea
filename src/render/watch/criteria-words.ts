import type {Bound} from '../../analysis/objective.js';
import {rangeWords} from '../../analysis/proof-words.js';
import type {Objective} from '../../experiment/model.js';
import {formatExact, formatRoundedUp, type Quantity, quantityToNumber} from '../../experiment/quantity.js';
import type {CriterionView, ReadingView} from './criteria.js';
import {type Span, span, type Tone} from './line.js';
import type {Symbols} from './symbols.js';

/** Digits of a number that is longer are rounded: part of a number can be taken for another one. */
const LONGEST_NUMBER = 14;

/** With 3 decimals, rounded up as everywhere. */
export function valueText(value: Quantity | undefined): string {
  return value ? shortened(formatRoundedUp(value), value) : 'no value';
}

export function limitText(limit: Quantity): string {
  return shortened(formatExact(limit), limit);
}

function shortened(text: string, quantity: Quantity): string {
  return text.length <= LONGEST_NUMBER ? text : quantityToNumber(quantity).toPrecision(6);
}

const SHORT_UNITS: Readonly<Record<string, string>> = {milliseconds: 'ms', seconds: 's', percent: '%'};

export function unitsText(units: string | undefined): string {
  return units === undefined ? '' : (SHORT_UNITS[units.toLowerCase()] ?? units);
}

/** What the metric is held against: `<= 200 ms`, `higher is better`. */
export function ruleText({rule, units}: CriterionView): string {
  const unit = unitsText(units);
  const withUnit = (text: string) => (unit === '' ? text : `${text} ${unit}`);
  if (rule.kind === 'indicator') return unit;
  if (rule.kind === 'objective') return withUnit(limitsText(rule.objective));
  const {preferredDirection} = rule.reward;
  const direction = preferredDirection && (preferredDirection === 'High' ? 'higher is better' : 'lower is better');
  return ['reward', direction, unit].filter(Boolean).join(', ');
}

function limitsText({upperLimit, lowerLimit, relativeLimit, relativeLowerLimit}: Objective): string {
  const limits = [
    lowerLimit && `>= ${limitText(lowerLimit)}`,
    relativeLowerLimit && `>= ${limitText(relativeLowerLimit)} x baseline`,
    upperLimit && `<= ${limitText(upperLimit)}`,
    relativeLimit && `<= ${limitText(relativeLimit)} x baseline`,
  ].filter((limit) => limit !== undefined);
  return limits.length === 0 ? 'no limit' : limits.join(' and ');
}

/** How far a value is from its limit: `91 % left`, `12 % over`, `5 % under`. */
export function marginText(bound: Bound | undefined): string {
  if (!bound) return '';
  if (bound.margin.digits === 0n) return 'at limit';
  const {margin, marginPercent} = bound;
  const size = {...margin, digits: margin.digits < 0n ? -margin.digits : margin.digits};
  const words = marginPercent === undefined ? limitText(size) : percentText(Math.abs(marginPercent));
  if (margin.digits > 0n) return `${words} left`;
  return `${words} ${bound.kind === 'upper' ? 'over' : 'under'}`;
}

/** A distance that is not nothing never reads as nothing. */
function percentText(percent: number): string {
  if (percent >= 1e6) return `${percent.toPrecision(2)} %`;
  if (percent >= 10) return `${Math.floor(percent)} %`;
  return percent < 0.1 ? '< 0.1 %' : `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
}

/** Where the truth is, as far as it is known (`criteria.strength`). */
export function boundsText({proof}: ReadingView): string {
  return proof ? rangeWords({...proof, distance: undefined}) : '';
}

/** @param isShort the sign alone */
export function stateSpan({rule}: CriterionView, reading: ReadingView, symbols: Symbols, isShort: boolean): Span {
  const shown = (sign: string, word: string, tone: Tone) => span(isShort ? sign : `${sign} ${word}`, tone);
  if (rule.kind === 'reward') return reading.isBest ? shown(symbols.best, 'best', 'good') : span('');
  switch (reading.state) {
    case 'satisfied':
      return shown(symbols.satisfied, 'satisfied', 'good');
    case 'violated':
      return shown(symbols.violated, 'violated', 'bad');
    case 'unknown':
      return shown(symbols.unknown, 'unknown', 'warning');
    case undefined:
      return span('');
  }
}
