import type {AssertionResult} from '../../analysis/assertion.js';
import type {VerdictWords} from '../../analysis/verdict-words/verdict-words.js';
import {safeText} from '../safe-text.js';
import type {AssertionView} from './view.js';

/** Lines of one kind that are shown: `describe` shows them all. */
const FEW = 3;

/** A line for each condition; then, unless it holds, what the experiment has come to. Ends in a newline. */
export function assertionText({conditions, result}: AssertionView, words: VerdictWords): string {
  const lines = conditions.map((one) => `${word(one)}: ${one.condition} (${one.finding})`);
  const why = result === 'holds' ? [] : whyLines(words);
  return [...lines, ...why].map((line) => `${safeText(line)}\n`).join('');
}

function whyLines({headline, missing, wouldChange}: VerdictWords): string[] {
  return [
    `verdict: ${headline}`,
    ...missing.slice(0, FEW).map((line) => `missing: ${line}`),
    ...wouldChange.slice(0, FEW).map((line) => `would change it: ${line}`),
  ];
}

function word({holds, isFinal}: AssertionResult): string {
  if (holds) return 'holds';
  return isFinal ? 'does not hold' : 'does not hold yet';
}
