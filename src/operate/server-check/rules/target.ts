import {Iter8Error} from '../../../errors.js';
import type {FieldPath} from '../../../experiment/field.js';
import type {Experiment} from '../../../experiment/model.js';
import {doubtfulValue, type Finding, wrongValue} from '../../../experiment/validate/finding.js';
import {nameOfItem} from '../../../tasks/action.js';
import {knativeKinds} from '../../../tasks/knative/kinds.js';
import {lookUpVersions} from '../../../tasks/knative/look-up.js';
import {readRequest, type ServiceRequest} from '../../../tasks/knative/request.js';
import {holderOf, holderWords} from '../../create/holder.js';
import {experimentKind} from '../../experiments.js';
import {readableExperiments} from '../../create/create.js';
import {ifAllowed, type Rule, type World} from '../world.js';

const TARGET = {path: ['spec', 'target'] as FieldPath};

/** Whether the target is free, and is what a task takes it for. */
export const checkTarget: Rule = async ({experiment, tasks}, world) => {
  const isKnative = tasks.some(({key, item}) => key === 'start' && nameOfItem(item) === 'knative/init-experiment');
  return [...(await checkHolder(experiment, world)), ...(isKnative ? await checkKnative(experiment, world) : [])];
};

async function checkHolder({namespace, name, spec}: Experiment, world: World): Promise<readonly Finding[]> {
  const {cluster, signal} = world;
  const kind = await experimentKind(cluster, {signal});
  const list = await ifAllowed(world, cluster.list(kind, {namespace}, {signal}));
  const others = (list?.items ?? []).flatMap(readableExperiments).filter((other) => other.name !== name);
  const holder = holderOf(spec.target, others);
  if (!holder) return [];
  return [doubtfulValue(TARGET, `${holderWords(spec.target, holder)}; this one waits until it has ended`)];
}

async function checkKnative(experiment: Experiment, {cluster, signal, note}: World): Promise<readonly Finding[]> {
  const request = requestOf(experiment);
  if (!request) return [];
  try {
    const kinds = await knativeKinds(cluster, signal);
    const found = await lookUpVersions(cluster, {kinds, request}, signal);
    if (found.kind === 'found') return [];
    return [doubtfulValue(TARGET, `${found.reason}; knative/init-experiment waits three minutes for it`)];
  } catch (error) {
    if (!(error instanceof Iter8Error) || error.code === 'UNREACHABLE') throw error;
    if (error.code !== 'FORBIDDEN') return [wrongValue(TARGET, `${error.message}; ${error.hint ?? ''}`)];
    note(`${error.message}, so the target is not checked`);
    return [];
  }
}

/** Undefined: the experiment is none for this task, as the text shows. */
function requestOf(experiment: Experiment): ServiceRequest | undefined {
  try {
    return readRequest(experiment);
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'INVALID') return undefined;
    throw error;
  }
}
