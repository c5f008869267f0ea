import {isDeepStrictEqual} from 'node:util';
import type {Cluster} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import {contentOf} from '../../install/apply.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';
import {identityOf} from '../../stored-experiment.js';
import type {ManifestObject} from '../manifest/read-manifest.js';
import {applyOne, type ApplyOptions} from './apply-manifest.js';

/**
 * Makes sure that a manifest leaves the live version as it is.
 *
 * @throws Iter8Error INVALID when it would change it, for everybody at once and without an experiment
 */
export async function requireUnchanged(
  cluster: Cluster,
  deployment: ManifestObject,
  options: ApplyOptions,
): Promise<void> {
  const {name} = identityOf(deployment.object);
  const place = {namespace: cluster.namespace, name};
  const before = await cluster.get(DEPLOYMENT_KIND, place, {signal: options.signal});
  const after = await applyOne(cluster, deployment, {...options, kind: DEPLOYMENT_KIND, isDryRun: true});
  if (isDeepStrictEqual(contentOf(before), contentOf(after))) return;
  throw new Iter8Error(
    'INVALID',
    `${deployment.where}: deployment "${name}" is the live version, and the manifest would change it in place`,
    'give the new version a name of its own, such as that of its tag or commit',
  );
}
