import {ageText} from '../../../experiment/age.js';
import type {JsonObject} from '../../../experiment/json.js';
import {isBeingDeleted, objectOf, objectsOf, textOf, valueAt} from '../object.js';
import type {Column} from './column.js';
import {AGE, column, countColumn, NAME, numberAt, textColumn} from './common-columns.js';

/** Of the containers in a Pod template, joined by commas. */
function containers(member: 'name' | 'image', ...template: string[]) {
  return (object: JsonObject) =>
    objectsOf(valueAt(object, ...template, 'containers'))
      .map((container) => textOf(container[member]))
      .join(',');
}

function selectorText(object: JsonObject): string {
  const labels = Object.entries(objectOf(valueAt(object, 'spec', 'selector', 'matchLabels')));
  return labels.map(([key, value]) => `${key}=${textOf(value)}`).join(',') || '<none>';
}

const TEMPLATE = [
  column('Containers', containers('name', 'spec', 'template', 'spec'), 1),
  column('Images', containers('image', 'spec', 'template', 'spec'), 1),
  column('Selector', selectorText, 1),
];

export const DEPLOYMENT_COLUMNS: readonly Column[] = [
  NAME,
  column(
    'Ready',
    (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
  ),
  column('Up-to-date', (object) => numberAt(object, 'status', 'updatedReplicas')),
  column('Available', (object) => numberAt(object, 'status', 'availableReplicas')),
  AGE,
  ...TEMPLATE,
];

export const REPLICA_SET_COLUMNS: readonly Column[] = [
  NAME,
  countColumn('Desired', (object) => numberAt(object, 'spec', 'replicas')),
  countColumn('Current', (object) => numberAt(object, 'status', 'replicas')),
  countColumn('Ready', (object) => numberAt(object, 'status', 'readyReplicas')),
  AGE,
  ...TEMPLATE,
];

export const JOB_COLUMNS: readonly Column[] = [
  NAME,
  column('Status', jobStatus),
  column('Completions', (object) => `${numberAt(object, 'status', 'succeeded')}/${completions(object)}`),
  column('Duration', jobDuration),
  AGE,
  ...TEMPLATE,
];

function completions(job: JsonObject): number {
  return numberAt(job, 'spec', 'completions') || 1;
}

function jobStatus(job: JsonObject): string {
  const conditions = objectsOf(valueAt(job, 'status', 'conditions'));
  const ended = conditions.find(
    ({type, status}) => status === 'True' && (type === 'Complete' || type === 'Failed'),
  );
  if (ended) return textOf(ended.type);
  return isBeingDeleted(job) ? 'Terminating' : 'Running';
}

function jobDuration(job: JsonObject, now: Date): string {
  const start = new Date(textOf(valueAt(job, 'status', 'startTime')));
  if (Number.isNaN(start.getTime())) return '';
  const end = textOf(valueAt(job, 'status', 'completionTime'));
  return ageText(start, end ? new Date(end) : now);
}

export const POD_COLUMNS: readonly Column[] = [
  NAME,
  column('Ready', (pod) => `${readyContainers(pod)}/${objectsOf(valueAt(pod, 'spec', 'containers')).length}`),
  column('Status', podStatus),
  column(
    'Restarts',
    (pod) => `${containerStatuses(pod).reduce((sum, one) => sum + numberAt(one, 'restartCount'), 0)}`,
  ),
  AGE,
  wide(textColumn('IP', 'status', 'podIP')),
  wide(textColumn('Node', 'spec', 'nodeName')),
  wide(textColumn('Nominated Node', 'status', 'nominatedNodeName')),
  column('Readiness Gates', () => '<none>', 1),
];

function wide(shown: Column): Column {
  return {...shown, priority: 1};
}

function containerStatuses(pod: JsonObject): readonly JsonObject[] {
  return objectsOf(valueAt(pod, 'status', 'containerStatuses'));
}

function readyContainers(pod: JsonObject): number {
  return containerStatuses(pod).filter(({ready}) => ready === true).length;
}

function podStatus(pod: JsonObject): string {
  if (isBeingDeleted(pod)) return 'Terminating';
  const reasons = containerStatuses(pod).map(
    ({state}) => valueAt(state, 'waiting', 'reason') ?? valueAt(state, 'terminated', 'reason'),
  );
  const shown = reasons.find((reason) => typeof reason === 'string') ?? valueAt(pod, 'status', 'reason');
  return textOf(shown) || textOf(valueAt(pod, 'status', 'phase')) || 'Unknown';
}
