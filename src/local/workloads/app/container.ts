import type {JsonObject} from '../../../experiment/json.js';
import {objectsOf, textOf, valueAt} from '../../apiserver/object.js';
import {type AppBehaviour, type AppOf, BEHAVIOUR_VARIABLE} from './behaviour.js';

/** Names and values that are written in a container; those from Secrets and the like are left out. */
export function environmentOf(container: JsonObject): ReadonlyMap<string, string> {
  const written = objectsOf(container.env).filter(({value}) => typeof value === 'string');
  return new Map(written.map(({name, value}) => [textOf(name), textOf(value)]));
}

/** Why a container waits, as kubectl shows it in the column STATUS. */
export type WaitingReason = 'ImagePullBackOff' | 'CreateContainerConfigError' | 'CrashLoopBackOff';

export type FoundApp =
  | {readonly kind: 'app'; readonly behaviour: AppBehaviour}
  /** It never runs, for the reason in words. */
  | {readonly kind: 'failing'; readonly waiting: WaitingReason; readonly reason: string};

const CRASH = 'crash';

/** The app that stands for the first container of a Pod's spec. */
export function appOfPodSpec(podSpec: JsonObject, appOf: AppOf): FoundApp {
  const [container = {}] = objectsOf(valueAt(podSpec, 'containers'));
  const [image, env] = [textOf(container.image), environmentOf(container)];
  if (env.get(BEHAVIOUR_VARIABLE) === CRASH) return failing('CrashLoopBackOff', CRASHED);
  try {
    const behaviour = appOf(image, env);
    if (behaviour) return {kind: 'app', behaviour};
  } catch (error) {
    return failing('CreateContainerConfigError', error instanceof Error ? error.message : String(error));
  }
  return failing(
    'ImagePullBackOff',
    `Unable to run image "${image}": no containers are run here, only the sample apps of the tutorials.`,
  );
}

const CRASHED = `back-off restarting failed container: its environment says ${BEHAVIOUR_VARIABLE}=${CRASH}`;

function failing(waiting: WaitingReason, reason: string): FoundApp {
  return {kind: 'failing', waiting, reason};
}
