import {describe, expect, it} from '@jest/globals';
import {ApiClient} from '../../support/api-client.js';
import {readKubeconfig} from '../../support/kubeconfig.js';
import {startRealCluster} from './real-cluster.js';

/** Only where the tests have a real cluster, and may build one of their own. */
const isOurs = process.env.ITER8CTL_TEST_KUBECONFIG !== undefined && !process.env.KUBECONFIG;

(isOurs ? describe : describe.skip)('a real API server that is killed and started again', () => {
  it('cuts its watches, is not reached, and goes on with what was stored', async () => {
    const cluster = await startRealCluster();
    const client = new ApiClient(readKubeconfig(cluster.kubeconfigPath));
    const path = '/api/v1/namespaces/default/configmaps';
    try {
      const {metadata} = await client.ok('POST', path, {
        body: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'kept'}},
      });
      const watch = client.watch(`${path}?watch=true`);
      await watch.next();
      const rest = (async () => {
        for await (const event of watch) expect(event.type).toBe('ADDED');
      })();
      const outcome = expect(rest).rejects.toThrow();
      await cluster.restart(async () => {
        await outcome;
        await expect(client.request('GET', path)).rejects.toThrow('ECONNREFUSED');
      });
      expect((await client.ok('GET', `${path}/kept`)).metadata.uid).toBe(metadata.uid);
    } finally {
      client.close();
      await cluster.stop();
    }
  });
});
