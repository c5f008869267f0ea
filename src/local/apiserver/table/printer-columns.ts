import type {Json, JsonObject} from '../../../experiment/json.js';
import {parseJsonPath} from '../../../experiment/json-path.js';
import {objectsOf, textOf} from '../object.js';
import type {Column} from './column.js';
import {AGE, ageOf, NAME} from './common-columns.js';

/** Columns of a version of a CustomResourceDefinition: NAME and its `additionalPrinterColumns`, or AGE. */
export function printerColumns(version: JsonObject): readonly Column[] {
  const declared = objectsOf(version.additionalPrinterColumns);
  return [NAME, ...(declared.length > 0 ? declared.map(printerColumn) : [AGE])];
}

function printerColumn(declared: JsonObject): Column {
  const find = parseJsonPath(textOf(declared.jsonPath)) ?? (() => []);
  const type = columnType(textOf(declared.type));
  return {
    name: textOf(declared.name),
    type,
    ...(declared.format !== undefined && {format: textOf(declared.format)}),
    description: textOf(declared.description),
    priority: typeof declared.priority === 'number' ? declared.priority : 0,
    value: (object, now) => cell(find(object), type, now),
  };
}

function columnType(type: string): Column['type'] {
  const known = ['integer', 'number', 'boolean', 'date'] as const;
  return known.find((one) => one === type) ?? 'string';
}

/** The first value that is found, null when there is none or when it is of another type than the column. */
function cell([value]: readonly Json[], type: Column['type'], now: Date): Json {
  if (value === undefined || value === null) return null;
  if (type === 'date') return typeof value === 'string' ? ageOf(value, now) : null;
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'boolean') return typeof value === 'boolean' ? value : null;
  return typeof value === 'number' || typeof value === 'bigint' ? value : null;
}
