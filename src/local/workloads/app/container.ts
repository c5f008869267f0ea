import type {JsonObject} from '../../../experiment/json.js';
import {objectsOf, textOf, valueAt} from '../../apiserver/object.js';
import type {AppBehaviour, AppOf} from './behaviour.js';

/** Names and values that are written in a container; those from Secrets and the like are left out. */
export function environmentOf(container: JsonObject): ReadonlyMap<string, string> {
  const written = objectsOf(container.env).filter(({value}) => typeof value === 'string');
  return new Map(written.map(({name, value}) => [textOf(name), textOf(value)]));
}

export type FoundApp =
  {readonly kind: 'app'; readonly behaviour: AppBehaviour} | {readonly kind: 'unknown'; readonly reason: string};

/** The app that stands for the first container of a Pod's spec. */
export function appOfPodSpec(podSpec: JsonObject, appOf: AppOf): FoundApp {
  const [container = {}] = objectsOf(valueAt(podSpec, 'containers'));
  const image = textOf(container.image);
  try {
    const behaviour = appOf(image, environmentOf(container));
    if (behaviour) return {kind: 'app', behaviour};
  } catch (error) {
    return {kind: 'unknown', reason: error instanceof Error ? error.message : String(error)};
  }
  return {
    kind: 'unknown',
    reason: `Unable to run image "${image}": no containers are run here, only the sample app of the tutorials.`,
  };
}
