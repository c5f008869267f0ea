import {Iter8Error} from '../../../errors.js';
import {parseGoDuration} from '../../../experiment/go-duration.js';
import type {SourceText} from '../../../experiment/reading/source.js';
import type {LoadOptions} from '../../../load/options.js';

/** What a file of properties says of the load: `iter8/pipeline.prop` of the tutorial. */
export interface LoadProperties {
  readonly url: string;
  /** Value of the header Host; undefined: the URL's. */
  readonly host: string | undefined;
  readonly requestsPerSecond: number | undefined;
  readonly durationMs: number | undefined;
}

interface Property {
  readonly value: string;
  /** `file:line`. */
  readonly where: string;
}

type Properties = ReadonlyMap<string, Property>;

/**
 * Lines `key: value`, comments that begin with #, and empty lines. A value is everything behind the first colon, so that
 * it may be a URL.
 *
 * @param namespace what `$NAMESPACE` in `app-host` stands for
 * @throws Iter8Error INVALID with file:line
 */
export function readLoadProperties(source: SourceText, namespace: string): LoadProperties {
  const properties = readProperties(source);
  return {
    url: urlOf(source.name, properties),
    host: valueOf(properties, 'app-host')?.value.replaceAll('$NAMESPACE', namespace),
    requestsPerSecond: requestsPerSecond(properties),
    durationMs: milliseconds(properties, 'load-duration'),
  };
}

/** The load that properties ask for, under a name for messages. */
export function loadOfProperties({url, host, requestsPerSecond, durationMs}: LoadProperties): LoadOptions {
  return {
    targets: [{name: 'load', url, ...(host !== undefined && {headers: {host}})}],
    ...(requestsPerSecond !== undefined && {qps: requestsPerSecond}),
    ...(durationMs !== undefined && {timeMs: durationMs}),
  };
}

function readProperties({name, text}: SourceText): Properties {
  const properties = new Map<string, Property>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const where = `${name}:${index + 1}`;
    const [, key, value = ''] = /^\s*([^:\s]+)\s*:(.*)$/.exec(line) ?? [];
    if (key === undefined) throw invalid(where, 'is not key: value', 'a comment begins with #');
    if (properties.has(key)) throw invalid(where, `${key} stands there twice`, 'leave one of them out');
    properties.set(key, {value: value.trim(), where});
  }
  return properties;
}

/** @returns undefined: it is not there, or empty */
function valueOf(properties: Properties, key: string): Property | undefined {
  const property = properties.get(key);
  if (!property || property.value === '') return undefined;
  const {value, where} = property;
  if (!/^YOUR[-_]/i.test(value)) return property;
  throw invalid(where, `${key} is still the placeholder ${value}`, 'write there what it stands for');
}

function urlOf(file: string, properties: Properties): string {
  const ip = valueOf(properties, 'ip');
  if (!ip) throw invalid(file, 'ip is missing', 'write where the application is reached, or give --load URL');
  const [port, path] = [valueOf(properties, 'port'), valueOf(properties, 'app-path')?.value ?? ''];
  const begin = /^https?:\/\//.test(ip.value) ? ip.value : `http://${bracketed(ip.value)}`;
  if (!URL.canParse(begin))
    throw invalid(ip.where, `ip is no host: ${ip.value}`, 'such as 10.0.0.7 or example.org');
  const url = new URL('/', begin);
  if (port) url.port = checkedPort(port);
  return new URL(url.href + path.replace(/^\//, '')).href; // a path that begins with // names no other host this way
}

/** An address of IPv6 as a URL takes it. */
function bracketed(host: string): string {
  return /^[0-9a-f]*(:[0-9a-f]*){2,}$/i.test(host) ? `[${host}]` : host;
}

function checkedPort({value, where}: Property): string {
  if (/^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65536) return value;
  throw invalid(where, `port is no port: ${value}`, 'a number up to 65535');
}

function requestsPerSecond(properties: Properties): number | undefined {
  const pauseMs = milliseconds(properties, 'load-frequency');
  return pauseMs === undefined ? undefined : 1000 / pauseMs;
}

const SHORTEST_SECONDS = 1e-9;
const LONGEST_SECONDS = 365 * 24 * 3600;

/** Of seconds, or a time such as 10m. */
function milliseconds(properties: Properties, key: string): number | undefined {
  const property = valueOf(properties, key);
  if (!property) return undefined;
  const {value, where} = property;
  const seconds = /^[\d.]+$/.test(value) ? Number(value) : parseGoDuration(value);
  if (seconds !== undefined && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds * 1000;
  throw invalid(
    where,
    `${key} is no time from a nanosecond to a year: ${value}`,
    'in seconds, such as 600 or 0.1',
  );
}

function invalid(where: string, problem: string, hint: string): Iter8Error {
  return new Iter8Error('INVALID', `${where}: ${problem}`, hint);
}
