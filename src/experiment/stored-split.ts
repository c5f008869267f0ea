import {Field} from './field.js';
import type {Json, JsonObject} from './json.js';
import {listOf, memberOf, numberOf, textOf, timeOf} from './lenient.js';
import type {Experiment} from './model.js';
import {wholeSecondsText} from './rfc3339.js';

/** `status.split`: what is known of whether the traffic arrives as it was set. */
export interface StoredSplit {
  /** That counts the requests, as it is called in the status. */
  readonly metric: string;
  /** When the last interval ended. */
  readonly countedAt: Date;
  /** Intervals that were judged; and how many of them since counts began, or began anew. */
  readonly intervals: number;
  readonly unbroken: number;
  readonly versions: readonly VersionSplit[];
  /** What is told of it; undefined: nothing is shown. */
  readonly warning?: SplitWarning | undefined;
}

export interface VersionSplit {
  readonly version: string;
  /** Counted until the last interval ended. */
  readonly requests: number;
  /** Percent that were set since then, the lowest above the highest while none was read, and in the interval before. */
  readonly set: PercentRange;
  readonly setBefore: PercentRange;
  /** Percent, in the mean of all requests since the begin. */
  readonly meanSet: number;
  /** Logarithms, see `SplitEvidence`. */
  readonly evidence: readonly number[];
  /** Since it may be otherwise than set. */
  readonly since: SplitSince;
}

/** From the lowest to the highest. */
export type PercentRange = readonly [lowest: number, highest: number];

/** What came since an iteration. */
export interface SplitSince {
  readonly iteration: number;
  /** Of the version, of all versions, and what the version was to get of them. */
  readonly requests: number;
  readonly all: number;
  readonly expected: number;
}

/** A version gets another share than it should. */
export interface SplitWarning {
  readonly version: string;
  /** Iteration from which on. */
  readonly since: number;
  /** Percent of all requests since then. */
  readonly observed: number;
  /** Percent, in the mean of all requests since then. */
  readonly set: number;
}

/** What is no split is passed over. */
export function storedSplit({source}: Pick<Experiment, 'source'>): StoredSplit | undefined {
  const {value} = new Field(source).get('status', 'split');
  const countedAt = timeOf(memberOf(value, 'countedAt'));
  if (!countedAt) return undefined;
  const number = (name: string) => numberOf(memberOf(value, name)) ?? 0;
  return {
    metric: textOf(memberOf(value, 'metric')),
    countedAt,
    intervals: number('intervals'),
    unbroken: number('unbroken'),
    versions: listOf(memberOf(value, 'versions')).map(parseVersion),
    warning: parseWarning(memberOf(value, 'warning')),
  };
}

function parseVersion(entry: Json): VersionSplit {
  const since = memberOf(entry, 'since');
  const number = (within: Json | undefined, name: string) => numberOf(memberOf(within, name)) ?? 0;
  return {
    version: textOf(memberOf(entry, 'version')),
    requests: number(entry, 'requests'),
    set: parseRange(memberOf(entry, 'set')),
    setBefore: parseRange(memberOf(entry, 'setBefore')),
    meanSet: number(entry, 'meanSet'),
    evidence: listOf(memberOf(entry, 'evidence')).flatMap((one) => numberOf(one) ?? []),
    since: {
      iteration: number(since, 'iteration'),
      requests: number(since, 'requests'),
      all: number(since, 'all'),
      expected: number(since, 'expected'),
    },
  };
}

/** Where nobody knows what was set, anything may have been. */
function parseRange(value: Json | undefined): PercentRange {
  const [lowest, highest] = listOf(value).map(numberOf);
  return [lowest ?? 0, highest ?? 100];
}

function parseWarning(value: Json | undefined): SplitWarning | undefined {
  const version = textOf(memberOf(value, 'version'));
  const [since, observed, set] = ['since', 'observed', 'set'].map((name) => numberOf(memberOf(value, name)));
  if (version === '' || since === undefined || observed === undefined || set === undefined) return undefined;
  return {version, since, observed, set};
}

export function splitJson({countedAt, versions, warning, ...rest}: StoredSplit): JsonObject {
  return {
    ...rest,
    countedAt: wholeSecondsText(countedAt),
    versions: versions.map(({evidence, since, meanSet, ...version}) => ({
      ...version,
      meanSet: rounded(meanSet),
      evidence: evidence.map(rounded),
      since: {...since, expected: rounded(since.expected)},
    })),
    ...(warning && {warning: {...warning}}),
  };
}

/** Digits beyond those tell nothing and take room in the status. */
const DIGITS = 6;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
