import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {apply} from './apply.js';
import {sampleLoad, sampleServices, type SampleVersion} from './sample-app.js';

const SERVICE_KIND: ResourceKind = {
  group: 'serving.knative.dev',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  isNamespaced: true,
};

export interface Sample {
  /** Of the Knative Service. */
  readonly service: string;
  readonly versions: readonly SampleVersion[];
  readonly rps: number;
  readonly seconds: number;
}

/**
 * Runs all versions of the sample app, and sends requests to it.
 *
 * @returns where it listens
 */
export async function beginSample(cluster: Cluster, sample: Sample, signal: AbortSignal): Promise<string> {
  const {service, versions, ...load} = sample;
  let url = '';
  for (const [index, object] of sampleServices(service, versions).entries()) {
    await apply(cluster, [object], signal);
    url = await addressOf(cluster, service, versions[index]?.revision ?? '', signal);
  }
  await apply(cluster, [sampleLoad(service, url, load)], signal);
  return url;
}

/** Waits until the Service is ready with that revision. */
async function addressOf(cluster: Cluster, name: string, revision: string, signal: AbortSignal): Promise<string> {
  const selection = {namespace: 'default', fieldSelector: `metadata.name=${name}`};
  for await (const event of cluster.watch(SERVICE_KIND, selection, signal)) {
    if (event.kind !== 'added' && event.kind !== 'modified') continue;
    const status = new Field(event.object).get('status');
    const url = status.get('address', 'url').text();
    if (url !== undefined && status.get('latestReadyRevisionName').value === revision && isReady(status))
      return url;
  }
  throw new Iter8Error('INTERRUPTED', 'interrupted before the sample app was ready');
}

function isReady(status: Field): boolean {
  const conditions = status.get('conditions').items();
  return conditions.some((each) => each.get('type').value === 'Ready' && each.get('status').value === 'True');
}

/** The traffic of the Knative Service as it is: what the tutorial reads by `jq .status.traffic`. */
export async function trafficOf(cluster: Cluster, service: string): Promise<readonly JsonObject[]> {
  const object = await cluster.get(SERVICE_KIND, {namespace: 'default', name: service});
  return new Field(object)
    .get('status', 'traffic')
    .items()
    .map((entry) => entry.value as JsonObject);
}
