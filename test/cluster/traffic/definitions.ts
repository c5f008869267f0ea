import type {JsonObject} from '../../../src/experiment/json.js';
import {customResourceDefinitions} from '../../../src/operate/install/crds.js';
import type {TestCluster} from '../../support/cluster.js';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Experiments and Metrics in a group of this run's own, `NAMESPACE.iter8.tools`, so that nobody else changes them. */
export async function defineKinds({client, namespace, atEnd}: TestCluster): Promise<void> {
  const group = `${namespace}.iter8.tools`;
  for (const definition of customResourceDefinitions()) {
    const body = JSON.parse(JSON.stringify(definition).replaceAll('iter8.tools', group)) as JsonObject;
    const {metadata} = await client.ok('POST', DEFINITIONS, {body});
    atEnd(() => client.ok('DELETE', `${DEFINITIONS}/${metadata.name}`));
  }
  await untilPublished({client}, `apis/${group}/v2alpha2`);
}

interface Index {
  readonly paths: Readonly<Record<string, {readonly serverRelativeURL: string}>>;
}

/** Resolves when OpenAPI tells of both kinds, at an address that changes no more. */
async function untilPublished({client}: Pick<TestCluster, 'client'>, version: string): Promise<void> {
  const headers = {accept: 'application/json'};
  const index = await client.until('/openapi/v3', ({body}) => body.message?.includes(version) ?? false, {headers});
  const {paths} = JSON.parse(index.message ?? '') as Index; // the server calls it a text
  const address = paths[version]?.serverRelativeURL ?? '';
  const {status, body} = await client.request('GET', address, {headers});
  const told = JSON.stringify(body);
  if (status !== 200 || !/\.Experiment"/.test(told) || !/\.Metric"/.test(told)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await untilPublished({client}, version);
  }
}
