import {Iter8Error} from '../errors.js';
import {formatExact, parseQuantity, type Quantity} from './quantity.js';

/** Fields of an item that limit its metric. */
export const LIMIT_FIELDS: readonly string[] = [
  'upperLimit',
  'lowerLimit',
  'relativeUpperLimit',
  'relativeLowerLimit',
];

/** An item of `criteria.objectives`. */
export type ObjectiveItem = {
  readonly metric: string;
  readonly upperLimit?: number | string;
  readonly lowerLimit?: number | string;
};

const FORM = /^([^<>=\s]+)\s*(<=|>=)\s*(\S+)$/;

/**
 * An objective from the words of a command line: `mean-latency<=50`, `availability>=0.995`.
 *
 * @throws Iter8Error INVALID for another form, or a limit that is no quantity
 */
export function parseObjectiveText(text: string): ObjectiveItem {
  const [, metric, comparison, limitText] = FORM.exec(text.trim()) ?? [];
  const limit = parseQuantity(limitText);
  if (metric === undefined || !limit) {
    const hint = "write a metric, <= or >=, and a limit, in quotes: 'mean-latency<=50' or 'error-rate<=0.01'";
    throw new Iter8Error('INVALID', `not an objective: ${text}`, hint);
  }
  return {metric, [comparison === '<=' ? 'upperLimit' : 'lowerLimit']: limitJson(limit)};
}

/** As the resource's schema takes it: an integer, or a text where there are decimals. */
function limitJson(limit: Quantity): number | string {
  const text = formatExact(limit);
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}
