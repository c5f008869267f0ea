import type {AssertionResult} from '../../analysis/assertion.js';
import {safeText} from '../safe-text.js';
import type {AssertionView} from './view.js';

/** A line for each condition. Ends in a newline. */
export function assertionText({conditions}: AssertionView): string {
  return conditions
    .map((result) => `${word(result)}: ${safeText(result.condition)} (${safeText(result.finding)})\n`)
    .join('');
}

function word({holds, isFinal}: AssertionResult): string {
  if (holds) return 'holds';
  return isFinal ? 'does not hold' : 'does not hold yet';
}
