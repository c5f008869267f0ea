import type {JsonObject} from '../../experiment/json.js';
import {inputOf} from '../inputs.js';

/** Where an API begins, without a slash at its end: the input `api`, or else the public one. */
export function apiOf(inputs: JsonObject, publicApi: string): string {
  return (inputOf(inputs, 'api').text() ?? publicApi).replace(/\/+$/, '');
}
