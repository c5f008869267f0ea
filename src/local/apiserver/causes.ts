import type {Json} from '../../experiment/json.js';
import {jsonText} from './json-text.js';

/** Why a field is refused, as `Status.details.causes` says it. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function requiredValue(field: string, why = ''): Cause {
  return {reason: 'FieldValueRequired', message: `Required value${why && `: ${why}`}`, field};
}

export function invalidValue(field: string, value: Json, why: string): Cause {
  return {reason: 'FieldValueInvalid', message: `Invalid value: ${jsonText(value)}: ${why}`, field};
}

export function unsupportedValue(field: string, value: Json, supported: readonly Json[]): Cause {
  const list = supported.map(jsonText).join(', ');
  const message = `Unsupported value: ${jsonText(value)}: supported values: ${list}`;
  return {reason: 'FieldValueNotSupported', message, field};
}

export function forbiddenValue(field: string, why: string): Cause {
  return {reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field};
}

export function duplicateValue(field: string, text: string): Cause {
  return {reason: 'FieldValueDuplicate', message: `Duplicate value: ${text}`, field};
}
