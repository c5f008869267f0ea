import {iter8ctl} from '../support/built.js';
import {weightReference} from '../support/routers.js';
import {type Service, WORKLOAD_NAMESPACE} from './service.js';

/** How all canaries are run. */
export const ITERATIONS = 6;
const INTERVAL = '4s';

/** Far from what the versions do, so that a busy machine changes no verdict. */
const LIMITS = ['mean-latency<=150', 'error-rate<=0.02'];

/** Creates a Canary of the service's two versions by the flags of `create experiment`. */
export async function createCanary(
  {name, versions}: Service,
  kubeconfigPath: string,
  ...more: readonly string[]
): Promise<void> {
  const [baseline, candidate] = versions;
  await iter8ctl(
    ...['create', 'experiment', name, '--target', `${WORKLOAD_NAMESPACE}/${name}`],
    ...['--baseline', baseline, '--candidate', candidate],
    ...versions.flatMap((version) => ['--var', `${version}:namespace=${WORKLOAD_NAMESPACE}`]),
    ...versions.flatMap((version, index) => ['--weight-ref', `${version}=${placeOfWeight(name, index)}`]),
    ...LIMITS.flatMap((limit) => ['--objective', limit]),
    ...['--interval', INTERVAL, '--iterations', String(ITERATIONS)],
    ...more,
    ...['--kubeconfig', kubeconfigPath],
  );
}

function placeOfWeight(router: string, index: number): string {
  const {apiVersion, kind, name, fieldPath} = weightReference(router, index);
  return `${apiVersion}/${kind}/${name}:${fieldPath}`;
}
