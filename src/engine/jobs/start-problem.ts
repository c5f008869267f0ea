import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {conditionsOf, containerOf, type SeenJob, wordsOf} from './job-state.js';

/** Where an administrator lets Jobs run. */
export function allowHint(namespace: string): string {
  return `an administrator can mend it with: iter8ctl install --tasks-in ${namespace}`;
}

const IMAGE_PROBLEMS = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];

/**
 * What a Job that does not start waits for, in words.
 *
 * @param events about the Job, the oldest first
 * @returns undefined: nothing is known
 */
export function startProblem({job, pod}: SeenJob, events: readonly JsonObject[]): string | undefined {
  if (!pod) return creationProblem(job, events);
  const waiting = containerOf(pod).get('state', 'waiting');
  const [reason = '', message = ''] = ['reason', 'message'].map((key) => waiting.get(key).text());
  if (IMAGE_PROBLEMS.includes(reason)) {
    const image = containerOf(pod).get('image').text() ?? '';
    const hint = 'say which with iter8ctl install --image, or controller --task-image';
    return `the image ${image} cannot be pulled (${reason}${message === '' ? '' : `: ${message}`}); ${hint}`;
  }
  if (message !== '') return `${reason}: ${message}`;
  const isUnscheduled = (each: Field) =>
    each.get('type').text() === 'PodScheduled' && each.get('status').text() === 'False';
  const unscheduled = conditionsOf(pod).find(isUnscheduled);
  return unscheduled && `no node takes its Pod: ${wordsOf(unscheduled)}`;
}

function creationProblem(job: JsonObject | undefined, events: readonly JsonObject[]): string | undefined {
  const failures = events.filter((event) => event.reason === 'FailedCreate' && typeof event.message === 'string');
  const message = failures.at(-1)?.message as string | undefined;
  if (message === undefined) return undefined;
  const namespace = new Field(job).get('metadata', 'namespace').text() ?? 'default';
  const isAccount = /serviceaccount "?[\w./-]+"? not found/i.test(message);
  return isAccount ? `${message}; ${allowHint(namespace)}` : message;
}
