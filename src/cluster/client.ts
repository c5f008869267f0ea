import {Iter8Error} from '../errors.js';
import {Api} from './api/api.js';
import {realClock, type Clock} from './clock.js';
import {credentialSource} from './credentials/credentials.js';
import {userName} from './credentials/user-name.js';
import {createTransport} from './http/transport.js';
import type {ServerAccess} from './kubeconfig/access.js';
import type {Impersonation} from './kubeconfig/impersonation.js';
import {type Environment, loadKubeconfig, parseKubeconfig, usualFiles} from './kubeconfig/files.js';
import {inClusterAccess, SERVICE_ACCOUNT_FOLDER} from './kubeconfig/in-cluster.js';
import {selectAccess} from './kubeconfig/select.js';
import {KubernetesCluster} from './kubernetes-cluster.js';
import type {Cluster} from './port.js';

export interface ClusterOptions {
  /** Path; undefined: `KUBECONFIG`, `~/.kube/config`, or the account of the Pod that we run in. */
  readonly kubeconfig?: string | undefined;
  /** Instead of a file. */
  readonly kubeconfigText?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  /** Instead of what the kubeconfig says. */
  readonly impersonation?: Impersonation | undefined;
  /** For each request; undefined or 0: a minute. */
  readonly requestTimeoutMs?: number | undefined;
  readonly env: Environment;
  /** Ends credential plugins that are running. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a credential plugin may ask somebody at the terminal. */
  readonly isInteractive?: boolean;
  /** What a credential plugin writes for people, line by line, such as where to log in. */
  readonly onPluginText?: (line: string) => void;
  readonly clock?: Clock;
  /** When a watch's connection counts as dead; a minute unless said otherwise. */
  readonly watchDeadlineMs?: number;
  /** Where a Pod finds its account. */
  readonly serviceAccountFolder?: string;
}

const WATCH_DEADLINE_MS = 60_000;

/**
 * A cluster as kubectl would find it. Nothing is sent before the first call.
 *
 * @throws Iter8Error INVALID when there is no kubeconfig, it cannot be read, or has no such context
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const access = await findAccess(options);
  const user = {...access.user, impersonation: options.impersonation ?? access.user.impersonation};
  const {env, clock = realClock, isInteractive = false, onPluginText, signal} = options;
  const api = new Api({
    server: access.server.origin,
    transport: createTransport(access, env),
    credentials: credentialSource(user, {env, isInteractive, onPluginText, now: () => clock.now(), signal}),
    clock,
    requestTimeoutMs: options.requestTimeoutMs === 0 ? undefined : options.requestTimeoutMs,
    watchDeadlineMs: options.watchDeadlineMs ?? WATCH_DEADLINE_MS,
  });
  const namespace = options.namespace ?? access.namespace ?? 'default';
  return new KubernetesCluster(api, namespace, await userName(user));
}

async function findAccess(options: ClusterOptions): Promise<ServerAccess> {
  const {kubeconfig, kubeconfigText: text, context, env, serviceAccountFolder = SERVICE_ACCOUNT_FOLDER} = options;
  const config = text === undefined ? await loadKubeconfig(kubeconfig, env) : parseKubeconfig(text, 'kubeconfig');
  if (config) return selectAccess(config, context);
  const access = context === undefined ? await inClusterAccess(env, serviceAccountFolder) : undefined;
  if (access) return access;
  const files = usualFiles(env).join(', ');
  throw new Iter8Error(
    'INVALID',
    `no cluster to talk to: there is no kubeconfig at ${files}`,
    'name one with --kubeconfig or KUBECONFIG, or read experiments from a file with -f',
  );
}
