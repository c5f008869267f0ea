import {closingIndex, parseCall, unwrap} from '../../experiment/promql/brackets.js';
import {type Unavailable, unavailable} from '../outcome.js';

const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 7 * 86_400, y: 365 * 86_400,
}; // prettier-ignore
const RANGE = /^[\w:]*\s*(?:(\{.*\})\s*)?\[([^[\]]*)\]$/s;
const GROUPING = String.raw`(?:by|without)\s*\([^()]*\)`;
/** Sums of more sums are none that anybody has written. */
const MOST_SUMS = 10;
const SUM = new RegExp(`^sum\\s*(?:${GROUPING}\\s*)?(?=\\()`, 'i');
const GROUPING_ALONE = new RegExp(`^(?:${GROUPING})?$`, 'i');

/**
 * By what the values of a vector must be multiplied to be the number of observations since the run began: sums of
 * `increase` are that, and those of `rate` are it for each second.
 *
 * @param vector in PromQL, its placeholders filled in
 * @param elapsedSeconds of the run, in whole seconds
 */
export function countsFactor(vector: string, elapsedSeconds: number): number | Unavailable {
  const {name, args} = parseCall(insideSums(vector)) ?? {};
  const [series] = args ?? [];
  if ((name !== 'rate' && name !== 'increase') || series === undefined || args?.length !== 1)
    return unavailable('definition', 'inside histogram_quantile stands more than sums of rate or increase');
  const range = rangeSeconds(series);
  if (range !== elapsedSeconds)
    return unavailable('definition', 'its histogram is not that of the whole run; write [${elapsedTime}s]');
  return name === 'rate' ? range : 1;
}

function insideSums(vector: string): string {
  let text = unwrap(vector);
  for (let sums = 0; sums < MOST_SUMS; sums += 1) {
    const summed = summedUp(text);
    if (summed === undefined) return text;
    text = unwrap(summed);
  }
  return text;
}

/** What a sum adds up, wherever its grouping stands; undefined: it is no sum. */
function summedUp(text: string): string | undefined {
  const open = SUM.exec(text)?.[0].length;
  if (open === undefined) return undefined;
  const close = closingIndex(text, open);
  return close >= 0 && GROUPING_ALONE.test(text.slice(close + 1).trim()) ? text.slice(open + 1, close) : undefined;
}

/** @returns undefined where none is selected, or by more than a name, labels and a range */
function rangeSeconds(series: string): number | undefined {
  const [, labels, range = ''] = RANGE.exec(series) ?? [];
  const duration = range.trim();
  if (labels !== undefined && closingIndex(labels, 0) !== labels.length - 1) return undefined;
  if (!DURATION.test(duration)) return undefined;
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_SECONDS[unit] ?? NaN), 0);
}
