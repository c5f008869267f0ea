import {Iter8Error} from '../errors.js';
import {parseGoDuration} from '../experiment/go-duration.js';
import type {ClusterFlags} from '../runtime/deps.js';
import {type ClusterOptions, openCluster} from './client.js';
import {flagImpersonation} from './kubeconfig/impersonation.js';
import type {Cluster} from './port.js';

/** The cluster that a command's flags name. @throws as `openCluster`, and Iter8Error INVALID for no duration */
export async function openFromFlags(
  flags: ClusterFlags,
  host: Pick<ClusterOptions, 'env' | 'isInteractive' | 'onPluginText'>,
): Promise<Cluster> {
  const {kubeconfig, context, namespace, 'request-timeout': timeout} = flags;
  const requestTimeoutMs = timeout === undefined ? undefined : milliseconds(timeout);
  const impersonation = flagImpersonation(flags);
  return openCluster({...host, kubeconfig, context, namespace, impersonation, requestTimeoutMs});
}

/** As kubectl reads it: a bare number is of seconds. */
function milliseconds(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : parseGoDuration(text);
  if (seconds !== undefined) return seconds * 1000;
  throw new Iter8Error('INVALID', `--request-timeout wants a duration, not ${text}`, 'such as 30s or 2m');
}
