import {Iter8Error} from '../../errors.js';
import {parseGoDuration} from '../../experiment/go-duration.js';

/** What the command line says of load and time, as typed. */
export interface TrafficFlags {
  readonly duration: string;
  readonly rps?: string | undefined;
  readonly proxy?: string | undefined;
  readonly connections: number;
}

/** The same as numbers. */
export interface TrafficRequest {
  /** Warm-up included. */
  readonly durationMs: number;
  /** Requests a second in total; undefined: none of our own. */
  readonly rps: number | undefined;
  /** undefined: no proxy. */
  readonly proxyPort: number | undefined;
  readonly connections: number;
}

const DEFAULT_RPS = 50;
const LONGEST_SECONDS = 7 * 24 * 3600;

/** @throws Iter8Error INVALID naming the flag that is wrong */
export function readTrafficRequest({duration, rps, proxy, connections}: TrafficFlags): TrafficRequest {
  const proxyPort = proxy === undefined ? undefined : portOf(proxy);
  const ownRps = proxyPort === undefined ? DEFAULT_RPS : undefined;
  return {
    durationMs: millisecondsOf(duration),
    rps: rps === undefined ? ownRps : rateOf(rps),
    proxyPort,
    connections,
  };
}

function millisecondsOf(duration: string): number {
  const seconds = parseGoDuration(duration);
  if (seconds !== undefined && seconds > LONGEST_SECONDS) {
    throw new Iter8Error(
      'INVALID',
      `--duration: ${duration} is longer than 7 days`,
      'a rollout that long needs a cluster',
    );
  }
  if (seconds !== undefined) return seconds * 1000;
  throw new Iter8Error('INVALID', `--duration: ${duration} is no duration`, 'write 30s, 2m or 1m30s');
}

function rateOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new Iter8Error('INVALID', `--rps: ${text} is no number above 0`, 'such as 50 or 0.5');
}

/** `8080` or `:8080`. */
function portOf(text: string): number {
  const port = Number(text.replace(/^:/, ''));
  if (/^:?\d+$/.test(text) && port <= 65_535) return port;
  throw new Iter8Error('INVALID', `--proxy: ${text} is no port`, 'such as 8080, or 0 for a free one');
}
