import {expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {isStillborn} from '../../../../src/operate/pipeline/rollout/stillborn.js';
import {fakeCluster} from '../../../support/fake-cluster.js';
import {deployment} from '../support/town.js';

const signal = new AbortController().signal;
const progress = (reason: string) => [{type: 'Progressing', reason}];
const REVISION = 'deployment.kubernetes.io/revision';

it.each([
  ['was never told of', {}, {}, true],
  ['did not come up', {}, {conditions: progress('ProgressDeadlineExceeded')}, true],
  ['has Pods', {}, {availableReplicas: 1}, false],
  ['had Pods once, and has lost them', {}, {conditions: progress('NewReplicaSetAvailable')}, false],
  ['had other Pods before', {[REVISION]: '2'}, {conditions: progress('ProgressDeadlineExceeded')}, false],
])('a Deployment that %s', async (_what, annotations: JsonObject, status: JsonObject, isTrue) => {
  const object = deployment('v100');
  const metadata = {...(object.metadata as JsonObject), annotations};
  const cluster = fakeCluster({objects: [{...object, metadata, status}]});
  expect(await isStillborn(cluster, 'iter8-demo-v100', signal)).toBe(isTrue);
});
