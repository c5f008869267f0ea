import {ifThere} from '../../cluster/not-found.js';
import {Field} from '../../experiment/field.js';
import {LEASES} from '../../cluster/known-kinds.js';
import {LEASE_NAME} from '../../engine/controller/lease.js';
import {CONTROLLER} from '../install/controller.js';
import {DEFAULT_IMAGE} from '../install/image.js';
import {rollout} from '../install/wait.js';
import {shellWord} from '../server-check/grants.js';
import {type Check, ok, problem} from './problems.js';
import {type ClusterWorld, installNamespaceOf} from './world.js';

/** Whether a controller is installed and available, or runs elsewhere, and whether one leads. */
export async function checkEngine(world: ClusterWorld): Promise<Check[]> {
  const leader = await leaderOf(world);
  if (world.controller) return [...deploymentChecks(world), leaderCheck(leader, world)];
  if (leader.isFresh) return [ok('controller', `runs outside of the cluster, as ${leader.holder}`)];
  const message =
    'none is installed, and none elsewhere holds the Lease; unless one runs without leader election, experiments stay as they are';
  return [problem('controller.missing', message, 'iter8ctl install --wait')];
}

interface Leader {
  /** Empty: nobody. */
  readonly holder: string;
  readonly ageSeconds: number;
  readonly isFresh: boolean;
}

/** It is renewed every two seconds. */
const STALE_SECONDS = 15;

async function leaderOf(world: ClusterWorld): Promise<Leader> {
  const {cluster, signal, now, aheadMs} = world;
  const name = {namespace: installNamespaceOf(world), name: LEASE_NAME};
  const lease = new Field(await ifThere(cluster.get(LEASES, name, {signal}))).get('spec');
  const holder = lease.get('holderIdentity').text() ?? '';
  const renewed = lease.get('renewTime').time()?.getTime() ?? 0;
  const ageSeconds = Math.max(0, Math.round((now().getTime() + aheadMs - renewed) / 1000));
  return {holder, ageSeconds, isFresh: holder !== '' && ageSeconds <= STALE_SECONDS};
}

function leaderCheck({holder, ageSeconds, isFresh}: Leader, world: ClusterWorld): Check {
  if (isFresh) return ok('leader', `${holder}, renewed ${ageSeconds} s ago`);
  const what = holder === '' ? 'no controller leads' : `${holder} has not renewed its Lease for ${ageSeconds} s`;
  const fix = `kubectl logs deployment/${CONTROLLER} -n ${shellWord(installNamespaceOf(world))}`;
  return problem('leader.missing', `${what}: nothing goes on`, fix);
}

function deploymentChecks({controller}: ClusterWorld): Check[] {
  const deployment = new Field(controller?.deployment);
  const namespace = deployment.get('metadata', 'namespace').text() ?? '';
  const progress = rollout(deployment);
  const where = `Deployment ${namespace}/${CONTROLLER}`;
  const fix = `kubectl describe pods -n ${shellWord(namespace)} -l app.kubernetes.io/component=controller`;
  const available =
    progress.kind === 'done'
      ? ok('controller', `${where} is available`)
      : problem('controller.unavailable', `${where} is not available: ${progress.reason}`, fix);
  return [available, ...versionChecks(deployment)];
}

/** An image of another name says nothing of what is in it. */
function versionChecks(deployment: Field): Check[] {
  const [container] = deployment.get('spec', 'template', 'spec', 'containers').items();
  const image = container?.get('image').text() ?? '';
  const [, tag] = /(?:^|\/)iter8ctl:([\w.-]+)$/.exec(image) ?? [];
  const own = DEFAULT_IMAGE.slice(DEFAULT_IMAGE.indexOf(':') + 1);
  if (tag === undefined || tag === own) return [];
  const message = `the controller's image is ${image}, this program is ${own}; install needs its earlier flags again`;
  return [problem('controller.version', message, 'iter8ctl install --wait')];
}
