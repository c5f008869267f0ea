import {describe, expect, it} from '@jest/globals';
import {addressKind} from '../../../src/metrics/http/address.js';
import {addressCheck} from '../../../src/metrics/http/policy.js';

describe('addressKind', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['100.63.255.255', 'public'],
    ['172.32.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['2002:808:808::1', 'public'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['2002:a00:1::', 'private'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['169.254.169.254', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['192.0.0.192', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['::', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['febf::1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['fd20:ce::254', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['::ffff:a9fe:a9fe', 'forbidden'],
    ['::ffff:0:169.254.169.254', 'forbidden'],
    ['64:ff9b::169.254.169.254', 'forbidden'],
    ['64:ff9b:1::8.8.8.8', 'forbidden'],
    ['2002:a9fe:a9fe::', 'forbidden'],
    ['::169.254.169.254', 'forbidden'],
    ['2001:0:1:2::3', 'forbidden'],
  ])('of %s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });
});

describe('addressCheck', () => {
  const allowed = ['prom.monitoring', '*.svc.cluster.local', '10.96.0.0/12', '192.168.7.7', 'fd12::/16'];
  const check = addressCheck({allowPrivate: false, allowed});

  it.each([
    ['example.org', '93.184.216.34', true],
    ['prom.monitoring', '10.1.1.1', true],
    ['PROM.monitoring', '10.1.1.1', true],
    ['x.prom.monitoring', '10.1.1.1', false],
    ['a.b.svc.cluster.local', '10.1.1.1', true],
    ['svc.cluster.local', '10.1.1.1', false],
    ['evilsvc.cluster.local', '10.1.1.1', false],
    ['other', '10.96.3.4', true],
    ['other', '10.112.0.1', false],
    ['other', '192.168.7.7', true],
    ['other', '192.168.7.8', false],
    ['other', 'fd12::9', true],
    ['localhost', '127.0.0.1', false],
    ['prom.monitoring', '169.254.169.254', false],
  ])('for %s at %s gives leave: %s', (host, address, isAllowed) => {
    expect(check(host, address) === undefined).toBe(isAllowed);
  });

  it('never gives leave for metadata addresses, not even with everything allowed', () => {
    const lax = addressCheck({allowPrivate: true, allowed: ['metadata', '169.254.0.0/16']});
    expect(lax('metadata', '169.254.169.254')).toBe('metadata is at 169.254.169.254, a link-local, metadata or reserved address'); // prettier-ignore
    expect(lax('localhost', '127.0.0.1')).toBeUndefined();
  });

  it('refuses a network that is none', () => {
    expect(() => addressCheck({allowPrivate: false, allowed: ['10.0.0.0/99']})).toThrow(
      '10.0.0.0/99 is no network',
    );
    expect(() => addressCheck({allowPrivate: false, allowed: ['http://x/']})).toThrow('http://x/ is no network');
  });
});
