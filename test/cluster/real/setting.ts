import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeKubeconfig} from '../../support/kubeconfig.js';
import {type Authority, type KeyPair, makeAuthority, makeSigningKey} from './certificates.js';
import {freePorts} from './free-ports.js';

/** What the servers of a cluster must know of each other; all but the URLs are paths of files. */
export interface Setting {
  readonly folder: string;
  readonly etcdUrl: string;
  readonly etcdPeerUrl: string;
  readonly apiPort: number;
  /** The certificate by which all others are signed. */
  readonly authority: string;
  readonly serving: KeyPair;
  /** The key by which the tokens of service accounts are signed. */
  readonly signingKey: string;
  readonly adminKubeconfig: string;
  readonly controllersKubeconfig: string;
}

/** Chooses ports and makes certificates, keys and kubeconfigs in the folder. */
export async function prepareSetting(folder: string): Promise<Setting> {
  const [etcdPort, peerPort, apiPort] = (await freePorts(3)) as [number, number, number];
  const authority = await makeAuthority(folder);
  const kubeconfigOf = async (user: string, group?: string): Promise<string> => {
    const path = join(folder, `${user.replaceAll(':', '-')}.kubeconfig`);
    const access = await clientAccess(authority, await authority.issue({user, group}));
    await writeKubeconfig(path, {server: `https://127.0.0.1:${apiPort}`, ...access});
    return path;
  };
  return {
    folder,
    etcdUrl: `http://127.0.0.1:${etcdPort}`,
    etcdPeerUrl: `http://127.0.0.1:${peerPort}`,
    apiPort,
    authority: authority.certificate,
    serving: await authority.issue({user: 'kube-apiserver', addresses: ['IP:127.0.0.1', 'DNS:localhost']}),
    signingKey: await makeSigningKey(join(folder, 'service-accounts.key')),
    adminKubeconfig: await kubeconfigOf('admin', 'system:masters'),
    controllersKubeconfig: await kubeconfigOf('system:kube-controller-manager'),
  };
}

interface ClientAccess {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

async function clientAccess(authority: Authority, pair: KeyPair): Promise<ClientAccess> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8');
  return {
    authority: await read(authority.certificate),
    certificate: await read(pair.certificate),
    key: await read(pair.key),
  };
}
