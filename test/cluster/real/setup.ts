import {delimiter} from 'node:path';

const {ITER8CTL_TEST_KUBECONFIGS = '', JEST_WORKER_ID} = process.env;

/** That of this worker. */
process.env.ITER8CTL_TEST_KUBECONFIG = ITER8CTL_TEST_KUBECONFIGS.split(delimiter)[Number(JEST_WORKER_ID) - 1];
