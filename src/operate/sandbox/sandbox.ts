import {openCluster} from '../../cluster/client.js';
import type {Cluster} from '../../cluster/port.js';
import {runClusterEngine} from '../../engine/controller/run-cluster-engine.js';
import type {JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import {startApiServer} from '../../local/apiserver/start.js';
import {meshDefinitions} from '../../local/workloads/mesh/definitions.js';
import {startWorkloads, type Workloads} from '../../local/workloads/start.js';
import {STACKS} from '../../metrics/ready-made/stacks.js';
import type {Log} from '../../runtime/log.js';
import {apply} from './apply.js';
import {customResourceDefinitions} from '../install/crds.js';
import {presentIngress} from './ingress.js';

export interface SandboxOptions {
  /** Where the kubeconfig is to be written, for others; it must not be there yet. Undefined: nowhere. */
  readonly kubeconfigPath: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly log: Log;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** A cluster in this process, with everything that an experiment needs. */
export interface Sandbox {
  readonly cluster: Cluster;
  /** Where Services of Deployments are reached: the one that the Host header names, or the only one. */
  readonly gatewayUrl: string;
  /** Rejects when a part of it could not go on. */
  readonly done: Promise<unknown>;
  /** Ends all of it and waits for that. */
  close(): Promise<void>;
}

/**
 * Starts the embedded API server, the definitions of Experiments and Metrics, the engine, the stand-ins for Knative, Jobs,
 * Deployments and a mesh, and the metrics of what they measure: of Revisions in the namespace `default`, of Deployments
 * where the ready-made ones of Istio are. All of it listens on 127.0.0.1.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const {kubeconfigPath, env, now, log, signal} = options;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const server = await startApiServer({now});
  const cluster = await openCluster({kubeconfigText: server.kubeconfig, env: {}});
  const onProblem = (text: string) => log('warning', text);
  await prepare(cluster, ended);
  const workloads = await startWorkloads({cluster, now, onProblem, logs: server.logs, signal: ended});
  await present(cluster, workloads, ended);
  const engine = runClusterEngine({
    cluster,
    namespace: undefined,
    installNamespace: INSTALL_NAMESPACE,
    workers: 16,
    hasElection: false,
    identity: 'sandbox',
    listen: {host: '127.0.0.1', port: 0},
    routers: undefined,
    allowedNamespaces: [],
    allowedBackends: ['127.0.0.1'],
    extraCertificates: undefined,
    taskImage: undefined, // no Pods run here
    env: {...env, ...(kubeconfigPath !== undefined && {KUBECONFIG: kubeconfigPath})},
    log,
    now,
    signal: ended,
  });
  if (kubeconfigPath !== undefined) await server.writeKubeconfig(kubeconfigPath);
  const done = Promise.all([engine, workloads.done]);
  done.catch(() => undefined); // told to whoever waits for it
  const close = async () => {
    stop.abort();
    await Promise.allSettled([engine, workloads.close()]);
    cluster.close();
    await server.close();
  };
  return {cluster, gatewayUrl: workloads.gatewayUrl, done, close};
}

async function prepare(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const definitions = [...customResourceDefinitions(), ...meshDefinitions()];
  await apply(cluster, definitions, signal); // the embedded server serves them at once
  await apply(cluster, [INSTALL_NAMESPACE, STACKS.istio.namespace].map(namespaceObject), signal);
}

function namespaceObject(name: string): JsonObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name}};
}

/** Shows in the cluster what runs here, where its users look for it. */
async function present(cluster: Cluster, workloads: Workloads, signal: AbortSignal): Promise<void> {
  await apply(cluster, workloads.metricsIn('default'), signal);
  await apply(cluster, workloads.metricsIn(STACKS.istio.namespace, 'deployments'), signal);
  await presentIngress(cluster, workloads, signal);
}
