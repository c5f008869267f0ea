import {importBundled} from './bundle.js';

/** @typedef {import('../../test/support/api-client.js').ApiClient} ApiClient */

/** Speaks with the server of a kubeconfig. @param {string} kubeconfig @returns {Promise<ApiClient>} */
export async function apiClient(kubeconfig) {
  const {ApiClient, readKubeconfig} =
    /** @type {typeof import('../../test/support/api-client.js') & typeof import('../../test/support/kubeconfig.js')} */ (
      await importBundled(
        "export {ApiClient} from './test/support/api-client.js'; export {readKubeconfig} from './test/support/kubeconfig.js'",
      )
    );
  return new ApiClient(readKubeconfig(kubeconfig));
}

/**
 * Does something for each item, so many at a time.
 *
 * @template Item
 * @param {Iterable<Item>} items
 * @param {number} limit
 * @param {(item: Item) => Promise<unknown>} work
 */
export async function eachOf(items, limit, work) {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({length: limit}, worker));
}

/** Unless it is there. @param {ApiClient} client @param {string} name */
export async function createNamespace(client, name) {
  const body = {apiVersion: 'v1', kind: 'Namespace', metadata: {name}};
  const {status} = await client.request('POST', '/api/v1/namespaces', {body});
  if (status !== 201 && status !== 409) throw new Error(`namespace ${name}: ${status}`);
}
