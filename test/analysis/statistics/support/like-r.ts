import {betaQuantile, betaTails, lowerBetaQuantile} from '../../../../src/analysis/statistics/beta.js';
import {type LookTime, sequentialBounds} from '../../../../src/analysis/statistics/group-sequential.js';
import {normalQuantile, normalTail} from '../../../../src/analysis/statistics/normal.js';
import {spendingOf} from '../../../../src/analysis/statistics/spending.js';
import {studentQuantile, studentTail} from '../../../../src/analysis/statistics/student.js';

/** Up to three numbers, and what R says of them. */
export interface Case {
  readonly of: readonly [number, number, number];
  readonly answer: number;
}

/** Our functions by the expression of R that they should agree with, in which the numbers are x, a and b. */
export const LIKE_R: Readonly<Record<string, (x: number, a: number, b: number) => number>> = {
  'pnorm(x, lower.tail = FALSE)': normalTail,
  'qnorm(x, lower.tail = FALSE)': normalQuantile,
  'pbeta(x, a, b)': (x, a, b) => betaTails(x, a, b).below,
  'pbeta(x, a, b, lower.tail = FALSE)': (x, a, b) => betaTails(x, a, b).above,
  'qbeta(x, a, b)': lowerBetaQuantile,
  'qbeta(x, a, b, lower.tail = FALSE)': betaQuantile,
  'pt(x, a, lower.tail = FALSE)': studentTail,
  'qt(x, a, lower.tail = FALSE)': studentQuantile,
  'mapply(secondBound, x, a, b)': (error, first, exponent) =>
    sequentialBounds([lookAt(first), lookAt(1)], spendingOf({error, exponent}))[1]!,
};

function lookAt(time: number): LookTime {
  return {time, information: time};
}

/** Relative to what R says, if that is not 0. */
export function differenceOf(expression: string, {of: [x, a, b], answer}: Case): number {
  const ours = LIKE_R[expression]?.(x, a, b) ?? NaN;
  return Math.abs(ours - answer) / (Math.abs(answer) || 1);
}
