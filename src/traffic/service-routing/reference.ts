import {compact} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {type FieldSegment, formatWeightPath, type PathSegment} from '../../experiment/weight-path.js';
import {nameOf, namespaceOf} from './ours.js';
import type {EntryForm} from './split.js';

/** Where the entries of a split stand in a router, and which field of an entry names its version. */
export interface EntryPlace {
  readonly list: readonly (string | number)[];
  readonly key: readonly string[];
  readonly natureOf: EntryForm['natureOf'];
}

/** The weightObjRef of an entry: by what names its version, which stays when entries are added or moved. */
export function weightReference(
  router: JsonObject,
  entries: readonly JsonObject[],
  {list, key, natureOf}: EntryPlace,
  value: string,
): JsonObject {
  const index = entries.findIndex((each) => {
    const nature = natureOf(each);
    return nature.kind === 'version' && nature.key === value;
  });
  const isUnique = entries.filter((each) => new Field(each).get(...key).value === value).length === 1;
  const entry: PathSegment = isUnique
    ? {kind: 'filter', field: key.map(segment), operator: '==', value}
    : {kind: 'index', index};
  return compact({
    apiVersion: router.apiVersion,
    kind: router.kind,
    namespace: namespaceOf(router),
    name: nameOf(router),
    fieldPath: formatWeightPath([...list.map(segment), entry, segment('weight')]),
  });
}

function segment(part: string | number): FieldSegment {
  return typeof part === 'number' ? {kind: 'index', index: part} : {kind: 'key', name: part};
}
