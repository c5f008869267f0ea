import {type ApiRequest, isOfStatus, resourceName} from './request.js';

/**
 * The commands that give an account of a workload the right that it lacks in a namespace; undefined for people, and for
 * rights in all namespaces or on a subresource, about which an administrator is to think.
 */
export function grantHint(request: ApiRequest, user: string | undefined): string | undefined {
  const {verb, kind, object} = request;
  const [, home, account] = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(user ?? '') ?? [];
  const namespace = kind?.isNamespaced ? object?.namespace : undefined;
  if (isOfStatus(request)) return undefined;
  if (!kind || home === undefined || account === undefined || namespace === undefined) return undefined;
  const name = `${account}-${verb}-${kind.plural}`;
  const role = `create role ${name} --verb=${verb} --resource=${resourceName(kind)}`;
  const binding = `create rolebinding ${name} --role=${name} --serviceaccount=${home}:${account}`;
  return `grant it with: kubectl -n ${namespace} ${role} && kubectl -n ${namespace} ${binding}`;
}
