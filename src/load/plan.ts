import {validateHeaderName, validateHeaderValue} from 'node:http';
import {Iter8Error} from '../errors.js';
import {decodePercent} from '../experiment/decode-percent.js';
import type {LoadOptions, Target} from './options.js';
import {requestsWithin} from './pacer.js';

/** Checked options with their defaults. */
export interface LoadPlan {
  readonly targets: readonly PlannedTarget[];
  readonly schedule: Schedule;
  readonly warmUpMs: number;
  readonly connections: number;
  readonly timeoutMs: number;
}

/** When requests are due. */
export type Schedule =
  /** Over all versions together; the first `uncounted` of the `requests` are the warm-up. */
  | {readonly kind: 'paced'; readonly perSecond: number; readonly requests: number; readonly uncounted: number}
  /** To each version as fast as it answers, until a time or a number of counted requests. */
  | {readonly kind: 'unpaced'; readonly timeMs: number; readonly requestsPerVersion: number};

export interface PlannedTarget {
  readonly name: string;
  readonly origin: string;
  readonly request: PlannedRequest;
}

export interface PlannedRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

const DEFAULT_QUERIES = 100;

/** @throws Iter8Error INVALID naming the wrong option */
export function planLoad(options: LoadOptions): LoadPlan {
  checkNumbers(options);
  if (options.targets.length === 0) throw invalid('no version to send requests to');
  const names = options.targets.map(({name}) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`version "${twice}" stands twice in the load`);
  return {
    targets: options.targets.map((target) => planTarget(target, options)),
    schedule: planSchedule(options),
    warmUpMs: options.warmUpMs ?? 0,
    connections: options.connections ?? 4,
    timeoutMs: options.timeoutMs ?? 5000,
  };
}

function checkNumbers({numQueries, timeMs, qps, connections, warmUpMs, timeoutMs}: LoadOptions): void {
  mustBe('numQueries', numQueries, (value) => Number.isSafeInteger(value) && value > 0, 'a whole number above 0');
  mustBe(
    'connections',
    connections,
    (value) => Number.isSafeInteger(value) && value > 0,
    'a whole number above 0',
  );
  mustBe('time', timeMs, isAbove0, 'more than 0 milliseconds');
  mustBe('timeout', timeoutMs, isAbove0, 'more than 0 milliseconds');
  mustBe('qps', qps, (value) => value === 0 || isAbove0(value), 'a number, 0 or more');
  mustBe('warm-up', warmUpMs, (value) => value === 0 || isAbove0(value), '0 milliseconds or more');
  if (numQueries === undefined && timeMs !== undefined && (warmUpMs ?? 0) >= timeMs) {
    throw invalid(`the warm-up of ${warmUpMs ?? 0} ms leaves nothing of the ${timeMs} ms of load`);
  }
}

function isAbove0(value: number): boolean {
  return value > 0 && value < Infinity;
}

function mustBe(name: string, value: number | undefined, holds: (value: number) => boolean, what: string): void {
  if (value !== undefined && !holds(value)) throw invalid(`${name} of the load must be ${what}, got ${value}`);
}

function invalid(message: string, hint?: string): Iter8Error {
  return new Iter8Error('INVALID', message, hint);
}

function planSchedule({targets, numQueries, timeMs, qps = 8, rate, warmUpMs = 0}: LoadOptions): Schedule {
  const factor = rate === 'total' ? 1 : targets.length;
  const queries = numQueries ?? (timeMs === undefined ? DEFAULT_QUERIES : undefined);
  if (qps === 0) {
    const requestsPerVersion = queries === undefined ? Infinity : Math.ceil((queries * factor) / targets.length);
    return {kind: 'unpaced', timeMs: queries === undefined ? (timeMs ?? 0) : Infinity, requestsPerVersion};
  }
  const perSecond = qps * factor;
  const uncounted = requestsWithin(warmUpMs, perSecond);
  const requests = queries === undefined ? requestsWithin(timeMs ?? 0, perSecond) : uncounted + queries * factor;
  return {kind: 'paced', perSecond, requests, uncounted};
}

function planTarget({name, url, headers}: Target, {method, payload, contentType}: LoadOptions): PlannedTarget {
  const {origin, pathname, search, username, password} = parseUrl(name, url);
  const hasBody = payload !== undefined || contentType !== undefined;
  const request = {
    path: pathname + search,
    method: method ?? (hasBody ? 'POST' : 'GET'),
    headers: {
      ...(contentType === undefined ? {} : {'content-type': contentType}),
      ...(username === '' ? {} : {authorization: basicAuthorization(username, password)}),
      ...headers,
    },
    body: payload,
  };
  checkHeaders(name, request);
  return {name, origin, request};
}

function parseUrl(name: string, url: string): URL {
  if (!URL.canParse(url))
    throw invalid(`version "${name}": "${url}" is no URL`, 'write it as http://HOST:PORT/PATH');
  const parsed = new URL(url);
  if (!['http:', 'https:'].includes(parsed.protocol)) {
    throw invalid(`version "${name}": "${url}" is neither http nor https`, 'write it as http://HOST:PORT/PATH');
  }
  return parsed;
}

/** Of the credentials in a URL. */
export function basicAuthorization(username: string, password: string): string {
  const credentials = `${decodePercent(username)}:${decodePercent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function checkHeaders(version: string, {method, headers}: PlannedRequest): void {
  if (!/^[A-Z]+$/.test(method) || method === 'CONNECT')
    throw invalid(`"${method}" is no method to send load with`);
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw new Iter8Error('INVALID', `version "${version}": header "${name}" cannot be sent`, undefined, {cause});
    }
  }
}
