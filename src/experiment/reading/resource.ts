import type {FieldPath} from '../field.js';
import type {JsonObject} from '../json.js';
import type {SourceText} from './source.js';

/** One Kubernetes object, and where in which text it stands. */
export interface Resource {
  readonly value: JsonObject;
  readonly source: SourceText;
  /** Offset of its first character in `source.text`. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  /** Where the object stands in the YAML or JSON value at that place; mostly it is that value: `[]`. */
  readonly root: FieldPath;
}

/** Characters. A cluster holds objects of up to 1.5 MB; what is far larger is no Experiment and would only fill memory. */
export const LARGEST_RESOURCE = 16 * 1024 * 1024;

export function kindOf(value: JsonObject): string {
  return typeof value.kind === 'string' ? value.kind : '';
}

export function apiVersionOf(value: JsonObject): string {
  return typeof value.apiVersion === 'string' ? value.apiVersion : '';
}

/** Whether `items` are objects of their own. A kind that is no List may call something else so. */
export function isList(value: JsonObject): boolean {
  return Array.isArray(value.items) && /^$|List$/.test(kindOf(value));
}

/** Kind and apiVersion for people, and what is wrong with a List that has no list: `Service (v1)`. */
export function describeKind(value: JsonObject): string {
  const words = `${kindOf(value) || 'an object without kind'} (${apiVersionOf(value) || 'no apiVersion'})`;
  if (!kindOf(value).endsWith('List') || Array.isArray(value.items)) return words;
  return value.items === undefined || value.items === null
    ? `${words} without items`
    : `${words} whose items are no list`;
}

/** Items of an `ExperimentList` as the API server sends them carry no kind of their own. */
export function listItem(item: JsonObject, list: JsonObject): JsonObject {
  const kind = kindOf(list).replace(/List$/, '');
  return kind === '' || item.kind !== undefined ? item : {apiVersion: apiVersionOf(list), kind, ...item};
}

/** An item of a list becomes a document of its own when its dash is blanked out; all columns stay. */
export function blankDash(text: string): string {
  return text.replace(/^( *)-(?=[ \t\r\n])/, '$1 ');
}
