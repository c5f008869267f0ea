import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {DEPLOYMENT_KIND, EXPERIMENT_KIND, kind, METRIC_KIND, nameOf, SERVICE_KIND} from './kinds.js';
import {UNMANAGED_SELECTOR} from './labels.js';
import {listIfServed} from './list.js';

/** What people keep in a namespace. Pods are left out: those of a Deployment that is just removed are still there. */
const KINDS: readonly ResourceKind[] = [
  DEPLOYMENT_KIND,
  kind('apps/v1', 'StatefulSet'),
  kind('apps/v1', 'DaemonSet'),
  kind('serving.knative.dev/v1', 'Service'),
  SERVICE_KIND,
  kind('v1', 'ConfigMap'),
  kind('v1', 'Secret'),
  kind('v1', 'PersistentVolumeClaim'),
];

/**
 * Why a namespace must stay: deleting it would delete what others keep there, such as Helm releases.
 *
 * @returns undefined when nothing of others is in it
 */
export async function strangersIn(
  cluster: Cluster,
  namespace: string,
  {signal, keepsDefinitions}: {signal: AbortSignal; keepsDefinitions: boolean},
): Promise<string | undefined> {
  const kinds = keepsDefinitions ? [...KINDS, EXPERIMENT_KIND, METRIC_KIND] : KINDS;
  try {
    for (const each of kinds) {
      const selection = {namespace, labelSelector: UNMANAGED_SELECTOR};
      const found = (await listIfServed(cluster, each, selection, signal)).filter(
        (object) => !isMadeByServer(object),
      );
      if (found.length > 0) return `it holds ${each.plural} of others: ${namesText(found)}`;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof Iter8Error && error.code === 'FORBIDDEN')) throw error;
    return `it cannot be seen what else it holds: ${error.message}`;
  }
}

const MOST_NAMES = 3;

function namesText(objects: readonly JsonObject[]): string {
  const names = objects.map((object) => nameOf(object).name);
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** What Kubernetes and Istio put into every namespace by themselves. */
function isMadeByServer(object: JsonObject): boolean {
  const resource = new Field(object);
  const isRootCertificate = ['kube-root-ca.crt', 'istio-ca-root-cert', 'openshift-service-ca.crt'].includes(
    resource.get('metadata', 'name').text() ?? '',
  );
  return isRootCertificate || resource.get('type').value === 'kubernetes.io/service-account-token';
}
