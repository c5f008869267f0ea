import {ApiError, badRequest, expired} from '../api-error.js';
import {type Call, numberParameter} from '../call.js';
import type {JsonObject} from '../../../experiment/json.js';
import {present} from '../present.js';
import {parseSelection, type Selection} from '../select/selection.js';
import type {ServerState} from '../state.js';
import type {ListMetadata} from '../table/view.js';

export interface ObjectList {
  readonly objects: readonly JsonObject[];
  readonly metadata: ListMetadata;
}

/** A list that is handed out in parts: all of its objects as they were when it began. */
interface Pending {
  readonly objects: readonly JsonObject[];
  readonly resourceVersion: string;
  readonly isNarrowed: boolean;
}

/** So many lists may be under way at the same time; the oldest is then given up. */
const MOST_PENDING = 200;

/** Lists, whole or in parts: all parts of a list show the same moment. */
export class Lists {
  readonly #state: ServerState;
  readonly #pending = new Map<string, Pending>();
  #count = 0;

  constructor(state: ServerState) {
    this.#state = state;
  }

  /** @throws ApiError 400 for a selector; 410 for a list that is given up; 504 for a future that has not come */
  list(call: Call): ObjectList {
    const token = call.query.get('continue');
    if (token) return this.#next(token, call);
    checkVersion(call.query, this.#state.store.revision);
    const selection = selectionOf(call);
    const objects = selectObjects(this.#state, call, selection);
    const {isNarrowed} = selection;
    return this.#part({objects, resourceVersion: `${this.#state.store.revision}`, isNarrowed}, 0, call);
  }

  /** Gives up all lists under way, whose objects are as old as the events that are forgotten. */
  compact(): void {
    this.#pending.clear();
  }

  #next(token: string, call: Call): ObjectList {
    if (!/^\d+\.\d+$/.test(token)) throw badRequest('continue key is not valid');
    const [id = '', from] = token.split('.');
    const pending = this.#pending.get(id);
    if (!pending) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
      );
    }
    this.#pending.delete(id);
    return this.#part(pending, Number(from), call);
  }

  #part(pending: Pending, from: number, call: Call): ObjectList {
    const {objects, resourceVersion, isNarrowed} = pending;
    const end = from + (numberParameter(call.query, 'limit') || objects.length);
    const left = objects.length - end;
    if (left <= 0) return {objects: objects.slice(from), metadata: {resourceVersion}};
    const metadata = {
      resourceVersion,
      continue: `${this.#remember(pending)}.${end}`,
      ...(!isNarrowed && {remainingItemCount: left}),
    };
    return {objects: objects.slice(from, end), metadata};
  }

  #remember(pending: Pending): string {
    this.#count += 1;
    const id = `${this.#count}`;
    this.#pending.set(id, pending);
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > MOST_PENDING && oldest !== undefined) this.#pending.delete(oldest);
    return id;
  }
}

export function selectionOf(call: Call): Selection {
  return parseSelection(call.type, {
    labelSelector: call.query.get('labelSelector') ?? '',
    fieldSelector: call.query.get('fieldSelector') ?? '',
    name: call.name,
  });
}

export function selectObjects(
  {store}: ServerState,
  {type, namespace}: Call,
  selection: Selection,
): readonly JsonObject[] {
  return store
    .list(type.storage, namespace)
    .map((stored) => present(type, stored))
    .filter(selection.matches);
}

function checkVersion(query: URLSearchParams, current: number): void {
  const wanted = numberParameter(query, 'resourceVersion') ?? 0;
  if (wanted <= current) {
    if (query.get('resourceVersionMatch') === 'Exact' && wanted > 0 && wanted < current) {
      throw expired(`The resourceVersion for the provided list is too old.`);
    }
    return;
  }
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  throw new ApiError(504, 'Timeout', message, {
    causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}],
    retryAfterSeconds: 1,
  });
}
