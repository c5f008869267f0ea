import {formatPath} from '../../experiment/field.js';
import {isObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {REFERENCE_FIELDS, type ReferenceField, referenceProblem} from '../../experiment/object-reference.js';
import {parseWaitFor, type WaitFor} from '../../experiment/wait-for.js';
import {LONGEST_TIMER_MS} from '../../load/clock.js';
import {weightReferences} from '../../traffic/references.js';
import {type Target, targetsOf} from '../../traffic/target.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {shortened} from './shortened.js';

/** What the inputs of `common/readiness` ask for. */
export interface ReadinessRequest extends Pace {
  readonly objects: readonly WantedObject[];
}

interface Pace {
  readonly initialDelayMs: number;
  readonly intervalMs: number;
  /** 1 or more. */
  readonly attempts: number;
}

export type WantedObject = NamedObject | WeightObject;

interface Wanted {
  /** For messages: `deploy shop/web`. */
  readonly label: string;
  readonly namespace: string;
}

/** Of `objRefs`. */
export interface NamedObject extends Wanted {
  readonly from: 'inputs';
  /** As kubectl takes it. */
  readonly type: string;
  readonly name: string;
  readonly waitFor: WaitFor;
}

/** Of a `weightObjRef`; it is to exist. */
export interface WeightObject extends Wanted {
  readonly from: 'version';
  readonly target: Target;
}

/**
 * The objects of the item, then those with the weights of the versions.
 *
 * @param item without any problem that `checkReadiness` knows
 * @throws Iter8Error INVALID when a `weightObjRef` cannot be used
 */
export function readReadiness(item: ActionItem, experiment: Experiment): ReadinessRequest {
  const named = referencesOf(item).map((reference) => namedObject(reference, experiment.namespace));
  const targets = targetsOf(weightReferences(experiment));
  return {...paceOf(item), objects: [...named, ...targets.map(weightObject)]};
}

/** What is wrong with the objects of an item before anything is known of a cluster; undefined: nothing. */
export function checkReadiness(item: ActionItem): string | undefined {
  for (const [at, reference] of referencesOf(item).entries()) {
    for (const field of REFERENCE_FIELDS) {
      const text = reference(field);
      const problem = text === undefined ? undefined : referenceProblem(field, text);
      const path = formatPath(['with', 'objRefs', at, field]);
      if (problem !== undefined) return `has a wrong input: ${path}: ${JSON.stringify(text)} ${problem}`;
    }
  }
  return undefined;
}

/** What the requests themselves may take. */
const MARGIN_MS = 60_000;

/** Within which the task has surely ended, unless the cluster gives no answers. */
export function readinessTimeoutMs(item: ActionItem): number {
  const {initialDelayMs, attempts, intervalMs} = paceOf(item);
  return Math.min(initialDelayMs + (attempts - 1) * intervalMs + MARGIN_MS, LONGEST_TIMER_MS);
}

function paceOf({inputs}: ActionItem): Pace {
  const number = (name: string, otherwise: number) => inputOf(inputs, name).integer() ?? otherwise;
  return {
    initialDelayMs: number('initialDelaySeconds', 5) * 1000,
    intervalMs: number('intervalSeconds', 5) * 1000,
    attempts: number('numRetries', 12) + 1,
  };
}

type Reference = (field: ReferenceField) => string | undefined;

/** An empty text is none. */
function referencesOf({inputs}: ActionItem): readonly Reference[] {
  const references = inputOf(inputs, 'objRefs').items();
  return references.map(
    ({value}) =>
      (field) =>
        inputOf(isObject(value) ? value : {}, field).text() || undefined,
  );
}

function namedObject(reference: Reference, ownNamespace: string): NamedObject {
  const type = reference('kind') ?? '';
  const name = reference('name') ?? '';
  const namespace = reference('namespace') ?? ownNamespace;
  const waitFor = parseWaitFor(reference('waitFor') ?? 'create') ?? {kind: 'created'};
  return {from: 'inputs', label: labelOf(type, namespace, name), type, name, namespace, waitFor};
}

function weightObject(target: Target): WeightObject {
  const {kind, group, namespace, name} = target.first;
  const type = group === '' ? kind : `${kind}.${group}`;
  return {from: 'version', label: labelOf(type, namespace, name), namespace, target};
}

function labelOf(type: string, namespace: string, name: string): string {
  return shortened(`${type} ${namespace}/${name}`);
}
