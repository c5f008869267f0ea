import {apportion} from '../analysis/apportion.js';
import {Iter8Error} from '../errors.js';
import {Field} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import {formatWeightPath, type PathSegment, type WeightPath} from '../experiment/weight-path.js';
import {isSameTarget, targetsOf} from './knative.js';
import {objectName} from './object-name.js';
import {presentWeight} from './routers.js';
import {resolveWeightPath} from './resolve.js';

/** A version that a router knows, as an Experiment would have it. */
export interface RouterVersion {
  /** Unique in the router: its tag, subset, Service or revision. */
  readonly name: string;
  /** Knative only, where an entry of the status tells it: what `variables` of a version call `revision`. */
  readonly revision?: string;
  /** Which rule of the router it belongs to, from 0: traffic is split among the versions of one rule. */
  readonly rule: number;
  /** Percent of the traffic that arrives at its rule. */
  readonly currentWeight: number;
  readonly weightObjRef: JsonObject;
}

/** A place for a weight, before it is known how much it is. */
interface Entry {
  readonly name: string;
  readonly revision?: string | undefined;
  readonly path: WeightPath;
}

/** The entries among which traffic is split; a router with several rules has several splits. */
type Split = readonly Entry[];

const READERS: Readonly<Record<string, (router: Field) => readonly Split[]>> = {
  'serving.knative.dev/Service': knativeSplits,
  'networking.istio.io/VirtualService': istioSplits,
  'gateway.networking.k8s.io/HTTPRoute': gatewaySplits,
};

/**
 * The versions among which an object splits traffic, in its order: what `create experiment --from` proposes.
 *
 * @returns empty for an object without any entry
 * @throws Iter8Error INVALID for a kind other than a Knative Service, an Istio VirtualService, or an HTTPRoute
 * @throws FieldError where the object holds something else than its kind says
 */
export function versionsOfRouter(object: JsonObject): readonly RouterVersion[] {
  const router = new Field(object);
  const apiVersion = router.get('apiVersion').text() ?? '';
  const kind = `${apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))}/${router.get('kind').text() ?? ''}`;
  const reader = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  if (!reader) {
    const hint = `versions can be read off ${Object.keys(READERS).join(', ')}`;
    throw new Iter8Error('INVALID', `${objectName(object)} tells no versions`, hint);
  }
  return withUniqueNames(reader(router).flatMap((split, rule) => weighed(object, split, rule)));
}

function weighed(object: JsonObject, split: Split, rule: number): RouterVersion[] {
  const weights = split.map(({path}) => presentWeight(object, resolveWeightPath(object, path)).weight);
  const percents = percentsOf(weights);
  return split.map(({name, revision, path}, at) => ({
    name,
    ...(revision !== undefined && {revision}),
    rule,
    currentWeight: percents[at] ?? 0,
    weightObjRef: referenceTo(object, path),
  }));
}

function percentsOf(weights: readonly number[]): readonly number[] {
  if (weights.every((weight) => weight === 0)) return weights;
  return apportion(weights.map((parts, at) => ({version: String(at), parts}))).map(({percent}) => percent);
}

function referenceTo(object: JsonObject, path: WeightPath): JsonObject {
  const metadata = new Field(object).get('metadata');
  const namespace = metadata.get('namespace').text();
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace !== undefined && {namespace}),
    name: metadata.get('name').requiredText(),
    fieldPath: formatWeightPath(path),
  };
}

/** The second of a name gets -2, the third -3. */
function withUniqueNames(versions: readonly RouterVersion[]): readonly RouterVersion[] {
  const taken = new Set<string>();
  return versions.map((version) => {
    let {name} = version;
    for (let count = 2; taken.has(name); count += 1) name = `${version.name}-${count}`;
    taken.add(name);
    return {...version, name};
  });
}

/** By tag, which stays when entries are added or removed; by index where an entry has none. */
function knativeSplits(service: Field): readonly Split[] {
  const targets = service.get('spec', 'traffic').items();
  const split = targets.map((target, index): Entry => {
    const tag = target.get('tag').text();
    const inForce = targetsOf(service).find((other) => isSameTarget(target, other));
    const revision = target.get('revisionName').text() ?? inForce?.get('revisionName').text();
    const isOnlyTag = targets.filter((other) => other.get('tag').value === tag).length === 1;
    const entry: PathSegment = tag && isOnlyTag ? tagged(tag) : {kind: 'index', index};
    return {name: tag || revision || 'latest', revision, path: pathTo('spec', 'traffic', entry, 'percent')};
  });
  return [split];
}

function tagged(value: string): PathSegment {
  return {kind: 'filter', field: [{kind: 'key', name: 'tag'}], operator: '==', value};
}

function istioSplits(service: Field): readonly Split[] {
  return ['http', 'tls', 'tcp'].flatMap((protocol) => {
    return service
      .get('spec', protocol)
      .items()
      .map((rule, index) =>
        destinations(rule.get('route'), pathTo('spec', protocol, {kind: 'index', index}, 'route')),
      );
  });
}

function destinations(route: Field, path: WeightPath): Split {
  return route.items().map((entry, index) => {
    const destination = entry.get('destination');
    const name = destination.get('subset').text() || destination.get('host').text() || 'destination';
    return {name, path: [...path, ...pathTo({kind: 'index', index}, 'weight')]};
  });
}

function gatewaySplits(route: Field): readonly Split[] {
  return route
    .get('spec', 'rules')
    .items()
    .map((rule, at) =>
      rule
        .get('backendRefs')
        .items()
        .map((backend, index) => ({
          name: backend.get('name').requiredText(),
          path: pathTo(
            'spec',
            'rules',
            {kind: 'index', index: at},
            'backendRefs',
            {kind: 'index', index},
            'weight',
          ),
        })),
    );
}

function pathTo(...parts: readonly (string | PathSegment)[]): WeightPath {
  return parts.map((part) => (typeof part === 'string' ? {kind: 'key', name: part} : part));
}
