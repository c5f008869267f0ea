import type {Json} from './json.js';
import {parseJsonPath} from './json-path.js';

/** What is waited for of an object, as `kubectl wait --for` has it. */
export type WaitFor =
  | {readonly kind: 'created'}
  | {readonly kind: 'deleted'}
  | WantedCondition
  | {
      readonly kind: 'value';
      /** As it was written, without braces. */
      readonly path: string;
      readonly find: (object: Json) => readonly Json[];
      /** Undefined: any. */
      readonly wanted: string | undefined;
    };

export interface WantedCondition {
  readonly kind: 'condition';
  /** Whatever its case; so is the status. */
  readonly type: string;
  readonly status: string;
}

/** For messages. */
export const WAIT_FOR_FORMS =
  'condition=NAME, condition=NAME=STATUS, jsonpath={.PATH}, jsonpath={.PATH}=VALUE, create and delete';

/** A path in braces or bare, where only `==` may be in it; quotes are what a shell would have taken away. */
const VALUE =
  /^jsonpath=(?<quote>['"]?)(?:\{(?<braced>[^{}]+)\}|(?<bare>(?:[^={}]|==)+?))\k<quote>(?:=(?!=)(?<wanted>.*))?$/s;

/** @returns undefined for what cannot be waited for */
export function parseWaitFor(text: string): WaitFor | undefined {
  if (/^create$/i.test(text)) return {kind: 'created'};
  if (/^delete$/i.test(text)) return {kind: 'deleted'};
  const [, type, status = 'True'] = /^condition=([^=]+)(?:=([^=]+))?$/.exec(text) ?? [];
  if (type !== undefined) return {kind: 'condition', type, status};
  const value = VALUE.exec(text)?.groups;
  return value && waitForValue((value.braced ?? value.bare ?? '').trim(), value.wanted);
}

function waitForValue(path: string, written: string | undefined): WaitFor | undefined {
  const find = parseJsonPath(path);
  const wanted = written?.replace(/^['"]+|['"]+$/g, '').trim();
  return find && wanted !== '' ? {kind: 'value', path, find, wanted} : undefined;
}
