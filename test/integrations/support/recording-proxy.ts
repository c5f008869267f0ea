import {type IncomingMessage, request, type ServerResponse} from 'node:http';
import {Agent, request as secureRequest} from 'node:https';
import {readKubeconfig, writeKubeconfig} from '../../support/kubeconfig.js';
import {httpServer} from '../../support/servers.js';
import {neededFor, type Right, sorted} from './rights.js';

/** Stands between a client and an API server, and notes which rights the requests needed. */
export interface RecordingProxy {
  /** Needed in a namespace so far, sorted. */
  readonly rightsIn: (namespace: string) => readonly Right[];
  readonly close: () => Promise<void>;
}

/**
 * @param kubeconfigPath whose credentials every request gets
 * @param ownPath where the kubeconfig of the proxy is written
 */
export async function startRecordingProxy(kubeconfigPath: string, ownPath: string): Promise<RecordingProxy> {
  const needed = new Map<string, Right[]>();
  const forward = forwarder(kubeconfigPath);
  const server = await httpServer((incoming, answer) => {
    const {namespace = '', rights = []} = neededFor(incoming) ?? {};
    needed.set(namespace, [...(needed.get(namespace) ?? []), ...rights]);
    forward(incoming, answer);
  });
  await writeKubeconfig(ownPath, {server: server.url});
  return {rightsIn: (namespace) => sorted(needed.get(namespace) ?? []), close: () => server.close()};
}

function forwarder(kubeconfigPath: string): (incoming: IncomingMessage, answer: ServerResponse) => void {
  const {server, authority: ca, certificate: cert, key, token} = readKubeconfig(kubeconfigPath);
  const isSecure = server.startsWith('https:');
  const options = isSecure ? {agent: new Agent({ca, cert, key})} : {};
  return (incoming, answer) => {
    const headers = {...incoming.headers, ...(token !== undefined && {authorization: `Bearer ${token}`})};
    const {method, url = ''} = incoming;
    const outgoing = (isSecure ? secureRequest : request)(`${server}${url}`, {method, headers, ...options});
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
}
