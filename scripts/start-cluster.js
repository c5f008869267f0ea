/** Starts the real API server of the tests for people: `node scripts/start-cluster.js`, Ctrl-C ends and deletes it. */
import {loadRealCluster} from '../test/cluster/real/load.js';

const {startRealCluster} = await loadRealCluster();
const {kubeconfigPath} = await startRealCluster();
console.log(`export KUBECONFIG=${kubeconfigPath}`);
console.error('the API server runs until Ctrl-C');
