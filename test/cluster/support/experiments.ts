import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {iter8ctl} from './built.js';

const API = 'iter8.tools/v2alpha2';

/** Makes the server know Experiments and Metrics. */
export async function installDefinitions({kubeconfigPath}: TestCluster): Promise<void> {
  await iter8ctl('install', '--crds-only', '--kubeconfig', kubeconfigPath);
}

/** A Metric that makes its values up: after t seconds it is t times the level, so a level of 0 never rises. */
export async function createMetric(
  {client, namespace}: TestCluster,
  name: string,
  levels: Readonly<Record<string, number>>,
): Promise<void> {
  const mock = Object.entries(levels).map(([version, level]) => ({name: version, level: String(level)}));
  const body = {apiVersion: API, kind: 'Metric', metadata: {name, namespace}, spec: {type: 'Counter', mock}};
  await client.ok('POST', `/apis/${API}/namespaces/${namespace}/metrics`, {body});
}

export function experimentsPath(namespace: string): string {
  return `/apis/${API}/namespaces/${namespace}/experiments`;
}

export async function createExperiment(
  {client, namespace}: TestCluster,
  name: string,
  spec: JsonObject,
): Promise<void> {
  const body = {apiVersion: API, kind: 'Experiment', metadata: {name, namespace}, spec};
  await client.ok('POST', experimentsPath(namespace), {body});
}
