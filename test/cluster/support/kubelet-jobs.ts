import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';
import {podSpecOf} from './kubelet-pod.js';

const MERGE = {'content-type': 'application/merge-patch+json'};

/** Keeps a Pod that is deleted until its process has ended, as the grace period of a node does on a real server. */
const RUNNING = 'iter8.tools/process-runs';

/** As much of the controller for Jobs as an embedded server needs: one Pod for each, and its end for the Job's. */
export class JobController {
  constructor(private readonly cluster: TestCluster) {}

  async follow(labelSelector: string, signal: AbortSignal): Promise<void> {
    const {client, namespace} = this.cluster;
    const query = `?watch=1&labelSelector=${encodeURIComponent(labelSelector)}`;
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    for await (const {type, object} of client.watch(`${path}${query}`, {signal})) {
      if (type === 'ADDED') await this.#createPod(object);
    }
  }

  async podEnded(pod: ApiObject, exitCode: number): Promise<void> {
    const {client, namespace} = this.cluster;
    const [{name}] = pod.metadata.ownerReferences as readonly [{readonly name: string}];
    const condition = exitCode === 0 ? {type: 'Complete'} : {type: 'Failed', reason: 'BackoffLimitExceeded'};
    const body = {status: {conditions: [{...condition, status: 'True'}]}};
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}/status`;
    await client.request('PATCH', path, {body, headers: MERGE}); // it may be gone
  }

  /** Lets a Pod go that was deleted, and whose process has ended. */
  async release({metadata}: ApiObject): Promise<void> {
    const {client, namespace} = this.cluster;
    const body = {metadata: {finalizers: null}};
    await client.request('PATCH', `/api/v1/namespaces/${namespace}/pods/${metadata.name}`, {body, headers: MERGE}); // it may be gone
  }

  async #createPod({metadata, spec}: ApiObject): Promise<void> {
    const {client, namespace} = this.cluster;
    const {template} = spec as unknown as {readonly template: ApiObject};
    const owner = {apiVersion: 'batch/v1', kind: 'Job', name: metadata.name, uid: metadata.uid, controller: true};
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...template.metadata,
        ...{name: `${metadata.name}-x1y2z`, namespace, ownerReferences: [owner], finalizers: [RUNNING]},
      },
      spec: podSpecOf(template),
    };
    await client.ok('POST', `/api/v1/namespaces/${namespace}/pods`, {body});
  }
}
