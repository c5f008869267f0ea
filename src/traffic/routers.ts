import {Iter8Error} from '../errors.js';
import {describeValue, Field} from '../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../experiment/json.js';
import {knativeWeight} from './knative.js';
import {objectName} from './object-name.js';
import {pointerOf, type ResolvedPath} from './resolve.js';

/** What is special about weights in a kind of object. Kinds that are not listed have nothing special. */
interface RouterKnowledge {
  readonly group: string;
  readonly kind: string;
  /** What a weight counts that is not written; undefined: 0. */
  readonly absentWeight?: (object: JsonObject, place: ResolvedPath) => number;
  /** The weight that traffic really has, where the object tells it elsewhere; undefined: the one that is written. */
  readonly weightInForce?: (object: JsonObject, place: ResolvedPath) => number | undefined;
  /** Why percents cannot be written to the object; undefined: they can. */
  readonly obstacle?: (object: JsonObject) => string | undefined;
}

const ROUTERS: readonly RouterKnowledge[] = [
  {group: 'serving.knative.dev', kind: 'Service', weightInForce: knativeWeight},
  {group: 'networking.istio.io', kind: 'VirtualService', absentWeight: onlyDestination},
  {group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', absentWeight: () => 1},
  // Without a canary everything goes to the latest revision.
  {group: 'serving.kserve.io', kind: 'InferenceService', absentWeight: () => 100},
  {group: 'networking.k8s.io', kind: 'Ingress', obstacle: otherTotal},
];

function knowledgeOf(object: JsonObject): RouterKnowledge | undefined {
  const resource = new Field(object);
  const [apiVersion, kind] = [resource.get('apiVersion').text() ?? '', resource.get('kind').text()];
  return ROUTERS.find((router) => router.kind === kind && apiVersion.startsWith(`${router.group}/`));
}

/** Istio sends everything to a destination that is the only one, and nothing to one of several without a weight. */
function onlyDestination(object: JsonObject, {keys}: ResolvedPath): number {
  const siblings = keys.slice(0, -2).reduce<Json | undefined>((value, key) => {
    return isObject(value) || Array.isArray(value) ? (value as JsonObject)[key] : undefined;
  }, object);
  return Array.isArray(siblings) && siblings.length === 1 ? 100 : 0;
}

const TOTAL = 'nginx.ingress.kubernetes.io/canary-weight-total';

function otherTotal(object: JsonObject): string | undefined {
  const total = new Field(object).get('metadata', 'annotations', TOTAL).value;
  if (total === undefined || total === null || Number(total) === 100) return undefined;
  return `annotation ${TOTAL} is ${describeValue(total)}, and weights of experiments are percents; remove it`;
}

/** A weight as it was read. */
export interface PresentWeight {
  /** A whole number from 0 up; percents only as long as all of them are 100 in total. */
  readonly weight: number;
  /** Undefined: it is just what is written at the place. */
  readonly note?: string;
}

/**
 * The weight at a place of an object.
 *
 * @throws Iter8Error INVALID when something else stands there, or the object does not count in percents
 */
export function presentWeight(object: JsonObject, place: ResolvedPath): PresentWeight {
  const knowledge = knowledgeOf(object);
  const obstacle = knowledge?.obstacle?.(object);
  if (obstacle !== undefined) throw new Iter8Error('INVALID', `${objectName(object)}: ${obstacle}`);
  const where = `${objectName(object)}: ${pointerOf(place.keys)}`;
  const weight = writtenWeight(place, where) ?? knowledge?.absentWeight?.(object, place) ?? 0;
  const inForce = knowledge?.weightInForce?.(object, place) ?? weight;
  if (inForce !== weight) return {weight: inForce, note: `${where} is ${weight}, but ${inForce} is in force`};
  return place.value === undefined ? {weight, note: `${where} is not there and counts as ${weight}`} : {weight};
}

function writtenWeight({value}: ResolvedPath, where: string): number | undefined {
  if (value === undefined) return undefined;
  const weight = readWeight(value);
  if (weight !== undefined) return weight;
  const problem = `holds ${describeValue(value)}, and a weight is a whole number from 0 up`;
  throw new Iter8Error('INVALID', `${where} ${problem}`);
}

function readWeight(value: Json): number | undefined {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
