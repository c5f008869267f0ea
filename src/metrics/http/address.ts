import {BlockList, isIPv6} from 'node:net';

/**
 * Who may be behind an IP address: `public`; `private`, which is one's own machine or network; `forbidden`, which no
 * request of ours has any business with: unspecified, link-local, cloud metadata, multicast, reserved.
 */
type AddressKind = 'public' | 'private' | 'forbidden';

type Range = readonly [network: string, prefix: number];

const FORBIDDEN_V4: readonly Range[] = [
  ['0.0.0.0', 8], // "this network"; 0.0.0.0 reaches the machine itself
  ['169.254.0.0', 16], // link-local, metadata of most clouds
  ['100.100.100.200', 32], // metadata of Alibaba
  ['168.63.129.16', 32], // wire server of Azure
  ['192.0.0.192', 32], // metadata of Oracle
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];

const PRIVATE_V4: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // behind a carrier's NAT
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
];

const FORBIDDEN_V6: readonly Range[] = [
  ['::', 128], // unspecified
  ['fe80::', 10], // link-local
  ['fd00:ec2::254', 128], // metadata of AWS
  ['fd20:ce::254', 128], // metadata of Google
  ['ff00::', 8], // multicast
  ['2001::', 32], // Teredo: hides an IPv4 address
  ['64:ff9b:1::', 48], // local NAT64: hides one at a place that only the network knows
];

const PRIVATE_V6: readonly Range[] = [
  ['::1', 128],
  ['fc00::', 7],
  ['fec0::', 10],
];

/** Prefixes of 96 bits behind which IPv6 carries an IPv4 address: mapped, translated (RFC 2765), NAT64 (RFC 6052). */
const CARRIERS = ['::ffff:', '::ffff:0:', '64:ff9b::'];

const FORBIDDEN = blockList(FORBIDDEN_V4, FORBIDDEN_V6);
const PRIVATE = blockList(PRIVATE_V4, PRIVATE_V6);
/** The old IPv4-compatible form (RFC 4291) is used by nobody in earnest; `::1` stands in the same range. */
const COMPATIBLE = blockList([], [['::', 96]]);

/** @param address IPv4 or IPv6 as a resolver gives it, without brackets, perhaps with a zone */
export function addressKind(address: string): AddressKind {
  const [plain = ''] = address.split('%');
  const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
  if (FORBIDDEN.check(plain, family)) return 'forbidden';
  if (PRIVATE.check(plain, family)) return 'private';
  return family === 'ipv6' && COMPATIBLE.check(plain, family) ? 'forbidden' : 'public';
}

/** IPv4 ranges count in every IPv6 spelling that leads to the same machine. */
function blockList(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of v4) {
    list.addSubnet(network, prefix, 'ipv4');
    for (const carrier of CARRIERS) list.addSubnet(`${carrier}${network}`, 96 + prefix, 'ipv6');
    list.addSubnet(sixToFour(network), 16 + prefix, 'ipv6');
  }
  for (const [network, prefix] of v6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

/** 6to4 (RFC 3056): `2002:` and the IPv4 address in the next 32 bits. */
function sixToFour(network: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number);
  return `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`;
}
