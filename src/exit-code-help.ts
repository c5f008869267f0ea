import {type ErrorCode, EXIT_CODES} from './errors.js';

const EXIT_WORDS: Readonly<Record<0 | 1 | (typeof EXIT_CODES)[ErrorCode], string>> = {
  0: 'done, won, or the condition holds',
  1: 'unexpected error, a mistake in iter8ctl',
  [EXIT_CODES.INVALID]: 'wrong usage or invalid input',
  [EXIT_CODES.FALSE]: 'the condition is false for good',
  [EXIT_CODES.FORBIDDEN]: 'no credentials, or not allowed',
  [EXIT_CODES.NOT_FOUND]: 'not found',
  [EXIT_CODES.INCONCLUSIVE]: 'inconclusive: no value, or no verdict',
  [EXIT_CODES.TIMEOUT]: 'timed out',
  [EXIT_CODES.UNDECIDED]: 'not decided yet',
  [EXIT_CODES.UNREACHABLE]: 'cluster, app or metric backend unreachable',
  [EXIT_CODES.INTERRUPTED]: 'interrupted',
};

/** The part of a command's help that lists its exit codes. */
export function exitCodeHelp(...codes: (typeof EXIT_CODES)[ErrorCode][]): string {
  const lines = [...new Set([0, 1, EXIT_CODES.INVALID, ...codes] as const)].sort((a, b) => a - b);
  return ['Exit codes:', ...lines.map((code) => `  ${code}  ${EXIT_WORDS[code]}`)].join('\n');
}

export const READING_EXIT_CODES = exitCodeHelp(
  EXIT_CODES.FORBIDDEN,
  EXIT_CODES.NOT_FOUND,
  EXIT_CODES.TIMEOUT,
  EXIT_CODES.UNREACHABLE,
);

/** Of commands that follow an experiment to its end and tell its verdict. */
export const FOLLOWING_EXIT_CODES = exitCodeHelp(
  EXIT_CODES.FALSE,
  EXIT_CODES.FORBIDDEN,
  EXIT_CODES.NOT_FOUND,
  EXIT_CODES.INCONCLUSIVE,
  EXIT_CODES.TIMEOUT,
  EXIT_CODES.UNREACHABLE,
  EXIT_CODES.INTERRUPTED,
);
