import {Script} from 'node:vm';

/** Longer than any sensible pattern takes, short enough for an engine that waits meanwhile. */
const LONGEST_MATCH_MS = 250;
/** Characters; an expression has its own bound, a field that is used as pattern has this one. */
const LONGEST_PATTERN = 1000;
/** A program of its own, since only there V8 can end a match that backtracks for ever; it gets two texts and nothing else. */
const MATCH = new Script('new RegExp(pattern, "u").test(text)');

/**
 * Whether a pattern is found in a text.
 *
 * @returns a text: why that cannot be said
 */
export function matchesPattern(text: string, pattern: string): boolean | string {
  if (pattern.length > LONGEST_PATTERN) return `a pattern with over ${LONGEST_PATTERN} characters`;
  try {
    return MATCH.runInNewContext({text, pattern}, {timeout: LONGEST_MATCH_MS}) === true;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const isTooSlow = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isTooSlow
      ? `a pattern that took over ${LONGEST_MATCH_MS} ms, ${JSON.stringify(pattern)}`
      : `a pattern that is no regular expression: ${message}`;
  }
}
