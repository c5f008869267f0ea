import {stringify} from 'lossless-json';
import type {Json} from '../../experiment/json.js';

/** JSON on one line; integers that a JavaScript number cannot hold are written literally. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a bigint
    return stringify(value) ?? 'null';
  }
}
