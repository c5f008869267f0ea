import {join} from 'node:path';
import type {PodLogs} from '../../../src/local/apiserver/pod-logs.js';
import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';
import {readKubeconfig, writeKubeconfig} from '../../support/kubeconfig.js';
import {JobController} from './kubelet-jobs.js';
import {LogServer} from './kubelet-logs.js';
import {PodProcess, podSpecOf} from './kubelet-pod.js';

const SELECTOR = 'app.kubernetes.io/managed-by=iter8-controller';
const MERGE = {'content-type': 'application/merge-patch+json'};

/**
 * A node for the Pods of actions in the test's namespace, and their scheduler: their containers are processes here, with
 * the rights of their account and logs that the API server serves. An embedded server gets a controller for Jobs too.
 */
export class Kubelet {
  readonly #pods = new Map<string, Promise<PodProcess>>();
  readonly #stopping = new AbortController();
  #work: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly cluster: TestCluster,
    private readonly logs: PodLogs,
    private readonly node: string | undefined,
    private readonly jobs: JobController | undefined,
  ) {}

  static async start(cluster: TestCluster): Promise<Kubelet> {
    const {embedded, atEnd} = cluster;
    const server = embedded ? undefined : await LogServer.start();
    const node = server && (await registerNode(cluster, server));
    const jobs = embedded && new JobController(cluster);
    const kubelet = new Kubelet(cluster, (embedded ?? server)!.logs, node, jobs);
    kubelet.#begin();
    atEnd(async () => {
      await kubelet.stop();
      await server?.close();
    });
    return kubelet;
  }

  /** Ends all Pods without a word of them, and then itself. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
    await Promise.all([...this.#pods.values()].map(async (pod) => (await pod).stop()));
  }

  #begin(): void {
    const {signal} = this.#stopping;
    const ended = Promise.all([this.#followPods(signal), this.jobs?.follow(SELECTOR, signal)]);
    this.#work = ended.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    this.#work.catch(() => undefined); // seen by whoever stops it
  }

  async #followPods(signal: AbortSignal): Promise<void> {
    const path = `${this.#path()}?watch=1&labelSelector=${encodeURIComponent(SELECTOR)}`;
    for await (const {type, object} of this.cluster.client.watch(path, {signal})) {
      const {uid, deletionTimestamp} = object.metadata;
      if (type === 'DELETED' || deletionTimestamp !== undefined) await this.#remove(object);
      else if (!this.#pods.has(uid)) {
        const started = this.#run(object);
        this.#pods.set(uid, started);
        await started;
      }
    }
  }

  async #run(pod: ApiObject): Promise<PodProcess> {
    const {client, folder, namespace} = this.cluster;
    const {name} = pod.metadata;
    if (this.node !== undefined) {
      const target = {apiVersion: 'v1', kind: 'Node', name: this.node};
      await client.ok('POST', this.#path(name, 'binding'), {body: {metadata: {name}, target}});
    }
    const kubeconfigPath = await this.#accountOf(pod);
    const append = (text: string) => this.logs.append(namespace, name, text);
    const process = await PodProcess.start(pod, {folder, kubeconfigPath}, append);
    const [container] = podSpecOf(pod).containers;
    const state = {running: {startedAt: new Date()}};
    await this.#tell(name, {phase: 'Running', containerStatuses: [{...STATUS, name: container.name, state}]});
    void process.ended.then(async ({exitCode, message}) => {
      this.logs.complete(namespace, name);
      if (this.#stopping.signal.aborted) return;
      const end = {terminated: {exitCode, message, reason: exitCode === 0 ? 'Completed' : 'Error'}};
      const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
      await this.#tell(name, {phase, containerStatuses: [{...STATUS, name: container.name, state: end}]});
      await this.jobs?.podEnded(pod, exitCode);
    });
    return process;
  }

  async #remove(pod: ApiObject): Promise<void> {
    const {metadata} = pod;
    await (await this.#pods.get(metadata.uid))?.stop();
    await this.jobs?.release(pod);
    await this.cluster.client.request('DELETE', `${this.#path(metadata.name)}?gracePeriodSeconds=0`);
  }

  /** The Pod may be gone. */
  async #tell(pod: string, status: object): Promise<void> {
    await this.cluster.client.request('PATCH', this.#path(pod, 'status'), {body: {status}, headers: MERGE});
  }

  /** A kubeconfig with a token of the Pod's account. */
  async #accountOf(pod: ApiObject): Promise<string> {
    const {namespace, kubeconfigPath, folder} = this.cluster;
    const token = await this.#tokenFor(podSpecOf(pod).serviceAccountName);
    const {server, authority} = readKubeconfig(kubeconfigPath);
    const file = join(folder, `${pod.metadata.name}.kubeconfig`);
    await writeKubeconfig(file, {server, authority, token}, namespace);
    return file;
  }

  async #tokenFor(account: string): Promise<string> {
    const {client, namespace, embedded} = this.cluster;
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`;
    await client.ok('GET', path);
    if (embedded) return embedded.tokenFor({name: `system:serviceaccount:${namespace}:${account}`, groups: []});
    const body = {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}};
    const {status} = await client.ok('POST', `${path}/token`, {body});
    return (status as {readonly token: string}).token;
  }

  #path(...parts: readonly string[]): string {
    return [`/api/v1/namespaces/${this.cluster.namespace}/pods`, ...parts].join('/');
  }
}

const STATUS = {image: 'iter8ctl:test', imageID: '', ready: false, restartCount: 0};

/** @returns its name */
async function registerNode({client, namespace, atEnd}: TestCluster, {port}: LogServer): Promise<string> {
  const name = `node-${namespace}`;
  const status = {
    addresses: [{type: 'InternalIP', address: '127.0.0.1'}],
    daemonEndpoints: {kubeletEndpoint: {Port: port}},
  };
  await client.ok('POST', '/api/v1/nodes', {body: {apiVersion: 'v1', kind: 'Node', metadata: {name}, status}});
  atEnd(() => client.ok('DELETE', `/api/v1/nodes/${name}`));
  return name;
}
