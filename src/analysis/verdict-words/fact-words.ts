import {ageText} from '../../experiment/age.js';
import {formatExact, type Quantity} from '../../experiment/quantity.js';
import type {Bound} from '../objective.js';
import {proofWords} from '../proof-words.js';
import {amount, magnitude, percentWords, shortNumber, sideOf} from './numbers.js';
import type {ObjectiveFact} from '../objective-facts.js';
import {isAtOdds} from './assessed-facts.js';
import {countWords} from './one-line.js';

/** The name of a metric without the namespace. */
export function bareName(metric: string): string {
  return metric.slice(metric.lastIndexOf('/') + 1) || metric;
}

/** For a headline: `mean-latency is 820.352 milliseconds, 173.5 % above its limit 300`. */
export function positionInShort(fact: ObjectiveFact): string {
  const {metric, value, units, bound, state} = fact;
  if (!value) return `${bareName(metric)} was recorded as ${state}, without a value`;
  if (isAtOdds(fact)) return `${bareName(metric)} was recorded as ${state}`;
  const position = `${bareName(metric)} is ${amount(shortNumber(value, bound?.limit), units)}`;
  if (!bound) return position;
  const limit = `its limit ${shortNumber(bound.limit)}`;
  return bound.margin.digits === 0n
    ? `${position}, at ${limit}`
    : `${position}, ${distanceInShort(bound, units)} ${sideOf(bound)} ${limit}`;
}

function distanceInShort({margin, limit}: Bound, units: string | undefined): string {
  return percentWords(margin, limit) ?? amount(shortNumber(magnitude(margin)), units);
}

/**
 * The whole of it: `iter8-istio/mean-latency is 820.351954438 milliseconds, 520.351954438 (173.5 %) above its upper limit
 * 300; 312 samples, read 12s ago`; with a proof, what it shows before the samples.
 */
export function positionInFull(fact: ObjectiveFact, now: Date): string {
  const {metric, value, units, bound, state, proof} = fact;
  if (!value) return `${metric} has no value in the status; the engine recorded: ${state}`;
  const position = bound ? `, ${distanceInFull(bound)}` : ', and has no limit';
  const oddity = isAtOdds(fact) ? `, but the engine recorded: ${state}` : '';
  const reasons = [proof ? proofWords(proof, state) : '', evidenceWords(fact, now)].filter(Boolean);
  return [`${metric} is ${amount(formatExact(value), units)}${position}${oddity}`, ...reasons].join('; ');
}

function distanceInFull(bound: Bound): string {
  const {kind, limit, margin} = bound;
  const limitWords = `its ${kind} limit ${formatExact(limit)}`;
  if (margin.digits === 0n) return `at ${limitWords}`;
  const percent = percentWords(margin, limit);
  return `${formatExact(magnitude(margin))}${percent === undefined ? '' : ` (${percent})`} ${sideOf(bound)} ${limitWords}`;
}

interface Evidence {
  readonly samples: number | undefined;
  readonly readAt: Date | undefined;
}

/** `312 samples, read 12s ago`, or what of it is known; a time to come, as of a simulation, is none. Empty: nothing is. */
export function evidenceWords({samples, readAt}: Evidence, now: Date): string {
  const words = [
    ...(samples === undefined ? [] : [countWords(samples, 'sample')]),
    ...(readAt !== undefined && readAt <= now ? [`read ${ageText(readAt, now)} ago`] : []),
  ];
  return words.join(', ');
}

/** A difference that a value must make: `fall by 520.35 milliseconds to 300`. */
export function needWords(fact: ObjectiveFact): string | undefined {
  const {value, bound, units} = fact;
  if (!value || !bound || isAtOdds(fact)) return undefined;
  const size: Quantity = magnitude(bound.margin);
  const verb = bound.kind === 'upper' ? 'fall' : 'rise';
  return `${verb} by ${amount(formatExact(size), units)} to ${formatExact(bound.limit)}`;
}
