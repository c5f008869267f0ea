import {Iter8Error} from '../../errors.js';

/** A quantity of a version that varies from request to request. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation, 0 or more. */
  readonly deviation: number;
}

/** What a version is really like, which an experiment is to find out. */
export interface Truth {
  readonly version: string;
  /** Share of requests that fail, 0 to 1. */
  readonly errorRate: number;
  /** Milliseconds, log-normal: never negative, and with the long tail that latencies have. */
  readonly latency: Spread;
  /** Requests a second that the version would get with all traffic on it. */
  readonly requestsPerSecond: number;
  /** Any other metric by its name, averaged over requests. */
  readonly others: ReadonlyMap<string, Spread>;
}

/** What is taken for granted of a version where nothing else is said. */
export function plainTruth(version: string): Truth {
  const latency = {mean: 20, deviation: 5};
  return {version, errorRate: 0, latency, requestsPerSecond: 50, others: new Map()};
}

const EXAMPLE = "write it like --truth 'candidate:error-rate=0.02,latency=80±20,rps=50'";
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e-?\d+)?`;
const SPREAD = new RegExp(`^(${NUMBER})(?:(?:±|\\+-)(${NUMBER}))?$`);

/**
 * Reads `version:name=mean±deviation,…`; `+-` is the same as `±`, and without it nothing varies. Names are `error-rate`,
 * `latency`, `rps`, or those of other metrics.
 *
 * @throws Iter8Error INVALID with the part that is wrong
 */
export function parseTruth(text: string): Truth {
  const colon = text.lastIndexOf(':', text.indexOf('='));
  const version = text.slice(0, Math.max(0, colon)).trim();
  if (version === '') throw wrong(text, 'has no version and colon in front');
  const seen = new Set<string>();
  return text
    .slice(colon + 1)
    .split(',')
    .reduce((truth, part) => withPart(truth, part.trim(), {text, seen}), plainTruth(version));
}

interface Reading {
  readonly text: string;
  readonly seen: Set<string>;
}

function withPart(truth: Truth, part: string, {text, seen}: Reading): Truth {
  const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(part) ?? [];
  if (name === undefined || value === undefined)
    throw wrong(text, `has ${JSON.stringify(part)} where name=value should stand`);
  if (seen.has(name)) throw wrong(text, `says ${name} twice`);
  seen.add(name);
  const [, mean, deviation = '0'] = SPREAD.exec(value.replace(/\s/g, '')) ?? [];
  if (mean === undefined || !Number.isFinite(Number(mean)) || !Number.isFinite(Number(deviation)))
    throw wrong(text, `has ${JSON.stringify(value)} for ${name}, which is no number, and no number ± number`);
  return withSpread(truth, name, {mean: Number(mean), deviation: Number(deviation)}, text);
}

/** What each name may be, and where it goes. */
function withSpread(truth: Truth, name: string, spread: Spread, text: string): Truth {
  const {mean, deviation} = spread;
  if (deviation < 0) throw wrong(text, `has a deviation of ${name} that is not 0 or more`);
  switch (name) {
    case 'error-rate':
      if (mean < 0 || mean > 1 || deviation > 0)
        throw wrong(text, 'has an error-rate that is no share from 0 to 1');
      return {...truth, errorRate: mean};
    case 'latency':
      if (mean <= 0) throw wrong(text, 'has a latency that is not above 0');
      return {...truth, latency: spread};
    case 'rps':
      if (mean <= 0 || mean > LARGEST_RATE || deviation > 0)
        throw wrong(text, `has an rps that is not above 0 and up to ${LARGEST_RATE}`);
      return {...truth, requestsPerSecond: mean};
    default:
      return {...truth, others: new Map([...truth.others, [name, spread]])};
  }
}

const LARGEST_RATE = 1_000_000;

function wrong(text: string, problem: string): Iter8Error {
  return new Iter8Error('INVALID', `the truth ${JSON.stringify(text)} ${problem}`, EXAMPLE);
}
