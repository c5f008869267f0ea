import {beforeAll, describe, expect, it} from '@jest/globals';
import {testCluster} from '../support/cluster.js';
import {expectGolden, fixture} from '../support/golden.js';
import {defineKinds} from './traffic/definitions.js';
import {explains, KNOWN_DIFFERENCES} from './traffic/known-differences.js';
import {record} from './traffic/record.js';
import {parseRecording, writeRecording} from './traffic/recorded.js';
import {type Found, Replay} from './traffic/replay.js';
import {SCENARIO} from './traffic/scenario.js';

const cluster = await testCluster();
const RECORDING = 'kubectl-traffic.jsonl';

/** `UPDATE_GOLDEN=1 npm run test:cluster -- test/cluster/kubectl-traffic.test.ts` asks kubectl anew. */
const isRecording = cluster.isReal && process.env.UPDATE_GOLDEN !== undefined && !process.env.CI;

describe('what kubectl was seen to ask of kube-apiserver, asked again here', () => {
  let found: readonly Found[];

  beforeAll(async () => {
    await defineKinds(cluster);
    if (isRecording) expectGolden(writeRecording(await record(cluster, SCENARIO)), RECORDING);
    else found = await new Replay(cluster).playAll(parseRecording(fixture(RECORDING)));
  }, 300_000);

  (isRecording ? it.skip : it)('is answered in the same way, but for what is known to differ', () => {
    const known = cluster.isReal ? [] : KNOWN_DIFFERENCES;
    expect(found.filter((one) => !known.some((difference) => explains(difference, one)))).toEqual([]);
  });

  if (!cluster.isReal) {
    it.each(KNOWN_DIFFERENCES)('still differs: $why', (difference) => {
      expect(found.some((one) => explains(difference, one))).toBe(true);
    });
  }

  it('has no token, no address and no folder in it', () => {
    const secrets = fixture(RECORDING).match(/Bearer [\w-]{20}|127\.0\.0\.1|\/(?:tmp|home|root)\/|PRIVATE KEY/g);
    expect(secrets).toBeNull();
  });
});
