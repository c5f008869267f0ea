import {Iter8Error} from '../../errors.js';
import {parseGoDuration} from '../../experiment/go-duration.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Direction} from '../../experiment/model.js';
import {type ObjectiveItem, parseObjectiveText} from '../../experiment/objective-text.js';
import {flagError} from './flag-error.js';

/** What `--var` says of a version. */
export interface VersionVariable {
  readonly version: string;
  readonly name: string;
  readonly value: string;
}

/** What `--weight-ref` says of a version. */
export interface VersionWeight {
  readonly version: string;
  readonly reference: JsonObject;
}

/**
 * `candidate:revision=sample-app-v2`; the value may hold anything.
 *
 * @throws Iter8Error INVALID for another form
 */
export function parseVariable(text: string): VersionVariable {
  const [, version, name, value] = /^([^:=]+):([^=]+)=(.*)$/s.exec(text) ?? [];
  if (version !== undefined && name !== undefined && value !== undefined) return {version, name, value};
  throw flagError('var', `${text} is not VERSION:KEY=VALUE`, 'such as candidate:revision=sample-app-v2');
}

/**
 * `candidate=serving.knative.dev/v1/Service/sample-app:.spec.traffic[1].percent`.
 *
 * @throws Iter8Error INVALID for another form
 */
export function parseWeightReference(text: string): VersionWeight {
  const parts = /^([^=]+)=(.+)\/([A-Za-z0-9]+)\/([^/:]+):(.+)$/s.exec(text);
  const [, version, apiVersion, kind, name, fieldPath] = parts ?? [];
  if (version !== undefined) return {version, reference: {apiVersion, kind, name, fieldPath}};
  const example = 'candidate=serving.knative.dev/v1/Service/sample-app:.spec.traffic[1].percent';
  throw flagError('weight-ref', `${text} is not VERSION=APIVERSION/KIND/NAME:FIELDPATH`, `such as ${example}`);
}

/**
 * `mean-latency<=50`.
 *
 * @throws Iter8Error INVALID for another form
 */
export function parseObjective(text: string): ObjectiveItem {
  try {
    return parseObjectiveText(text);
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    throw new Iter8Error(error.code, `--objective: ${error.message}`, error.hint, {cause: error});
  }
}

const DIRECTION_WORDS: Readonly<Record<string, Direction>> = {high: 'High', low: 'Low'};

/**
 * `books-purchased:high`, or `:low`.
 *
 * @throws Iter8Error INVALID for another form
 */
export function parseReward(text: string): {readonly metric: string; readonly preferredDirection: Direction} {
  const [, metric, word = ''] = /^(.+):(\w+)$/s.exec(text) ?? [];
  const preferredDirection = DIRECTION_WORDS[word.toLowerCase()];
  if (metric !== undefined && preferredDirection) return {metric, preferredDirection};
  throw flagError('reward', `${text} is not METRIC:high or METRIC:low`, 'such as books-purchased:high');
}

/**
 * `12s` or `1m30s`: whole seconds, which is what an experiment can have.
 *
 * @throws Iter8Error INVALID for anything else
 */
export function parseInterval(text: string): number {
  const seconds = parseGoDuration(text);
  if (seconds !== undefined && Number.isInteger(seconds) && seconds >= 1) return seconds;
  const problem = seconds === undefined ? 'is no duration' : 'is not a number of whole seconds from 1 up';
  throw flagError('interval', `${text} ${problem}`, 'such as 12s, 2m or 1m30s');
}

/**
 * `team=checkout`, of several flags.
 *
 * @throws Iter8Error INVALID without a key and an equals sign
 */
export function parseKeyValues(texts: readonly string[], flag: 'label' | 'annotation'): Record<string, string> {
  const pairs = texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw flagError(flag, `${text} is not KEY=VALUE`, 'such as team=checkout');
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}
