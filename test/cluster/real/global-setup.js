import {delimiter} from 'node:path';
import {loadRealCluster} from './load.js';

/** @type {import('./real-cluster.js').RealCluster[]} */
const clusters = [];

/**
 * Starts a real cluster for each of Jest's workers, unless KUBECONFIG names one. The workers take them by `setup.ts`.
 *
 * @param {{maxWorkers: number}} config
 */
export default async function setup({maxWorkers}) {
  const given = process.env.KUBECONFIG;
  if (given) process.stderr.write(`the tests use the cluster of KUBECONFIG=${given}\n`);
  else await startClusters(maxWorkers);
  const paths = given ? [given] : clusters.map(({kubeconfigPath}) => kubeconfigPath);
  process.env.ITER8CTL_TEST_KUBECONFIGS = paths.join(delimiter);
}

/** @param {number} count */
async function startClusters(count) {
  const {startRealCluster} = await loadRealCluster();
  const start = async () => clusters.push(await startRealCluster());
  const started = await Promise.allSettled(Array.from({length: count}, start));
  const failures = started.filter((each) => each.status === 'rejected');
  if (failures.length === 0) return;
  await stop(); // Jest calls no teardown after a setup that failed
  throw failures[0]?.reason;
}

export async function stop() {
  await Promise.all(clusters.map((cluster) => cluster.stop()));
}
