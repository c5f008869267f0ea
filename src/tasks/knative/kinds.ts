import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';

export const KNATIVE = 'serving.knative.dev';

export interface KnativeKinds {
  readonly service: ResourceKind;
  readonly revision: ResourceKind;
}

/** @throws Iter8Error NOT_FOUND where Knative is not installed */
export async function knativeKinds(cluster: Cluster, signal: AbortSignal): Promise<KnativeKinds> {
  const find = async (kind: string): Promise<ResourceKind> => {
    const found = await cluster.findKind({group: KNATIVE, version: 'v1', kind}, {signal});
    if (found) return found;
    throw new Iter8Error(
      'NOT_FOUND',
      `the cluster serves no ${kind} of ${KNATIVE}/v1`,
      'is Knative Serving installed?',
    );
  };
  const [service, revision] = [await find('Service'), await find('Revision')];
  return {service, revision};
}
