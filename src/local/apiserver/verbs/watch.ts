import type {JsonObject} from '../../../experiment/json.js';
import {ApiError, badRequest} from '../api-error.js';
import {type Call, isTrue, numberParameter} from '../call.js';
import {apiVersionOf, DEFINITIONS} from '../kinds/resource-type.js';
import {namespaceOf, withMetadata} from '../object.js';
import {present} from '../present.js';
import type {Selection} from '../select/selection.js';
import type {ServerState} from '../state.js';
import type {Change} from '../store.js';
import {type View, viewEvent} from '../table/view.js';
import {selectionOf, selectObjects} from './list.js';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: JsonObject;
}

/** Where events go, and how the server ends it. */
export interface Watcher {
  readonly tell: (event: WatchEvent) => void;
  readonly end: () => void;
}

const NOBODY: Watcher = {tell: () => undefined, end: () => undefined};

/** Tells what happens to the objects of a kind from a resourceVersion on; without one, first all that there are. */
export class Watch {
  readonly #state: ServerState;
  readonly #call: Call;
  readonly #view: View;
  readonly #selection: Selection;
  readonly #from: number | undefined;
  #watcher: Watcher = NOBODY;
  #unsubscribe: () => void = () => undefined;
  #isFirst = true;

  /** @throws ApiError 400 if a selector or the resourceVersion cannot be read */
  constructor(state: ServerState, call: Call, view: View) {
    this.#state = state;
    this.#call = call;
    this.#view = view;
    this.#selection = selectionOf(call);
    this.#from = startingVersion(call.query);
  }

  start(watcher: Watcher): void {
    this.#watcher = watcher;
    const from = this.#from;
    const wantsAll = isTrue(this.#call.query, 'sendInitialEvents');
    if (from === undefined || wantsAll) this.#tellAll();
    if (wantsAll) this.#bookmark({'k8s.io/initial-events-end': 'true'});
    if (from !== undefined && !wantsAll && !this.#tellSince(from)) return;
    const after = wantsAll ? 0 : (from ?? 0);
    this.#unsubscribe = this.#state.store.subscribe((change) => {
      if (change.revision > after) this.#tell(change);
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** Up to which resourceVersion everything has been told. */
  bookmark(): void {
    if (isTrue(this.#call.query, 'allowWatchBookmarks')) this.#bookmark();
  }

  #bookmark(annotations?: JsonObject): void {
    const {type} = this.#call;
    const metadata: JsonObject = {resourceVersion: `${this.#state.store.revision}`, creationTimestamp: null};
    const object: JsonObject = {
      kind: type.kind,
      apiVersion: apiVersionOf(type),
      metadata: annotations ? {...metadata, annotations} : metadata,
    };
    this.#send('BOOKMARK', object);
  }

  #tellAll(): void {
    selectObjects(this.#state, this.#call, this.#selection).forEach((object) => this.#send('ADDED', object));
  }

  /** @returns false if what happened since then is forgotten, which the client is told */
  #tellSince(revision: number): boolean {
    try {
      this.#state.store.changesSince(revision).forEach((change) => this.#tell(change));
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#watcher.tell({type: 'ERROR', object: error.status});
      this.#watcher.end();
      return false;
    }
  }

  /** To a watch with selectors, objects come and go as they begin and cease to match. */
  #tell({type: what, storage, object, previous, revision}: Change): void {
    const {type, namespace} = this.#call;
    if (storage === DEFINITIONS && what === 'DELETED') this.#endWhereGone();
    if (storage !== type.storage || (namespace && namespaceOf(object) !== namespace)) return;
    const now = present(type, object);
    const then = previous && present(type, previous);
    const matched = then !== undefined && this.#selection.matches(then);
    const matches = what !== 'DELETED' && this.#selection.matches(now);
    if (matches) this.#send(matched ? 'MODIFIED' : 'ADDED', now);
    else if (matched) this.#send('DELETED', lastSeen(what === 'DELETED' ? now : then, revision));
  }

  #endWhereGone(): void {
    const {group, version, plural} = this.#call.type;
    if (!this.#state.registry.find(group, version, plural)) this.#watcher.end();
  }

  #send(type: WatchEvent['type'], object: JsonObject): void {
    const shown = viewEvent(this.#view, this.#call.type, object, this.#isFirst);
    this.#isFirst = false;
    this.#watcher.tell({type, object: shown});
  }
}

function lastSeen(object: JsonObject, revision: number): JsonObject {
  return withMetadata(object, {resourceVersion: `${revision}`});
}

/** Undefined: from now, after all that there is. */
function startingVersion(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion') ?? '';
  if (text === '' || text === '0') return undefined;
  const version = numberParameter(query, 'resourceVersion');
  if (version === undefined) throw badRequest(`Invalid value: ${JSON.stringify(text)}: resourceVersion`);
  return version;
}
