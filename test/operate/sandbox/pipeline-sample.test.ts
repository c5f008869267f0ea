import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, it} from '@jest/globals';
import {load} from 'js-yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import {objectOf, objectsOf, textOf, valueAt} from '../../../src/local/apiserver/object.js';
import {SERVICE_KIND} from '../../../src/operate/install/kinds.js';
import {apply} from '../../../src/operate/sandbox/apply.js';
import {readLoadProperties} from '../../../src/operate/pipeline/manifest/properties.js';
import {type Sandbox, startSandbox} from '../../../src/operate/sandbox/sandbox.js';
import {ask} from '../../local/proxy/support.js';

const SAMPLE = join(import.meta.dirname, '../../../samples/pipeline');
const NAMESPACE = 'iter8-demo-project';
const INGRESS = {namespace: 'istio-system', name: 'istio-ingressgateway'};
const signal = new AbortController().signal;
let sandbox: Sandbox | undefined;

afterEach(() => sandbox?.close());

const read = (file: string) => readFile(join(SAMPLE, file), 'utf8');

async function inNamespace(file: string): Promise<JsonObject> {
  const object = objectOf(load(await read(file)) as JsonObject);
  return {...object, metadata: {...objectOf(object.metadata), namespace: NAMESPACE}};
}

it('the sample of the pipeline answers in the sandbox where its properties say, with the ingress filled in', async () => {
  const log = () => undefined;
  sandbox = await startSandbox({kubeconfigPath: undefined, env: {}, now: () => new Date(), log, signal});
  const {cluster, gatewayUrl} = sandbox;
  const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: NAMESPACE}};
  const objects = await Promise.all(['config/service.yaml', 'config/deploy.yaml'].map(inNamespace));
  await apply(cluster, [namespace, ...objects], signal);
  const ingress = await cluster.get(SERVICE_KIND, INGRESS);
  const [address] = objectsOf(valueAt(ingress, 'status', 'loadBalancer', 'ingress'));
  const [port] = objectsOf(valueAt(ingress, 'spec', 'ports'));
  expect(port).toMatchObject({name: 'http2'});
  const [row] = objectsOf((await cluster.table(SERVICE_KIND, {namespace: INGRESS.namespace})).rows);
  expect(row?.cells).toEqual(expect.arrayContaining([INGRESS.name, 'LoadBalancer', '127.0.0.1']));
  const text = (await read('iter8/pipeline.prop'))
    .replace('YOUR-ISTIO-INGRESS-GATEWAY-HERE', textOf(address?.ip))
    .replace(/^port:.*/m, `port: ${JSON.stringify(port?.port)}`);
  const {url, host} = readLoadProperties({name: 'pipeline.prop', text}, NAMESPACE);
  expect(url).toBe(`${gatewayUrl}/`);
  let answer = await ask(url, {headers: {host}});
  for (let tries = 0; answer.status !== 200 && tries < 200; tries += 1) answer = await ask(url, {headers: {host}});
  expect(answer.body).toContain('This is v100.');
});
