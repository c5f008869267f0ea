import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {openCluster} from '../../../src/cluster/client.js';
import {meshDefinitions} from '../../../src/local/workloads/mesh/definitions.js';
import {startWorkloads} from '../../../src/local/workloads/start.js';
import {apply} from '../../../src/operate/sandbox/apply.js';
import {presentIngress} from '../../../src/operate/sandbox/ingress.js';
import {testTools} from '../../support/test-tools.js';
import {answers, Programs} from '../canary/programs.js';
import {startPrometheus} from '../canary/prometheus.js';
import {freePorts} from '../real/free-ports.js';
import {startRealCluster} from '../real/real-cluster.js';
import {BIN, iter8ctl} from './built.js';
import {knativeDefinitions} from './knative.js';

/** A cluster with everything on it that a page takes for granted. */
export interface WholeCluster {
  readonly kubeconfigPath: string;
  readonly stop: () => Promise<void>;
}

/**
 * A real API server of our own with all that a reader of a tutorial has installed: Knative and Istio as far as stand-ins
 * play them, a real Prometheus that scrapes the gateway, Iter8's definitions and ready-made metrics by `iter8ctl install`,
 * and `iter8ctl controller` as a process.
 */
export async function startWholeCluster(): Promise<WholeCluster> {
  const server = await startRealCluster();
  const {kubeconfigPath} = server;
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-whole-cluster-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, {recursive: true, force: true}), () => server.stop()];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
  };
  try {
    await fill(kubeconfigPath, folder, (end) => void ends.push(end));
    return {kubeconfigPath, stop};
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(
  kubeconfig: string,
  folder: string,
  atEnd: (end: () => Promise<unknown>) => void,
): Promise<void> {
  const programs = new Programs({folder, atEnd});
  const cluster = await openCluster({kubeconfig, env: {}});
  const stop = new AbortController();
  const {signal} = stop;
  await apply(cluster, [...knativeDefinitions(), ...meshDefinitions()], signal);
  const workloads = await startWorkloads({
    cluster,
    onProblem: () => undefined, // such as a Pod of somebody else's image
    hasDeploymentController: true,
    signal,
  });
  atEnd(async () => {
    stop.abort();
    await workloads.close();
    cluster.close();
  });
  await presentIngress(cluster, workloads, signal);
  const {host, pathname} = new URL(workloads.scrapeUrl);
  const prometheus = await startPrometheus(programs, folder, [host], pathname);
  await iter8ctl('install', '--crds-only', '--kubeconfig', kubeconfig);
  await apply(cluster, workloads.metricsIn('default'), signal);
  const metrics = ['--metrics', 'istio', '--prometheus-url', prometheus];
  await iter8ctl('install', '--without-controller', ...metrics, '--kubeconfig', kubeconfig);
  await startController(programs, kubeconfig);
}

/** With tasks as its children, who find kubectl and helm: no Pods run here. */
async function startController(programs: Programs, kubeconfig: string): Promise<void> {
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port!}`;
  const path = [...['kubectl', 'helm'].map((tool) => join(testTools('v35'), tool)), process.env.PATH].join(
    delimiter,
  );
  const command = [`PATH=${path}`, `KUBECONFIG=${kubeconfig}`, process.execPath, BIN, 'controller'];
  const flags = ['--local-tasks', '--allow-backend', '127.0.0.1', '--listen', listen];
  await programs.start('env', [...command, ...flags], () => answers(`http://${listen}/readyz`));
}
