import {randomBytes, randomUUID} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:https';
import {type Clock, realClock} from '../../load/clock.js';
import {listen} from '../proxy/listen.js';
import type {Attributes, User} from './authorization.js';
import {Cleanup} from './cleanup/cleanup.js';
import {Tokens} from './http/authenticate.js';
import {createCertificate} from './http/certificate.js';
import {serve} from './http/serve.js';
import {prepareNamespace} from './kinds/prepare.js';
import {Registry} from './kinds/registry.js';
import {DEFINITIONS, NAMESPACES} from './kinds/resource-type.js';
import {kubeconfigText} from './kubeconfig.js';
import {isBeingDeleted, timestamp} from './object.js';
import {PodLogs} from './pod-logs.js';
import type {ServerState} from './state.js';
import {type Change, Store} from './store.js';
import {Lists} from './verbs/list.js';

export interface ApiServerOptions {
  /** Another port is taken when this one is in use; 0 or undefined: any. */
  readonly port?: number;
  readonly now?: () => Date;
  /** Waits for the end of watches. */
  readonly clock?: Pick<Clock, 'sleep'>;
  /** Who may do what; everybody everything unless given. */
  readonly authorize?: (user: User, attributes: Attributes) => boolean;
}

/** Connections that are idle stay open for longer than clients keep them, so that none is cut in a request. */
const TIMEOUTS = {requestTimeout: 0, keepAliveTimeout: 180_000};

/** The user of the token in the kubeconfig. */
export const OWNER: User = {name: 'iter8ctl', groups: ['system:masters', 'system:authenticated']};

/** A Kubernetes API server in memory, on 127.0.0.1. What it does and does not do: `docs/embedded-api-server.md`. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const server = new ApiServer(options);
  await server.listen(options.port ?? 0);
  return server;
}

export class ApiServer {
  /** Objects as they are now, and `compact()`. */
  readonly store = new Store();
  /** What Pods have printed, for `kubectl logs`. */
  readonly logs = new PodLogs();
  readonly token = newToken();
  /** PEM; what the server shows that it is the one of the kubeconfig. */
  readonly certificate: string;
  readonly #tokens = new Tokens();
  readonly #lists: Lists;
  readonly #cleanup: Cleanup;
  readonly #server: Server;
  #port = 0;

  constructor(options: ApiServerOptions) {
    const registry = new Registry();
    const now = options.now ?? (() => new Date());
    const state: ServerState = {
      store: this.store,
      registry,
      logs: this.logs,
      now,
      authorize: options.authorize ?? (() => true),
    };
    this.#tokens.add(this.token, OWNER);
    this.#lists = new Lists(state);
    this.store.subscribe((change) => followDefinitions(registry, change));
    this.#cleanup = new Cleanup(state);
    createNamespaces(state);
    const serving = {state, lists: this.#lists, tokens: this.#tokens, clock: options.clock ?? realClock};
    const {certificate, key} = createCertificate(new Date());
    this.certificate = certificate;
    this.#server = createServer({...TIMEOUTS, cert: certificate, key}, (request, response) => {
      serve(serving, request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  async listen(port: number): Promise<void> {
    this.#port = await listen(this.#server, port);
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Text of a kubeconfig with the token: a secret. */
  get kubeconfig(): string {
    return kubeconfigText(this);
  }

  /** Writes the kubeconfig so that only this user can read it; a file that is there already is refused. */
  async writeKubeconfig(path: string): Promise<void> {
    await writeFile(path, this.kubeconfig, {mode: 0o600, flag: 'wx'});
  }

  /** A token of somebody else, whom `authorize` may treat differently. */
  tokenFor(user: User): string {
    const token = newToken();
    this.#tokens.add(token, user);
    return token;
  }

  /** Forgets the past as etcd does from time to time: watches that resume and lists under way get 410. */
  compact(): void {
    this.store.compact();
    this.#lists.compact();
  }

  /** Cuts every connection, watches too; new ones are taken. */
  cutConnections(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#cleanup.stop();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function followDefinitions(registry: Registry, {storage, type, object}: Change): void {
  if (storage !== DEFINITIONS) return;
  if (type === 'DELETED') registry.remove(object);
  else if (!isBeingDeleted(object)) registry.define(object);
}

function createNamespaces({store, now}: ServerState): void {
  for (const name of ['default', 'kube-system', 'kube-public']) {
    const metadata = {name, uid: randomUUID(), creationTimestamp: timestamp(now())};
    store.put(NAMESPACES, prepareNamespace({apiVersion: 'v1', kind: 'Namespace', metadata}));
  }
}
