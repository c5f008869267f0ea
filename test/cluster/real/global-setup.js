import {loadRealCluster} from './load.js';

/** @type {import('./real-cluster.js').RealCluster | undefined} */
let cluster;

/** Starts a real cluster for all test files, unless KUBECONFIG names one. */
export default async function setup() {
  const given = process.env.KUBECONFIG;
  if (given) {
    process.stderr.write(`the tests use the cluster of KUBECONFIG=${given}\n`);
  } else {
    const {startRealCluster} = await loadRealCluster();
    cluster = await startRealCluster();
  }
  process.env.ITER8CTL_TEST_KUBECONFIG = cluster?.kubeconfigPath ?? given;
}

export async function stop() {
  await cluster?.stop();
}
