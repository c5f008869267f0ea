import type {Symbols} from './symbols.js';

/** The lowest and the highest value that a drawing has room for. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** A share of the whole as a bar; a share that is not nothing shows, and one that is not all leaves a gap. */
export function bar(percent: number, width: number, {full, empty}: Symbols): string {
  const share = Math.min(100, Math.max(0, percent));
  const exact = Math.round((share / 100) * width);
  const filled = share === 0 || share === 100 ? exact : Math.min(width - 1, Math.max(1, exact));
  return full.repeat(filled) + empty.repeat(width - filled);
}

/** undefined without a value. */
export function scaleOf(series: readonly (readonly number[])[]): Scale | undefined {
  const values = series.flat();
  if (values.length === 0) return undefined;
  return values.reduce<Scale>(({low, high}, value) => ({low: Math.min(low, value), high: Math.max(high, value)}), {
    low: Infinity,
    high: -Infinity,
  });
}

/** A run from its beginning to now in at most so many columns. */
export function sparkline(values: readonly number[], width: number, scale: Scale, {levels}: Symbols): string {
  return condense(values, width)
    .map((value) => levels[levelOf(value, scale, levels.length)] ?? '')
    .join('');
}

/** Which of `count` levels a value stands on, 0 the lowest. */
export function levelOf(value: number, {low, high}: Scale, count: number): number {
  if (high <= low) return 0;
  return Math.min(count - 1, Math.max(0, Math.round(((value - low) / (high - low)) * (count - 1))));
}

/** At most so many values: each the mean of those that share its place, so that nothing of the run is left out. */
export function condense(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({length: width}, (_, place) => {
    const from = Math.floor((place * values.length) / width);
    const part = values.slice(from, Math.floor(((place + 1) * values.length) / width));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
