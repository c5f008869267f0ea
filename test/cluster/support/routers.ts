import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';

const GROUP = 'networking.istio.io';
const PLURAL = 'virtualservices';

/** Where they are. */
type Place = Pick<TestCluster, 'client' | 'namespace'>;

export function routersPath(namespace: string): string {
  return `/apis/${GROUP}/v1/namespaces/${namespace}/${PLURAL}`;
}

/** All traffic goes to the first version. */
export async function createRouter(
  {client, namespace}: Place,
  name: string,
  versions: readonly string[],
): Promise<void> {
  const route = versions.map((subset, index) => ({
    destination: {host: name, subset},
    weight: index === 0 ? 100 : 0,
  }));
  const metadata = {name, namespace};
  const spec = {hosts: [name], http: [{route}]};
  const body = {apiVersion: `${GROUP}/v1`, kind: 'VirtualService', metadata, spec};
  await client.ok('POST', routersPath(namespace), {body});
}

/** In the order of the versions. */
export function weightsOf(router: ApiObject): number[] {
  const {http} = router.spec as {http: readonly [{route: readonly {weight: number}[]}]};
  return http[0].route.map(({weight}) => weight);
}

/** Where an experiment finds the weight of a version. */
export function weightReference(router: string, index: number) {
  const fieldPath = `.spec.http[0].route[${index}].weight`;
  return {apiVersion: `${GROUP}/v1`, kind: 'VirtualService', name: router, fieldPath};
}
