import * as http from 'node:http';
import * as https from 'node:https';
import {Iter8Error} from '../../errors.js';
import {basicAuthorization} from '../../load/plan.js';
import type {Backend} from './options.js';

/** How to reach a version: its address and the connections kept to it. */
export interface Upstream {
  readonly version: string;
  readonly host: string;
  /** By the credentials of the URL. */
  readonly authorization: string | undefined;
  readonly basePath: string;
  request(options: http.RequestOptions): http.ClientRequest;
  /** Ends the connections that are kept. */
  close(): void;
}

/** @throws Iter8Error INVALID if a URL is none, or a version stands twice */
export function openUpstreams(backends: readonly Backend[]): Map<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  backends.forEach((backend) => addUpstream(upstreams, backend));
  return upstreams;
}

/** @throws Iter8Error INVALID if the URL is none, or the version is there already */
export function addUpstream(upstreams: Map<string, Upstream>, backend: Backend): void {
  if (upstreams.has(backend.version)) {
    throw new Iter8Error('INVALID', `version "${backend.version}" stands twice behind the proxy`);
  }
  upstreams.set(backend.version, openUpstream(backend));
}

function openUpstream({version, url}: Backend): Upstream {
  const {protocol, hostname, port, host, pathname, username, password} = parseUrl(version, url);
  const {Agent, request} = protocol === 'https:' ? https : http;
  const agent = new Agent({keepAlive: true, noDelay: true});
  const address = {protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, agent};
  return {
    version,
    host,
    authorization: username === '' ? undefined : basicAuthorization(username, password),
    basePath: pathname.replace(/\/$/, ''),
    request: (options) => request({...address, ...options}),
    close: () => agent.destroy(),
  };
}

function parseUrl(version: string, url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ['http:', 'https:'].includes(parsed.protocol)) return parsed;
  throw new Iter8Error(
    'INVALID',
    `version "${version}": "${url}" is no http or https URL`,
    'write http://HOST:PORT',
  );
}
