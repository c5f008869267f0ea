import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, it} from '@jest/globals';
import {ShellSession} from '../support/shell-doc/session.js';
import {typePage} from '../support/shell-doc/type-page.js';
import {startWholeCluster, type WholeCluster} from './support/whole-cluster.js';

const FOLDER = 'docs/tutorials';
const PAGES = readdirSync(join(import.meta.dirname, '../..', FOLDER)).filter((name) => name.endsWith('.md'));
const TIMEOUT_MS = 300_000;

/** Only where the tests have a real cluster, and may build one of their own; `test:real` types them in a sandbox. */
const isOurs = process.env.ITER8CTL_TEST_KUBECONFIG !== undefined && !process.env.KUBECONFIG;

(isOurs ? describe : describe.skip)('the tutorials, typed beside a real API server', () => {
  let cluster: WholeCluster;

  beforeAll(async () => {
    cluster = await startWholeCluster();
  });

  afterAll(() => cluster.stop());

  it.each(PAGES)(
    '%s',
    async (page) => {
      const session = await ShellSession.open({KUBECONFIG: cluster.kubeconfigPath}, 'v35');
      const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
      await typePage(session, join(FOLDER, page), {isSandbox: false, signal}).finally(() => session.close());
    },
    TIMEOUT_MS,
  );
});
