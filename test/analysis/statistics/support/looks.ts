import fc from 'fast-check';
import {drawBinomial} from '../../../../src/engine/simulate/draw.js';
import {normal, type Random} from '../../../../src/metrics/mock/random.js';
import type {LookTime} from '../../../../src/analysis/statistics/group-sequential.js';
import type {Look, Sample} from '../../../../src/analysis/statistics/sample.js';

/** As many looks as are planned, at even times. */
export function evenTimes(count: number): number[] {
  return Array.from({length: count}, (_, index) => (index + 1) / count);
}

/** Looks with as much information as time. */
export function looksAt(times: readonly number[]): LookTime[] {
  return times.map((time) => ({time, information: time}));
}

/** Looks at a version whose share of traffic grows from 10 to 95 %. */
export function rampedLooks(count: number): LookTime[] {
  let information = 0;
  return evenTimes(count).map((time, index) => {
    information += 10 + (85 * index) / Math.max(1, count - 1);
    return {time, information};
  });
}

/** Looks at any times, from next to nothing new to many times as much as before. */
export const anyLooks: fc.Arbitrary<LookTime[]> = fc
  .array(
    fc.record({
      pause: fc.double({min: 1e-6, max: 1, noNaN: true}),
      exponent: fc.double({min: -9, max: 9, noNaN: true}),
    }),
    {minLength: 1, maxLength: 25},
  )
  .map((steps) => {
    const whole = steps.reduce((sum, {pause}) => sum + pause, 0);
    let [time, information] = [0, 0];
    return steps.map(({pause, exponent}) => {
      time += pause / whole;
      information += Math.exp(exponent);
      return {time: Math.min(1, time), information};
    });
  });

/** The z of each look, if there is nothing to find. */
export function drawPath(looks: readonly LookTime[], random: Random): number[] {
  let [sum, before] = [0, 0];
  return looks.map(({information}) => {
    sum += normal(random) * Math.sqrt(information - before);
    before = information;
    return sum / Math.sqrt(information);
  });
}

/** Share of `runs` for which a check holds, and its standard error for a true share of `expected`. */
export function shareOf(runs: number, expected: number, check: () => boolean) {
  let count = 0;
  for (let run = 0; run < runs; run += 1) if (check()) count += 1;
  return {share: count / runs, standardError: Math.sqrt((expected * (1 - expected)) / runs)};
}

/** Of requests each of which is bad with that chance, so many more at each look. */
export function drawCounts(added: readonly number[], chance: number, random: Random): Sample {
  return cumulate(added, (samples) => ({sum: drawBinomial(samples, chance, random)}));
}

/** Of latencies with a long tail: exponential, with a mean of 1. */
export function drawLatencies(added: readonly number[], random: Random): Sample {
  return cumulate(added, (samples) => {
    const values = Array.from({length: samples}, () => -Math.log(1 - random()));
    const power = (exponent: number) => total(values.map((value) => value ** exponent));
    return {sum: power(1), squares: power(2), cubes: power(3)};
  });
}

function cumulate(
  added: readonly number[],
  draw: (samples: number) => Pick<Look, 'sum' | 'squares' | 'cubes'>,
): Sample {
  let last: Look = {samples: 0, sum: 0, squares: 0, cubes: 0};
  return added.map((count) => {
    const {sum, squares, cubes} = draw(count);
    last = {
      samples: last.samples + count,
      sum: last.sum + sum,
      squares: squares === undefined ? undefined : last.squares! + squares,
      cubes: cubes === undefined ? undefined : last.cubes! + cubes,
    };
    return last;
  });
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
