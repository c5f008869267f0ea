import type {ObjectName} from '../cluster/port.js';
import {Field} from '../experiment/field.js';
import {isObject, type JsonObject} from '../experiment/json.js';
import {type Experiment, isCompleted, totalIterations} from '../experiment/model.js';

/** What tells this object from a later one of its name, and this state of it from a later one. */
export interface Identity extends ObjectName {
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Empty where the object says nothing. */
export function identityOf(object: JsonObject): Identity {
  const metadata = new Field(object).get('metadata');
  const textOf = (key: string) => metadata.get(key).text() ?? '';
  return {
    name: textOf('name'),
    namespace: textOf('namespace'),
    uid: textOf('uid'),
    resourceVersion: textOf('resourceVersion'),
  };
}

export function annotationsOf({source}: Experiment): JsonObject {
  const metadata = isObject(source.metadata) ? source.metadata : {};
  return isObject(metadata.annotations) ? metadata.annotations : {};
}

/** `Running, iteration 3 of 10`. */
export function stageWords(experiment: Experiment): string {
  const {spec, status} = experiment;
  if (isCompleted(experiment)) return 'Completed';
  if (status.stage !== 'Running') return status.stage ?? 'not started';
  return `Running, iteration ${status.completedIterations} of ${totalIterations(spec)}`;
}
