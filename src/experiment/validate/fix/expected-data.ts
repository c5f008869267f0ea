import type {FieldPath} from '../../field.js';
import {isObject, type Json, type JsonObject} from '../../json.js';
import {parseJson} from '../../json-format.js';
import type {Fix} from '../finding.js';

/** What a fix does to the data: which field changes, how, and the word that it holds afterwards. */
export interface DataChange {
  readonly path: FieldPath;
  readonly kind: Fix['kind'];
  /** The new value or key, for `unquote` as JSON; unused for `nest`. */
  readonly word: string;
}

/** The resource as its text must read after the changes: the check that an edit of text did what it was meant to do. */
export function expectedData(resource: JsonObject, changes: readonly DataChange[]): Json {
  const inwardFirst = [...changes].sort((a, b) => b.path.length - a.path.length);
  return inwardFirst.reduce<Json>((data, change) => changed(data, change.path, change), resource);
}

function changed(data: Json, path: FieldPath, change: DataChange): Json {
  const [key, ...rest] = path;
  if (key === undefined) return data;
  const isLast = rest.length === 0;
  if (Array.isArray(data)) {
    return data.map((item: Json, index) =>
      index !== key ? item : isLast ? newValue(change) : changed(item, rest, change),
    );
  }
  if (!isObject(data)) return data;
  const member = data[key] ?? null;
  if (!isLast) return {...data, [key]: changed(member, rest, change)};
  if (change.kind !== 'key' && change.kind !== 'nest') return {...data, [key]: newValue(change)};
  const others: JsonObject = Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
  if (change.kind === 'key') return {...others, [change.word]: member};
  const home = isObject(others.versionInfo) ? others.versionInfo : {};
  return {...others, versionInfo: {...home, [key]: member}};
}

function newValue({kind, word}: DataChange): Json {
  return kind === 'unquote' ? parseJson(word) : word;
}
