import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import {identityOf} from '../../stored-experiment.js';

/** What keeps a Pod from becoming ready. */
export interface PodTrouble {
  readonly reason: string;
  /** Whether waiting is of no use. */
  readonly isFinal: boolean;
}

/** Restarts after which a container that ends again and again is given up. */
const MOST_RESTARTS = 2;

/** @returns undefined: nothing that a Pod says of itself */
export function podTrouble(pod: JsonObject): PodTrouble | undefined {
  const status = new Field(pod).get('status');
  const containers = ['initContainerStatuses', 'containerStatuses'].flatMap((key) => status.get(key).items());
  const troubles = containers.flatMap((container) => containerTrouble(identityOf(pod).name, container) ?? []);
  return troubles.find(({isFinal}) => isFinal) ?? troubles[0] ?? unschedulable(pod);
}

function containerTrouble(pod: string, container: Field): PodTrouble | undefined {
  const who = `container "${container.get('name').text() ?? ''}" of Pod ${pod}`;
  const waiting = container.get('state', 'waiting');
  const reason = waiting.get('reason').text() ?? '';
  const message = waiting.get('message').text() ?? '';
  switch (reason) {
    case '':
    case 'ContainerCreating':
    case 'PodInitializing':
      return undefined;
    case 'CrashLoopBackOff':
      return crashLoop(who, container);
    case 'ErrImagePull':
    case 'ImagePullBackOff': {
      const image = container.get('image').text() ?? '';
      return {reason: `image ${image} of ${who} cannot be pulled${behindColon(message)}`, isFinal: false};
    }
    case 'InvalidImageName':
      return {reason: `${who} has an invalid image name${behindColon(message)}`, isFinal: true};
    default:
      return {reason: `${who} does not start: ${reason}${behindColon(message)}`, isFinal: false};
  }
}

function crashLoop(who: string, container: Field): PodTrouble {
  const restarts = container.get('restartCount').integer() ?? 0;
  const last = container.get('lastState', 'terminated');
  const code = last.get('exitCode').integer();
  const why = last.get('reason').text() === 'OOMKilled' ? 'it runs out of memory' : codeWords(code);
  return {
    reason: `${who} ends again and again (${why}, restarted ${restarts} times)`,
    isFinal: restarts >= MOST_RESTARTS,
  };
}

function codeWords(code: number | undefined): string {
  return code === undefined ? 'exit code unknown' : `exit code ${code}`;
}

function unschedulable(pod: JsonObject): PodTrouble | undefined {
  const conditions = new Field(pod).get('status', 'conditions').items();
  const scheduled = conditions.find((condition) => condition.get('type').value === 'PodScheduled');
  if (scheduled?.get('status').value !== 'False') return undefined;
  const message = scheduled.get('message').text() ?? '';
  return {reason: `Pod ${identityOf(pod).name} has no place${behindColon(message)}`, isFinal: false};
}

function behindColon(message: string): string {
  return message === '' ? '' : `: ${message}`;
}
