import type {Cluster} from '../../cluster/port.js';
import type {ExperimentRequest} from './build-experiment.js';
import {type DeploymentProposal, proposeFromDeployment} from './from-deployment.js';
import {proposeExperiment, readRouter} from './from-router.js';

/** What an object of the cluster says of an experiment. */
export type Proposal = Pick<DeploymentProposal, 'fields'> & Partial<DeploymentProposal>;

type Chosen = Pick<ExperimentRequest, 'target' | 'pattern' | 'baseline' | 'candidates'>;

/**
 * The experiment that `--from` means.
 *
 * @param from `ksvc/sample-app`, `deployment/cart-v2`
 * @param chosen what the command line says besides
 * @throws Iter8Error INVALID or NOT_FOUND, naming the flag that helps
 */
export async function proposeFrom(cluster: Cluster, from: string, chosen: Chosen): Promise<Proposal> {
  const deployment = /^(?:deployment|deploy)\/([^/]+)$/i.exec(from)?.[1];
  if (deployment !== undefined)
    return proposeFromDeployment(cluster, deployment, chosen, new AbortController().signal);
  const {target, baseline, candidates, versions} = proposeExperiment(await readRouter(cluster, from), chosen);
  return {
    fields: {
      namespace: cluster.namespace,
      target: chosen.target ?? `${cluster.namespace}/${target}`,
      baseline,
      candidates: chosen.pattern === 'Conformance' ? [] : candidates,
      knownVersions: versions,
    },
  };
}
