import {Iter8Error} from '../../errors.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import type {Call, ObjectList, ResourceKind, Selection} from '../port.js';
import type {Api} from './api.js';
import {metadataOf, resourceVersionOf} from './metadata.js';
import {apiVersionOf, collectionPath, withQuery} from './paths.js';
import {ExpiredError} from './status-error.js';

/** Objects in one answer. */
const CHUNK = '500';
/** As often a list may go stale on the way; then it is asked for in one piece. */
const MOST_RESTARTS = 2;

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

interface ListCall extends Call {
  readonly selection: Selection;
  readonly accept?: string;
  readonly includeObject?: string;
}

/** All objects, in chunks; begun anew when it goes stale on the way. */
export async function listObjects(
  api: Api,
  kind: ResourceKind,
  selection: Selection,
  {signal}: Call,
): Promise<ObjectList> {
  const pages = await readPages(api, kind, {selection, signal});
  const apiVersion = apiVersionOf(kind);
  const items = pages.flatMap((page) => objectsIn(page.items));
  return {
    // the items of a list of a built-in kind do not say what they are
    items: items.map((item) => (item.kind === undefined ? {apiVersion, kind: kind.kind, ...item} : item)),
    resourceVersion: resourceVersionOf(pages.at(-1) ?? {}) ?? '',
  };
}

/** The server's table, with the rows of all chunks. */
export async function listTable(
  api: Api,
  kind: ResourceKind,
  selection: Selection,
  {signal}: Call,
): Promise<JsonObject> {
  const pages = await readPages(api, kind, {selection, signal, accept: TABLE, includeObject: 'Metadata'});
  const [first = {}] = pages;
  if (first.kind !== 'Table')
    throw new Iter8Error(
      'UNREACHABLE',
      `${api.settings.server} gives no table of ${kind.plural}, though it was asked to`,
    );
  return {
    ...first,
    metadata: metadataOf(pages.at(-1) ?? first),
    rows: pages.flatMap((page) => objectsIn(page.rows)),
  };
}

async function readPages(api: Api, kind: ResourceKind, call: ListCall): Promise<readonly JsonObject[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await readAllPages(api, kind, call, restarts < MOST_RESTARTS ? CHUNK : undefined);
    } catch (error) {
      if (!(error instanceof ExpiredError) || restarts === MOST_RESTARTS) throw error;
    }
  }
}

async function readAllPages(
  api: Api,
  kind: ResourceKind,
  {selection, signal, accept, includeObject}: ListCall,
  limit: string | undefined,
): Promise<readonly JsonObject[]> {
  const pages: JsonObject[] = [];
  let next: string | undefined;
  do {
    const {namespace, labelSelector, fieldSelector} = selection;
    const query = {limit, continue: next, labelSelector, fieldSelector, includeObject};
    const path = withQuery(collectionPath(kind, namespace), query);
    const page = await api.object({
      verb: 'list',
      kind,
      object: {namespace},
      path,
      signal,
      ...(accept ? {accept} : {}),
    });
    pages.push(page);
    const {continue: token} = metadataOf(page);
    next = typeof token === 'string' && token !== '' ? token : undefined;
  } while (next !== undefined);
  return pages;
}

function objectsIn(items: Json | undefined): readonly JsonObject[] {
  return Array.isArray(items) ? (items as readonly Json[]).filter(isObject) : [];
}
