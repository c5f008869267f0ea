import {BlockList, isIP} from 'node:net';
import {Iter8Error} from '../../errors.js';
import {addressKind} from './address.js';

/** Where requests may go besides public addresses. */
export interface AddressPolicy {
  /** Loopback and private networks too: for what a user runs on their own machine. */
  readonly allowPrivate: boolean;
  /**
   * Hosts (`prometheus.monitoring`, `*.svc.cluster.local`) and networks (`10.96.0.0/12`, `127.0.0.1`) that may be private;
   * undefined: none. Link-local and metadata addresses stay refused.
   */
  readonly allowed?: readonly string[];
}

/** Says why a host at this address may not be asked; undefined: it may. */
export type AddressCheck = (host: string, address: string) => string | undefined;

/** @throws Iter8Error INVALID for an allowed network that is none */
export function addressCheck({allowPrivate, allowed = []}: AddressPolicy): AddressCheck {
  const networks = allowed.filter((entry) => isIP(entry) !== 0 || entry.includes('/'));
  const inNetworks = networkMatcher(networks);
  const hosts = allowed.filter((entry) => !networks.includes(entry)).map((host) => host.toLowerCase());
  return (host, address) => {
    const kind = addressKind(address);
    if (kind === 'forbidden') return `${host} is at ${address}, a link-local, metadata or reserved address`;
    if (kind === 'public' || allowPrivate || inNetworks(address)) return undefined;
    if (hosts.some((pattern) => matchesHost(pattern, host.toLowerCase()))) return undefined;
    return `${host} is at ${address}, a private address that is not on the list of allowed ones`;
  };
}

function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function networkMatcher(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    try {
      list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
    } catch (cause) {
      const hint = 'write a host, an address, or a network such as 10.96.0.0/12';
      throw new Iter8Error('INVALID', `${network} is no network`, hint, {cause});
    }
  }
  return (address) => {
    const [plain = ''] = address.split('%');
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}
