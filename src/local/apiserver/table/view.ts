import type {Json, JsonObject} from '../../../experiment/json.js';
import {apiVersionOf, type ResourceType} from '../kinds/resource-type.js';
import {metadataOf, versionOf, withMembers} from '../object.js';
import type {Column} from './column.js';

/** How the client wants objects: whole, as rows of a table, or their metadata alone. */
export interface View {
  readonly form: 'whole' | 'table' | 'metadata';
  /** What a row carries beside its cells. */
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  /** For ages; a watch asks again and again. */
  readonly now: () => Date;
}

export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
  readonly remainingItemCount?: number | undefined;
}

const META = 'meta.k8s.io/v1';

export function viewObject(view: View, type: ResourceType, object: JsonObject): JsonObject {
  if (view.form === 'metadata') return metadataOnly(object);
  return view.form === 'table' ? table(view, type, [object], {resourceVersion: versionOf(object)}) : object;
}

export function viewList(
  view: View,
  type: ResourceType,
  objects: readonly JsonObject[],
  metadata: ListMetadata,
): JsonObject {
  if (view.form === 'table') return table(view, type, objects, metadata);
  if (view.form === 'metadata') {
    const items = objects.map(metadataOnly);
    return {kind: 'PartialObjectMetadataList', apiVersion: META, metadata: {...metadata}, items};
  }
  return {kind: `${type.kind}List`, apiVersion: apiVersionOf(type), ...wholeList(type, objects, metadata)};
}

/** Members of a built-in list leave it to the list what they are; custom ones say it each. */
function wholeList({isCustom}: ResourceType, objects: readonly JsonObject[], metadata: ListMetadata): JsonObject {
  if (isCustom) return {metadata: {continue: '', ...metadata}, items: objects};
  return {
    metadata: {...metadata},
    items: objects.map((object) => withMembers(object, {kind: undefined, apiVersion: undefined})),
  };
}

/** As a watch tells it: after the first table, the columns are known. */
export function viewEvent(view: View, type: ResourceType, object: JsonObject, isFirst: boolean): JsonObject {
  const shown = viewObject(view, type, object);
  return view.form === 'table' && !isFirst ? {...shown, columnDefinitions: null} : shown;
}

function metadataOnly(object: JsonObject): JsonObject {
  return {kind: 'PartialObjectMetadata', apiVersion: META, metadata: metadataOf(object)};
}

function table(
  view: View,
  {columns}: ResourceType,
  objects: readonly JsonObject[],
  metadata: ListMetadata,
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: META,
    metadata: {...metadata},
    columnDefinitions: columns.map(definition),
    rows: objects.map((object) => row(view, columns, object)),
  };
}

function definition({name, type, format = '', description = '', priority = 0}: Column): Json {
  return {name, type, format, description, priority};
}

function row({includeObject, now}: View, columns: readonly Column[], object: JsonObject): Json {
  const cells = columns.map((column) => column.value(object, now()));
  if (includeObject === 'None') return {cells};
  return {cells, object: includeObject === 'Object' ? object : metadataOnly(object)};
}
