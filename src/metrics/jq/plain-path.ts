import type {JqResult} from './result.js';

const KEY = String.raw`\.[A-Za-z_]\w*`;
const INDEX = String.raw`\[\d{1,6}\]`;
const BLANK = String.raw`[ \t\n\r]*`; // jq's; JavaScript's \s takes more
const PROGRAM = new RegExp(`^${BLANK}(${KEY}(?:${KEY}|${INDEX})*)${BLANK}\\|${BLANK}tonumber${BLANK}$`);
const STEP = new RegExp(`${KEY}|${INDEX}`, 'g');
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?$/;

/**
 * What jq would give for the program that nearly all metrics have, a way to a decimal that stands in a text:
 * `.data.result[0].value[1] | tonumber`. This takes a hundredth of jq's time.
 *
 * @returns undefined for all else, other programs and surprising answers: then it is jq's turn
 */
export function readPlainPath(json: string, program: string): JqResult | undefined {
  const [, path] = PROGRAM.exec(program) ?? [];
  if (path === undefined) return undefined;
  const value = follow(json, path.match(STEP) ?? []);
  if (typeof value !== 'string' || !PLAIN_DECIMAL.test(value)) return undefined;
  return {kind: 'output', type: 'number', size: 'finite', text: value};
}

/** The value at the end of the way; undefined where there is none. */
function follow(json: string, steps: readonly string[]): unknown {
  try {
    return steps.reduce<unknown>(enter, JSON.parse(json));
  } catch {
    return undefined; // no JSON
  }
}

function enter(value: unknown, step: string): unknown {
  const isIndex = step.startsWith('[');
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== isIndex) return undefined;
  const key = isIndex ? String(Number(step.slice(1, -1))) : step.slice(1);
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
