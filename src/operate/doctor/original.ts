import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {DEPLOYMENT_KIND, nameOf} from '../install/kinds.js';
import {isManaged} from '../install/labels.js';
import {listIfServed} from '../install/list.js';
import {shellWord} from '../server-check/grants.js';
import {type Check, ok, problem} from './problems.js';
import type {ClusterWorld} from './world.js';

/** Whether the original Iter8 runs too: two engines would drive the same experiments. */
export async function checkOriginal({cluster, signal}: ClusterWorld): Promise<Check[]> {
  const deployments = await listIfServed(cluster, DEPLOYMENT_KIND, {}, signal);
  const running = deployments.filter((each) => !isManaged(each) && isOfOriginal(each));
  if (running.length === 0) return [ok('original', 'no other engine runs here')];
  return running.map((each) => {
    const {name, namespace = ''} = nameOf(each);
    const message = `Deployment ${namespace}/${name} runs the original Iter8, which drives the same experiments`;
    const words = ['kubectl', 'scale', 'deployment', name, '-n', namespace, '--replicas=0'];
    return problem('original.running', message, words.map(shellWord).join(' '));
  });
}

/** By its images: `iter8/etc3:0.1.36`, `docker.io/iter8/iter8-analytics`. */
function isOfOriginal(deployment: JsonObject): boolean {
  const spec = new Field(deployment).get('spec');
  if (spec.get('replicas').value === 0) return false;
  const containers = spec.get('template', 'spec', 'containers').items();
  return containers.some((container) => /(^|\/)iter8(-tools)?\/[\w.-]+/.test(container.get('image').text() ?? ''));
}
