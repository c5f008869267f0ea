import {ifThere} from './not-found.js';
import {Field} from '../experiment/field.js';
import type {Json, JsonObject} from '../experiment/json.js';
import type {Api} from './api/api.js';
import {Discovery, type WantedKind} from './api/discovery.js';
import {writeJson} from './api/json.js';
import {listObjects, listTable} from './api/list.js';
import {apiVersionOf, collectionPath, objectPath, type Query, withQuery} from './api/paths.js';
import type {ApiRequest} from './api/request.js';
import {KindGoneError} from './api/status-error.js';
import type {
  Call,
  Cluster,
  DeleteCall,
  ObjectList,
  ObjectName,
  Patch,
  ResourceKind,
  Selection,
  Subresource,
  TextCall,
  WatchEvent,
  WriteCall,
} from './port.js';
import {watchObjects} from './watch/watch.js';

const FIELD_MANAGER = 'iter8ctl';
const JSON_TYPE = 'application/json';
const PATCH_TYPES: Readonly<Record<Patch['kind'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml', // every JSON text is one of YAML
};

/** A Kubernetes API server over HTTP. */
export class KubernetesCluster implements Cluster {
  private readonly discovery: Discovery;

  constructor(
    private readonly api: Api,
    readonly namespace: string,
    readonly user: string | undefined,
  ) {
    this.discovery = new Discovery(api);
  }

  get server(): string {
    return this.api.settings.server;
  }

  findKind(wanted: WantedKind, call?: Call): Promise<ResourceKind | undefined> {
    return this.discovery.find(wanted, call);
  }

  findResource(text: string, call?: Call): Promise<ResourceKind | undefined> {
    return this.discovery.findByText(text, call);
  }

  get(kind: ResourceKind, name: ObjectName, call: Call = {}): Promise<JsonObject> {
    const object = this.placed(kind, name);
    return this.ask({verb: 'get', kind, object, path: objectPath(kind, object), signal: call.signal});
  }

  list(kind: ResourceKind, selection: Selection, call: Call = {}): Promise<ObjectList> {
    return this.known(listObjects(this.api, kind, selection, call));
  }

  table(kind: ResourceKind, selection: Selection, call: Call = {}): Promise<JsonObject> {
    return this.known(listTable(this.api, kind, selection, call));
  }

  async *watch(
    kind: ResourceKind,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent, void, undefined> {
    try {
      yield* watchObjects({api: this.api, kind, selection, signal});
    } catch (error) {
      throw this.noted(error);
    }
  }

  create(kind: ResourceKind, object: JsonObject, call: WriteCall = {}): Promise<JsonObject> {
    const {name, namespace} = this.identity(kind, object);
    const path = withQuery(collectionPath(kind, namespace), writeQuery(call));
    const body = {type: JSON_TYPE, text: writeJson({apiVersion: apiVersionOf(kind), kind: kind.kind, ...object})};
    return this.ask({verb: 'create', kind, object: {name, namespace}, path, body, ...callOf(call)});
  }

  replace(kind: ResourceKind, object: JsonObject, call: WriteCall & Subresource = {}): Promise<JsonObject> {
    const {name, namespace} = this.identity(kind, object);
    if (name === undefined) throw new Error(`a ${kind.kind} without a name cannot be replaced`);
    const path = withQuery(objectPath(kind, {name, namespace}, call.subresource), writeQuery(call));
    const body = {type: JSON_TYPE, text: writeJson({apiVersion: apiVersionOf(kind), kind: kind.kind, ...object})};
    return this.ask({verb: 'update', kind, object: {name, namespace}, path, body, ...callOf(call)});
  }

  patch(
    kind: ResourceKind,
    name: ObjectName,
    patch: Patch,
    call: WriteCall & Subresource = {},
  ): Promise<JsonObject> {
    const object = this.placed(kind, name);
    const force = patch.kind === 'apply' && patch.force ? 'true' : undefined;
    const path = withQuery(objectPath(kind, object, call.subresource), {...writeQuery(call), force});
    const text = writeJson(patch.kind === 'json' ? patch.operations : patch.value);
    const body = {type: PATCH_TYPES[patch.kind], text};
    return this.ask({verb: 'patch', kind, object, path, body, ...callOf(call)});
  }

  async delete(kind: ResourceKind, name: ObjectName, call: DeleteCall = {}): Promise<void> {
    const object = this.placed(kind, name);
    const body = {type: JSON_TYPE, text: writeJson(deleteOptions(call))};
    const path = objectPath(kind, object);
    await ifThere(this.ask({verb: 'delete', kind, object, path, body, ...callOf(call)}));
  }

  getText(path: string, {signal, onDate}: TextCall = {}): Promise<string> {
    return this.api.text({verb: 'get', path, signal, onDate});
  }

  close(): void {
    this.api.settings.transport.close();
  }

  private ask(request: ApiRequest): Promise<JsonObject> {
    return this.known(this.api.object(request));
  }

  private async known<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.noted(error);
    }
  }

  /** Where a kind turns out to be gone, the next question for it must be a real one. */
  private noted(error: unknown): unknown {
    if (error instanceof KindGoneError) this.discovery.forget();
    return error;
  }

  private placed(kind: ResourceKind, {name, namespace}: ObjectName): ObjectName {
    return {name, namespace: kind.isNamespaced ? (namespace ?? this.namespace) : undefined};
  }

  private identity(kind: ResourceKind, object: JsonObject): Partial<ObjectName> {
    const metadata = new Field(object).get('metadata');
    const namespace = metadata.get('namespace').text() ?? this.namespace;
    return {name: metadata.get('name').text(), namespace: kind.isNamespaced ? namespace : undefined};
  }
}

function writeQuery({dryRun, fieldManager = FIELD_MANAGER}: WriteCall): Query {
  return {fieldManager, dryRun: dryRun ? 'All' : undefined};
}

function callOf({signal, onWarning}: WriteCall): Pick<ApiRequest, 'signal' | 'onWarning'> {
  return {signal, onWarning};
}

function deleteOptions({uid, resourceVersion, propagation = 'Background', dryRun}: DeleteCall): JsonObject {
  const preconditions: JsonObject = {uid, resourceVersion};
  const hasAny = uid !== undefined || resourceVersion !== undefined;
  const optional: Record<string, Json> = {
    ...(hasAny ? {preconditions} : {}),
    ...(dryRun ? {dryRun: ['All']} : {}),
  };
  return {apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation, ...optional};
}
