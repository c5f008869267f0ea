import {BlockList, isIP} from 'node:net';
import {Iter8Error} from '../../errors.js';
import type {ServerAccess} from '../kubeconfig/access.js';
import type {Environment} from '../kubeconfig/files.js';

/**
 * The proxy to the server: the kubeconfig's `proxy-url`, else `HTTPS_PROXY` (`HTTP_PROXY` for http://) unless `NO_PROXY`
 * names the server. One's own machine is reached directly.
 *
 * @throws Iter8Error INVALID for a proxy of another kind than http, https and socks5
 */
export function chooseProxy(
  {server, proxyUrl}: Pick<ServerAccess, 'server' | 'proxyUrl'>,
  env: Environment,
): URL | undefined {
  const proxy = proxyUrl ?? proxyOfEnvironment(server, env);
  if (!proxy || /^(https?|socks5h?):$/.test(proxy.protocol)) return proxy;
  const what = `the proxy ${proxy.protocol}//${proxy.host} of the cluster is none that iter8ctl speaks with`;
  throw new Iter8Error('INVALID', what, 'http://, https:// and socks5:// proxies work');
}

function proxyOfEnvironment(server: URL, env: Environment): URL | undefined {
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = env[name] ?? env[name.toLowerCase()] ?? '';
  if (text === '' || isDirect(server, env.NO_PROXY ?? env.no_proxy ?? '')) return undefined;
  const full = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(full)) return new URL(full);
  throw new Iter8Error('INVALID', `${name} is no URL`, 'such as http://proxy.example.com:3128');
}

/** As Go reads NO_PROXY: names with all below them, `*`, addresses, ranges, each perhaps with a port. */
function isDirect({hostname, port, protocol}: URL, noProxy: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  const usedPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule !== '' && matches(rule, host, usedPort));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  if (rule.includes('/')) return isInRange(rule, host);
  const [, name = rule, rulePort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function isInRange(rule: string, host: string): boolean {
  const [network = '', bits = ''] = rule.split('/');
  const family = isIP(host);
  const prefix = Number(bits);
  if (family === 0 || isIP(network) !== family || !(prefix >= 0 && prefix <= (family === 4 ? 32 : 128)))
    return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
