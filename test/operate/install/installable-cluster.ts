import type {Cluster, ObjectName, ResourceKind, WatchEvent} from '../../../src/cluster/port.js';
import {Iter8Error} from '../../../src/errors.js';
import {isObject, type JsonObject} from '../../../src/experiment/json.js';

type Verb = 'get' | 'list' | 'patch' | 'delete' | 'watch';

export interface InstallableOptions {
  readonly objects?: readonly JsonObject[];
  /** Pods of Deployments run at once; otherwise never. */
  readonly arePodsAvailable?: boolean;
  /** Conditions of new definitions; established unless given. */
  readonly conditions?: readonly JsonObject[];
  /** How often clients are told that a kind does not exist, before it is listed. */
  readonly listedLate?: number;
  /** Said at every write. */
  readonly warning?: string;
  /** Called before each call: throws what the server would answer. */
  readonly interfere?: (verb: Verb, kind: ResourceKind, name: string | undefined) => void;
}

/** What `install` needs of a server: server-side apply that creates, definitions that are established, rollouts. */
export interface InstallableCluster extends Cluster {
  /** `Kind namespace/name` of all that is stored. */
  names(): string[];
}

const ESTABLISHED = [{type: 'Established', status: 'True'}];

export function installableCluster(options: InstallableOptions = {}): InstallableCluster {
  const {arePodsAvailable = false, conditions = ESTABLISHED, listedLate = 0, warning, interfere} = options;
  let asked = 0;
  const stored = new Map<string, {kind: ResourceKind; object: JsonObject}>();
  const keyOf = ({group, kind}: ResourceKind, {namespace = '', name}: ObjectName) =>
    [group, kind, namespace, name].join('|');
  const put = (kind: ResourceKind, name: ObjectName, object: JsonObject) => {
    const status = statusOf(kind, {arePodsAvailable, conditions});
    stored.set(keyOf(kind, name), {kind, object: {...object, ...(status && {status})}});
  };
  for (const object of options.objects ?? []) put(kindOf(object), nameIn(object), object);
  const unused = () => Promise.reject(new Error('install does not need this'));
  const all = (kind: ResourceKind) =>
    [...stored.values()]
      .filter((each) => each.kind.kind === kind.kind && each.kind.group === kind.group)
      .map(({object}) => object);

  return {
    server: 'https://cluster.test:6443',
    namespace: 'default',
    user: 'kim',
    names: () =>
      [...stored.values()].map(({kind, object}) => {
        const {namespace, name} = nameIn(object);
        return `${kind.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      }),
    get: async (kind, name) => {
      interfere?.('get', kind, name.name);
      const found = stored.get(keyOf(kind, name));
      if (found) return found.object;
      throw new Iter8Error('NOT_FOUND', `no ${kind.plural} "${name.name}"`);
    },
    list: async (kind, {namespace, labelSelector = ''}) => {
      interfere?.('list', kind, undefined);
      const [, label = '', operator, value] = /^(\S+?)(!?=)(\S*)$/.exec(labelSelector) ?? [];
      const items = all(kind).filter((object) => {
        const {labels} = object.metadata as {labels?: JsonObject};
        const isEqual = isObject(labels) && labels[label] === value;
        return (
          (namespace === undefined || nameIn(object).namespace === namespace) && isEqual === (operator === '=')
        );
      });
      return {items, resourceVersion: '1'};
    },
    patch: async (kind, name, patch, call) => {
      interfere?.('patch', kind, name.name);
      if (warning !== undefined) call?.onWarning?.(warning);
      if (patch.kind !== 'apply') throw new Error('install only applies');
      if (!call?.dryRun) put(kind, name, patch.value);
      return patch.value;
    },
    delete: async (kind, name, call) => {
      interfere?.('delete', kind, name.name);
      if (!call?.dryRun) stored.delete(keyOf(kind, name));
    },
    async *watch(kind, {fieldSelector}, signal): AsyncGenerator<WatchEvent, void, undefined> {
      interfere?.('watch', kind, undefined);
      for (const object of all(kind)) {
        if (fieldSelector === `metadata.name=${nameIn(object).name}`) yield {kind: 'added', object};
      }
      yield {kind: 'synced'};
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    findKind: (wanted) => {
      asked += 1;
      return Promise.resolve(
        asked > listedLate ? {...wanted, version: 'v1', plural: '', isNamespaced: true} : undefined,
      );
    },
    findResource: unused,
    table: unused,
    create: unused,
    replace: unused,
    getText: unused,
    close: () => undefined,
  };
}

function statusOf(
  {kind}: ResourceKind,
  {arePodsAvailable, conditions}: {arePodsAvailable: boolean; conditions: readonly JsonObject[]},
): JsonObject | undefined {
  if (kind === 'CustomResourceDefinition') return {conditions};
  if (kind !== 'Deployment') return undefined;
  return arePodsAvailable
    ? {replicas: 1, updatedReplicas: 1, availableReplicas: 1}
    : {replicas: 1, updatedReplicas: 1};
}

function nameIn(object: JsonObject): ObjectName {
  return object.metadata as unknown as ObjectName;
}

function kindOf({apiVersion, kind}: JsonObject): ResourceKind {
  const [version = '', group = ''] = (apiVersion as string).split('/').reverse();
  return {group, version, kind: kind as string, plural: `${(kind as string).toLowerCase()}s`, isNamespaced: true};
}
