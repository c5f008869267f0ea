import {ageText} from '../../../experiment/age.js';
import type {Json, JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, textOf, valueAt} from '../object.js';
import type {Column} from './column.js';

export const NAME: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  value: nameOf,
};

export const AGE: Column = column('Age', (object, now) => ageOf(metadataOf(object).creationTimestamp, now));

export const CREATED_AT: Column = {
  ...column('Created At', (object) => textOf(metadataOf(object).creationTimestamp)),
  type: 'date',
};

export function column(name: string, value: Column['value'], priority = 0): Column {
  return {name, type: 'string', value, priority};
}

export function textColumn(name: string, ...keys: string[]): Column {
  return column(name, (object) => textOf(valueAt(object, ...keys)) || '<none>');
}

/** Of what a real server calls a text though its cells are numbers. */
export function sizeColumn(name: string, value: (object: JsonObject) => number): Column {
  return {name, type: 'string', value};
}

export function countColumn(name: string, value: (object: JsonObject) => number): Column {
  return {name, type: 'integer', value};
}

/** Time since a timestamp, as the server's own clock sees it. */
export function ageOf(value: Json | undefined, now: Date): string {
  const then = new Date(textOf(value));
  return Number.isNaN(then.getTime()) ? '<unknown>' : ageText(then, now);
}

export function numberAt(object: JsonObject, ...keys: string[]): number {
  const value = valueAt(object, ...keys);
  return typeof value === 'number' ? value : 0;
}
