import {parseGoDuration} from '../../../experiment/go-duration.js';
import type {JsonObject} from '../../../experiment/json.js';
import type {LoadOptions} from '../../../load/options.js';
import {textOf, textsOf} from '../../apiserver/object.js';
import {environmentOf} from '../app/container.js';

/** What a container asks of fortio, in the terms of our own load generator. */
export type FortioPlan =
  | {readonly kind: 'load'; readonly options: LoadOptions}
  /** It is not among what our own load generator does. */
  | {readonly kind: 'unknown'; readonly command: string};

const IMAGE = /(?:^|\/)fortio\/fortio(?:[:@].*)?$/;

export function isFortio(container: JsonObject): boolean {
  return IMAGE.test(textOf(container.image));
}

/** Reads the command `fortio load [FLAGS] URL` of a container. */
export function planFortio(container: JsonObject): FortioPlan {
  const words = withVariables(
    [...textsOf(container.command), ...textsOf(container.args)],
    environmentOf(container),
  );
  const [command, ...args] = words[0] === 'fortio' ? words.slice(1) : words;
  const {flags, rest} = splitFlags(args);
  const [url, ...more] = rest;
  if (command !== 'load' || url === undefined || more.length > 0) return unknown(words);
  let options: LoadOptions = {...DEFAULTS, targets: [{name: TARGET, url}]};
  for (const [name, value] of flags) {
    const changed = withFlag(options, name, value);
    if (!changed) return unknown([`-${name}`, value]);
    options = changed;
  }
  return {kind: 'load', options};
}

/** The name of the only target. */
export const TARGET = 'url';

/** Those of fortio. */
const DEFAULTS = {qps: 8, connections: 4, timeMs: 5000} as const;

function unknown(words: readonly string[]): FortioPlan {
  return {kind: 'unknown', command: words.join(' ')};
}

/** `$(NAME)` as Kubernetes replaces it; what is not in the environment stays. */
function withVariables(words: readonly string[], env: ReadonlyMap<string, string>): string[] {
  return words.map((word) => word.replace(/\$\(([^)]+)\)/g, (whole, name: string) => env.get(name) ?? whole));
}

type Flag = readonly [name: string, value: string];

/** As Go reads flags: `-name value`, `-name=value`, `--name …`; the first word that is none ends them. */
function splitFlags(args: readonly string[]): {readonly flags: Flag[]; readonly rest: readonly string[]} {
  const flags: Flag[] = [];
  let index = 0;
  while (args[index]?.startsWith('-')) {
    const [, name = '', written] = /^--?([^=]*)(?:=(.*))?$/s.exec(args[index] ?? '') ?? [];
    const isWhole = written !== undefined || SWITCHES.has(name);
    flags.push([name, written ?? (isWhole ? 'true' : (args[index + 1] ?? ''))]);
    index += isWhole ? 1 : 2;
  }
  return {flags, rest: args.slice(index)};
}

/** Flags without a value; they make no difference here. */
const SWITCHES = new Set(['a', 'allow-initial-errors', 'quiet', 'stdclient', 'uniform', 'nocatchup', 'keepalive']);
/** About what fortio writes, and where. */
const OF_OUTPUT = new Set(['json', 'labels', 'p', 'r', 'loglevel', 'logger-force-color']);

/** Longest time of a timer, for loads without an end. */
const FOREVER_MS = 24 * 24 * 3_600_000;

function withFlag(options: LoadOptions, name: string, value: string): LoadOptions | undefined {
  if (SWITCHES.has(name) || OF_OUTPUT.has(name)) return options;
  switch (name) {
    case 't':
      return withMilliseconds(value, (timeMs) => ({...options, timeMs: timeMs === 0 ? FOREVER_MS : timeMs}));
    case 'timeout':
      return withMilliseconds(value, (timeoutMs) => ({...options, timeoutMs}));
    case 'qps':
      return value === 'max' ? {...options, qps: 0} : {...options, qps: Math.max(0, Number(value))};
    case 'c':
      return {...options, connections: Number(value)};
    case 'n':
      return {...options, numQueries: Number(value)};
    case 'payload':
      return {...options, payload: value};
    case 'content-type':
      return {...options, contentType: value};
    case 'X':
      return {...options, method: value};
    case 'H':
      return withHeader(options, value);
    default:
      return undefined;
  }
}

function withMilliseconds(value: string, set: (milliseconds: number) => LoadOptions): LoadOptions | undefined {
  const seconds = value === '0' ? 0 : parseGoDuration(value);
  return seconds === undefined ? undefined : set(seconds * 1000);
}

function withHeader(options: LoadOptions, line: string): LoadOptions | undefined {
  const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const targets = options.targets.map((target) => ({...target, headers: {...target.headers, [name]: value}}));
  return {...options, targets};
}
