import {once} from 'node:events';
import * as https from 'node:https';
import type {IncomingMessage} from 'node:http';
import {createInterface} from 'node:readline';
import {afterEach} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {type ApiServer, type ApiServerOptions, startApiServer} from '../../../../src/local/apiserver/start.js';

/** When everything in these tests happens. */
export const NOW = new Date('2026-11-22T10:00:00Z');

/** Of the bodies that the server answers, what these tests look into; which of it is there, each test knows. */
export interface Body {
  readonly kind: string;
  readonly message: string;
  readonly reason: string;
  readonly details: {readonly causes: readonly Readonly<Record<'reason' | 'message' | 'field', string>>[]};
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: unknown;
    readonly managedFields: readonly ManagedFields[];
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly spec: {readonly replicas: number; readonly versions: unknown; readonly template: {readonly spec: Pod}};
  readonly status: {readonly userInfo: {readonly username: string}};
  readonly data: Readonly<Record<string, string>>;
  readonly stringData?: unknown;
  readonly items: readonly (Body & {readonly versions: readonly Version[]})[];
  readonly rows: readonly {readonly cells: readonly unknown[]; readonly object?: Body}[];
  readonly columnDefinitions?: readonly {readonly name: string; readonly priority: number}[] | null;
  readonly groups: readonly Group[];
  readonly resources: readonly {readonly name: string; readonly kind: string}[];
  readonly paths: Readonly<Record<string, {readonly serverRelativeURL: string}>>;
  readonly components: {readonly schemas: Readonly<Record<string, unknown>>};
}

export interface ManagedFields {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
}

interface Pod {
  readonly containers: unknown;
}

interface Version {
  readonly version: string;
  readonly resources: readonly unknown[];
}

interface Group {
  readonly name: string;
  readonly preferredVersion: unknown;
  readonly versions: readonly Version[];
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: Body;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: Body;
}

export interface Details {
  readonly accept?: string;
  readonly contentType?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EventStream {
  /** Undefined: the server has ended it. */
  readonly next: () => Promise<WatchEvent | undefined>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<unknown>;
  readonly close: () => void;
}

/** A client of one server, whose answers come back as they are. */
export interface Client {
  readonly server: ApiServer;
  readonly call: (method: string, path: string, body?: unknown, details?: Details) => Promise<Answer>;
  readonly watch: (path: string, details?: Details) => Promise<EventStream>;
}

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** Starts a server that ends with the test. */
export async function startServer(options: ApiServerOptions = {}): Promise<Client> {
  const server = await startApiServer({now: () => NOW, ...options});
  const agent = new https.Agent({keepAlive: true, ca: server.certificate});
  running.push(async () => {
    agent.destroy();
    await server.close();
  });
  const send = async (method: string, path: string, body: unknown, details: Details) => {
    const bytes = bytesOf(body);
    const headers = {...headersOf(server, details), 'content-length': bytes.length};
    const request = https.request(`${server.url}${path}`, {method, agent, headers});
    request.end(bytes);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  return {
    server,
    call: async (method, path, body, details = {}) => readAnswer(await send(method, path, body, details)),
    watch: async (path, details = {}) => readStream(await send('GET', path, undefined, details)),
  };
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function headersOf(server: ApiServer, details: Details): Record<string, string> {
  return {
    authorization: `Bearer ${details.token ?? server.token}`,
    accept: details.accept ?? 'application/json',
    'content-type': details.contentType ?? 'application/json',
    'user-agent': 'tester/1.0',
    ...details.headers,
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const isJson = response.headers['content-type']?.startsWith('application/json');
  return {
    code: response.statusCode ?? 0,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

function readStream(response: IncomingMessage): EventStream {
  const lines = createInterface(response)[Symbol.asyncIterator]();
  response.on('error', () => undefined); // a connection that is cut
  return {
    next: async () => {
      const line = await lines.next();
      return line.done ? undefined : (JSON.parse(line.value) as WatchEvent);
    },
    ended: new Promise((resolve) => response.once('close', resolve)),
    close: () => response.destroy(),
  };
}

export const MERGE: Details = {contentType: 'application/merge-patch+json'};
export const JSON_PATCH: Details = {contentType: 'application/json-patch+json'};
export const STRATEGIC: Details = {contentType: 'application/strategic-merge-patch+json'};
export const APPLY: Details = {contentType: 'application/apply-patch+yaml'};
export const TABLE: Details = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'};

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
export const EXPERIMENTS = '/apis/iter8.tools/v2/namespaces/default/experiments';
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export function configMap(name: string, data: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, ...metadata}, data};
}

export function deployment(name: string, container: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels: {app: name}},
        spec: {containers: [{name: 'app', image: 'app:1', ...container}]},
      },
    },
  };
}

export function experiment(name: string, spec: JsonObject = {target: 'shop'}): JsonObject {
  return {apiVersion: 'iter8.tools/v2', kind: 'Experiment', metadata: {name}, spec};
}

const STATUS_SCHEMA = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};

/** A definition with two versions: v2 is strict, v1 takes everything. */
export const EXPERIMENT_DEFINITION: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'experiments.iter8.tools'},
  spec: {
    group: 'iter8.tools',
    scope: 'Namespaced',
    names: {kind: 'Experiment', plural: 'experiments', shortNames: ['exp']},
    versions: [
      {
        name: 'v2',
        served: true,
        storage: true,
        subresources: {status: {}},
        additionalPrinterColumns: [
          {name: 'Target', type: 'string', jsonPath: '.spec.target'},
          {name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status'},
          {name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'},
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['target'],
                properties: {
                  target: {type: 'string', minLength: 1},
                  pattern: {type: 'string', enum: ['Canary', 'A/B'], default: 'Canary'},
                  interval: {type: 'integer', minimum: 1, maximum: 60},
                  limit: {'x-kubernetes-int-or-string': true},
                  note: {type: 'string', nullable: true},
                  open: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
                  versions: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: {name: {type: 'string'}, weight: {type: 'integer', default: 1}},
                    },
                  },
                },
              },
              status: STATUS_SCHEMA,
            },
          },
        },
      },
      {
        name: 'v1',
        served: true,
        storage: false,
        subresources: {status: {}},
        schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
      },
    ],
  },
};

/** A server that knows Experiments. */
export async function startWithExperiments(options: ApiServerOptions = {}): Promise<Client> {
  const client = await startServer(options);
  await client.call('POST', DEFINITIONS, EXPERIMENT_DEFINITION);
  return client;
}
