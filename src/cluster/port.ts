import type {Json, JsonObject} from '../experiment/json.js';

/** A kind as the cluster serves it, found by discovery. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in URLs: `experiments`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** Where objects are looked for. */
export interface Selection {
  /** Undefined: all namespaces, or a kind without namespaces. */
  readonly namespace?: string | undefined;
  /** As `kubectl -l` takes it: `app=shop,tier!=test`. */
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** One object. */
export interface ObjectName {
  /** Undefined for a kind without namespaces. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Objects and the resourceVersion from which a watch goes on. */
export interface ObjectList {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
}

/**
 * `synced`: all objects that exist have been told (once after the first list, and after each list that had to be made
 * again). `interrupted`: the connection is lost; the watch goes on by itself, and what happens meanwhile is told later.
 * `resumed`: the connection is there again; told once after `interrupted`, before anything that the new one tells.
 */
export type WatchEvent =
  | {readonly kind: 'added' | 'modified' | 'deleted'; readonly object: JsonObject}
  | {readonly kind: 'synced'}
  | {readonly kind: 'interrupted'; readonly reason: string}
  | {readonly kind: 'resumed'};

export interface Call {
  readonly signal?: AbortSignal | undefined;
}

export interface TextCall extends Call {
  /** The server's clock when it answered, to the second; not called where it does not say. */
  readonly onDate?: (date: Date) => void;
}

export interface WriteCall extends Call {
  /** The server checks everything and stores nothing. */
  readonly dryRun?: boolean;
  /** Who writes, in `managedFields`: `iter8ctl` unless said otherwise. */
  readonly fieldManager?: string;
  /** `Warning` headers of the server, one by one. */
  readonly onWarning?: (text: string) => void;
}

export interface DeleteCall extends WriteCall {
  /** Only the object of this UID, not a later one of the same name. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** `Background` unless said otherwise: what it owns goes afterwards. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
}

/** How an object is to be changed. */
export type Patch =
  | {readonly kind: 'json'; readonly operations: readonly JsonPatchOperation[]}
  | {readonly kind: 'merge'; readonly value: JsonObject}
  /** Server-side apply. `force` takes over fields of other managers. */
  | {readonly kind: 'apply'; readonly value: JsonObject; readonly force?: boolean};

/** RFC 6902. */
export type JsonPatchOperation =
  | {readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json}
  | {readonly op: 'remove'; readonly path: string};

/**
 * A Kubernetes API server, as the rest of iter8ctl sees it. Nothing else talks to a cluster.
 *
 * Every call fails with an Iter8Error: NOT_FOUND (the object, or its kind), FORBIDDEN (401 and 403, naming verb, resource
 * and namespace), UNREACHABLE (no connection, TLS, five failures 429 or 5xx in a row, a minute without answer), TIMEOUT
 * (`--request-timeout`),
 * INVALID (400, 422; the server's causes in words), or a ConflictError. An aborted signal rejects with its reason.
 * Reading calls are tried again by themselves, honouring Retry-After; writing calls only where the server said that it did
 * nothing (429, or a refused connection). Integers beyond 2^53 arrive as bigint.
 */
export interface Cluster {
  /** The server's address, for messages. */
  readonly server: string;
  /** Of `--namespace`, else of the context, else `default`. */
  readonly namespace: string;
  /** Who we are, as far as the kubeconfig or the token says; for `iter8.tools` annotations that say who asked. */
  readonly user: string | undefined;

  /**
   * The kind as this server serves it.
   *
   * @param wanted `version` undefined: the one that the server prefers
   * @returns undefined when it serves no such kind
   */
  findKind(
    wanted: {readonly group: string; readonly kind: string; readonly version?: string | undefined},
    call?: Call,
  ): Promise<ResourceKind | undefined>;

  /**
   * The kind that kubectl would take by the name `TYPE[.VERSION][.GROUP]`: plural, singular, kind or short name, whatever
   * their case. Without a group the core group goes before the others, which have the server's order.
   *
   * @returns undefined when it serves no such kind now; what was known before is not relied on
   */
  findResource(text: string, call?: Call): Promise<ResourceKind | undefined>;

  get(kind: ResourceKind, name: ObjectName, call?: Call): Promise<JsonObject>;

  /** In chunks of 500. A list that goes stale on the way (410) is begun anew. */
  list(kind: ResourceKind, selection: Selection, call?: Call): Promise<ObjectList>;

  /** The server's own table (`meta.k8s.io/v1` Table) of a list, in chunks too; `includeObject` metadata alone. */
  table(kind: ResourceKind, selection: Selection, call?: Call): Promise<JsonObject>;

  /**
   * Lists, then watches until the signal aborts: bookmarks, resuming, a new list on 410, silence of a dead connection
   * noticed within a minute. After a new list, objects that have gone meanwhile are told as `deleted` and those that are
   * unchanged are not told again.
   *
   * @throws only what trying again cannot mend: FORBIDDEN, NOT_FOUND (the kind), INVALID (each five times in a row once
   *   there has been a first list, since a server that starts refuses for a while), and UNREACHABLE for the first list
   */
  watch(
    kind: ResourceKind,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent, void, undefined>;

  /** `apiVersion` and `kind` are filled in where the object does not say them; the namespace too. */
  create(kind: ResourceKind, object: JsonObject, call?: WriteCall): Promise<JsonObject>;

  /** Replaces an object, or only its status; with a resourceVersion in it, only if nobody changed it since. */
  replace(kind: ResourceKind, object: JsonObject, call?: WriteCall & Subresource): Promise<JsonObject>;

  patch(kind: ResourceKind, name: ObjectName, patch: Patch, call?: WriteCall & Subresource): Promise<JsonObject>;

  /** Resolves also when it is gone already. */
  delete(kind: ResourceKind, name: ObjectName, call?: DeleteCall): Promise<void>;

  /** Any other path, read as text: `/version`, the log of a Pod. */
  getText(path: string, call?: TextCall): Promise<string>;

  /** Ends idle connections; what runs is not touched. */
  close(): void;
}

export interface Subresource {
  readonly subresource?: 'status';
}
