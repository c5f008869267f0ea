import {ConflictError} from '../../cluster/conflict-error.js';
import {isNotFound} from '../../cluster/not-found.js';
import {type Cause, RefusalError} from '../../cluster/refusal-error.js';
import {Field, type FieldPath} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import {apiVersionOf, kindOf} from '../../experiment/reading/resource.js';
import {type Finding, wrongField, wrongValue} from '../../experiment/validate/finding.js';
import {shellWord} from './grants.js';
import {ifAllowed, type World} from './world.js';

/** What the server thinks of a resource. */
export interface Opinion {
  readonly findings: readonly Finding[];
  /** Whether there is a place where the resource could be. */
  readonly hasPlace: boolean;
}

const CONTENT: Opinion = {findings: [], hasPlace: true};

/** Lets the server check a resource as if it were created. One of that name that is there already is no mistake. */
export async function serverOpinion(resource: JsonObject, world: World): Promise<Opinion> {
  const {cluster, signal} = world;
  const version = apiVersionOf(resource).slice(GROUP.length + 1);
  const wanted = {group: GROUP, kind: kindOf(resource), version};
  const kind = await cluster.findKind(wanted, {signal});
  if (!kind) return {findings: [unserved(wanted)], hasPlace: false};
  try {
    await ifAllowed(world, cluster.create(kind, resource, {dryRun: true, signal}));
    return CONTENT;
  } catch (error) {
    if (error instanceof ConflictError) return CONTENT;
    if (error instanceof RefusalError) return {findings: refused(error), hasPlace: true};
    if (isNotFound(error)) return {findings: [withoutNamespace(resource)], hasPlace: false};
    throw error;
  }
}

function unserved({kind, version}: {readonly kind: string; readonly version: string}): Finding {
  const message = `the server knows no ${kind} of ${GROUP}/${version}; bring it there with: iter8ctl install`;
  return wrongValue({path: ['apiVersion']}, message);
}

function withoutNamespace(resource: JsonObject): Finding {
  const place = new Field(resource).get('metadata', 'namespace');
  const namespace = place.text() ?? '';
  const message = `there is no namespace ${JSON.stringify(namespace)}; make it with: kubectl create namespace ${shellWord(namespace)}`;
  return wrongValue(place, message);
}

function refused({causes, message}: RefusalError): Finding[] {
  if (causes.length === 0) return [wrongField({path: []}, message)];
  return causes.map((cause) => wrongValue({path: pathOf(cause)}, `the server refuses it: ${cause.message}`));
}

/** `spec.objectives[0].upperLimit`, `metadata.labels[a.b/c]`; a server writes `<nil>` for the whole. */
function pathOf({field}: Cause): FieldPath {
  if (field === '<nil>') return [];
  const keys = [...field.matchAll(/\[(\d+)\]|\[([^\]]*)\]|([^.[\]]+)/g)];
  return keys.map(([, index, key, name]) => (index === undefined ? (key ?? name ?? '') : Number(index)));
}
