import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer as createHttpServer, type IncomingMessage} from 'node:http';
import {createServer} from 'node:https';
import {connect, createServer as createTcpServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import type {TLSSocket} from 'node:tls';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {openCluster} from '../../src/cluster/client.js';
import {chooseProxy} from '../../src/cluster/http/proxy-choice.js';
import {type Authority, type KeyPair, makeAuthority} from '../cluster/real/certificates.js';
import {start, type TestServer} from '../support/servers.js';
import {cleanUp, EXPERIMENTS, experiment, failureOf, hastyClock, kubeconfigFile} from './support.js';

interface Pki {
  readonly authority: Authority;
  readonly server: KeyPair;
  readonly client: KeyPair;
}

let pki: Pki;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iter8ctl-pki-'));
  const authority = await makeAuthority(folder);
  const [server, client] = await Promise.all([
    authority.issue({user: 'kube', addresses: ['IP:127.0.0.1', 'DNS:kube.example']}),
    authority.issue({user: 'jane', group: 'dev'}),
  ]);
  pki = {authority, server, client};
});

afterAll(() => rmSync(folder, {recursive: true}));

/** Whom the last client's certificate names, for each request. */
interface SecureServer extends TestServer {
  readonly clients: (string | undefined)[];
}

async function secureServer(): Promise<SecureServer> {
  const clients: (string | undefined)[] = [];
  const options = {
    cert: readFileSync(pki.server.certificate),
    key: readFileSync(pki.server.key),
    ca: readFileSync(pki.authority.certificate),
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = await start(
    createServer(options, (request, response) => {
      const name = (request.socket as Socket & Pick<TLSSocket, 'getPeerCertificate'>).getPeerCertificate()
        .subject as {CN?: string} | undefined;
      clients.push(name?.CN);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(experiment('x')));
    }),
  );
  cleanUp(() => server.close());
  return {...server, url: server.url.replace('http:', 'https:'), clients};
}

const base64 = (file: string) => readFileSync(file).toString('base64');
const trusted = () => ({'certificate-authority-data': base64(pki.authority.certificate)});
const certified = () => ({
  'client-certificate': pki.client.certificate,
  'client-key-data': base64(pki.client.key),
});

async function getFrom(cluster: JsonObject, user: JsonObject = {}, env: Record<string, string> = {}) {
  const client = await openCluster({kubeconfig: kubeconfigFile(cluster, user), env, clock: hastyClock()});
  cleanUp(() => client.close());
  const {metadata} = await client.get(EXPERIMENTS, {name: 'x'});
  return {name: (metadata as JsonObject).name, user: client.user};
}

describe('TLS', () => {
  it('trusts the authority of the kubeconfig, and shows the certificate of the user', async () => {
    const server = await secureServer();
    expect(await getFrom({server: server.url, ...trusted()}, certified())).toEqual({name: 'x', user: 'jane'});
    expect(server.clients).toEqual(['jane']);
  });

  it('takes authority and certificates from files too', async () => {
    const {url} = await secureServer();
    const user = {'client-certificate': pki.client.certificate, 'client-key': pki.client.key};
    const {name} = await getFrom({server: url, 'certificate-authority': pki.authority.certificate}, user);
    expect(name).toBe('x');
  });

  it('refuses a server of another authority', async () => {
    const {url} = await secureServer();
    expect(await failureOf(getFrom({server: url}))).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(`${url} has a certificate that is not trusted`),
      hint: 'is certificate-authority-data in the kubeconfig that of this server?',
    });
  });

  it('takes any server where the kubeconfig says so', async () => {
    const {url} = await secureServer();
    expect((await getFrom({server: url, 'insecure-skip-tls-verify': true})).name).toBe('x');
  });

  it('refuses a certificate for another name, but for the name that the kubeconfig expects', async () => {
    const {port} = await secureServer();
    const server = `https://localhost:${port}`;
    expect((await failureOf(getFrom({server, ...trusted()}))).message).toMatch(
      /has a certificate for another name$/,
    );
    expect((await getFrom({server, ...trusted(), 'tls-server-name': 'kube.example'})).name).toBe('x');
  });

  it('says so where the server speaks none', async () => {
    const server = await start(createHttpServer((_request, response) => void response.end()));
    cleanUp(() => server.close());
    const failure = await failureOf(getFrom({server: server.url.replace('http:', 'https:'), ...trusted()}));
    expect(failure).toMatchObject({
      message: expect.stringMatching(/ does not speak TLS/),
      hint: 'does it want http:// instead of https://?',
    });
  });

  it('says which part of the kubeconfig cannot be used', async () => {
    const {url} = await secureServer();
    const cluster = {server: url, ...trusted()};
    const data = Buffer.from('no certificate').toString('base64');
    const garbled = {'client-certificate-data': data, 'client-key-data': data};
    expect((await failureOf(getFrom(cluster, garbled))).message).toContain(
      'a certificate or key in the kubeconfig cannot be used',
    );
    expect(
      await failureOf(getFrom(cluster, {'client-certificate': '/no/such.crt', 'client-key-data': data})),
    ).toMatchObject({
      code: 'INVALID',
      message: 'cannot read the client certificate /no/such.crt: ENOENT',
    });
    expect(await failureOf(getFrom(cluster, {'client-key-data': data}))).toMatchObject({
      message: 'the user "jane" has a client key without its certificate',
    });
  });
});

/** A proxy that knows one server only. */
interface Proxy extends TestServer {
  readonly asked: string[];
}

async function proxyTo({port}: {readonly port: number}, answer = 'HTTP/1.1 200 OK\r\n\r\n'): Promise<Proxy> {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    socket.write(answer);
    if (!answer.includes(' 200 ')) return;
    const onward = connect(port, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
    onward.pipe(socket).pipe(onward);
  });
  const started = await start(server);
  cleanUp(() => started.close());
  return {...started, asked};
}

describe('a proxy', () => {
  const kube = () => ({server: 'https://kube.example:6443', ...trusted()});

  it('of the environment leads to the server, whose certificate and ours count as without it', async () => {
    const server = await secureServer();
    const proxy = await proxyTo(server);
    const HTTPS_PROXY = proxy.url.replace('//', '//me:p%40ss@');
    expect((await getFrom(kube(), certified(), {HTTPS_PROXY})).name).toBe('x');
    expect(server.clients).toEqual(['jane']);
    expect(proxy.asked).toEqual([`kube.example:6443 Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('does not make another server trusted', async () => {
    const proxy = await proxyTo(await secureServer());
    const failure = await failureOf(
      getFrom({...kube(), server: 'https://other.example'}, {}, {https_proxy: proxy.url}),
    );
    expect(failure.message).toMatch(/^https:\/\/other.example has a certificate for another name$/);
  });

  it('of the kubeconfig goes before that of the environment, also to this machine and without TLS', async () => {
    const server = await start(
      createHttpServer(
        (_request, response) =>
          void response.setHeader('content-type', 'application/json').end('{"metadata":{"name":"x"}}'),
      ),
    );
    cleanUp(() => server.close());
    const proxy = await proxyTo(server);
    expect(
      (await getFrom({server: server.url, 'proxy-url': proxy.url}, {}, {HTTP_PROXY: 'http://127.0.0.1:1'})).name,
    ).toBe('x');
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`]);
  });

  it.each([
    ['https://kube.example:6443', 'kube.example', true],
    ['https://kube.example:6443', '.example', true],
    ['https://kube.example:6443', '*.Example', true],
    ['https://kube.example:6443', 'example:6443', true],
    ['https://kube.example:6443', 'example:443', false],
    ['https://kube.example', 'example:443', true],
    ['https://kube.example', 'other.example, *', true],
    ['https://kube.example', 'ample', false],
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://[fd00::5]:6443', 'fd00::/16', true],
    ['https://[fd00::5]:6443', '[fd00::5]:6443', true],
    ['https://kube.example', '10.0.0.0/8,10.0.0.0/99,/,', false],
    ['https://127.0.0.1:6443', '', true],
    ['https://localhost', '', true],
  ])('to %s is passed by with NO_PROXY=%s: %s', (server, NO_PROXY, isDirect) => {
    const access = {server: new URL(server), proxyUrl: undefined};
    const proxy = chooseProxy(access, {HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY});
    expect(proxy?.href).toBe(isDirect ? undefined : 'http://proxy.example:3128/');
  });

  it('that refuses is named, without its password', async () => {
    const proxy = await proxyTo(await secureServer(), 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const failure = await failureOf(getFrom(kube(), {}, {HTTPS_PROXY: proxy.url.replace('//', '//me:secret@')}));
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `the proxy ${proxy.url} gives no connection to kube.example:6443: it answers 407`,
      hint: 'check HTTPS_PROXY and NO_PROXY, or proxy-url in the kubeconfig',
    });
  });

  it('that is not there is named', async () => {
    const failure = await failureOf(getFrom(kube(), {}, {HTTPS_PROXY: '127.0.0.1:1'}));
    expect(failure.message).toContain(
      'the proxy http://127.0.0.1:1 gives no connection to kube.example:6443: ECONNREFUSED',
    );
  });

  it('of a kind that we do not speak with is refused', async () => {
    const failure = await failureOf(getFrom({...kube(), 'proxy-url': 'ftp://me:secret@127.0.0.1'}));
    expect(failure).toMatchObject({
      code: 'INVALID',
      message: 'the proxy ftp://127.0.0.1 of the cluster is none that iter8ctl speaks with',
    });
  });
});

/** What a SOCKS5 proxy was asked, byte by byte, with its answers by the script. */
async function socksTo(port: number, answers: readonly (readonly number[])[]): Promise<Proxy> {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    const left = [...answers];
    const onData = (data: Buffer) => {
      asked.push(data.toString('latin1').replaceAll(/[^ -~]/g, '.'));
      socket.write(Uint8Array.from(left.shift() ?? []));
      if (left.length > 0) return;
      socket.off('data', onData);
      const onward = connect(port, '127.0.0.1');
      socket.on('close', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      onward.pipe(socket).pipe(onward);
    };
    socket.on('data', onData);
  });
  const started = await start(server);
  cleanUp(() => started.close());
  return {...started, url: started.url.replace('http:', 'socks5:'), asked};
}

const ACCEPTED = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80];

describe('a SOCKS5 proxy', () => {
  const through = ({url}: Proxy) => ({server: 'https://kube.example:258', ...trusted(), 'proxy-url': url});

  it('leads to the server, whose name it resolves', async () => {
    const {port} = await secureServer();
    const proxy = await socksTo(port, [[5, 0], ACCEPTED]);
    expect((await getFrom(through(proxy))).name).toBe('x');
    expect(proxy.asked).toEqual(['...', '.....kube.example..']);
  });

  it('gets a password where there is one, and may tell a name as its address', async () => {
    const {port} = await secureServer();
    const proxy = await socksTo(port, [
      [5, 2],
      [1, 0],
      [5, 0, 0, 3, 2, 104, 105, 0, 80],
    ]);
    const url = proxy.url.replace('//', '//me:p%40ss@');
    expect((await getFrom(through({...proxy, url}))).name).toBe('x');
    expect(proxy.asked[1]).toBe('..me.p@ss');
  });

  it.each([
    ['it wants a password', [[5, 255]]],
    ['it does not speak SOCKS5', [[72, 84]]],
    [
      'the host refuses connections',
      [
        [5, 0],
        [5, 5, 0, 1],
      ],
    ],
    [
      'it answers 99',
      [
        [5, 0],
        [5, 99, 0, 1],
      ],
    ],
  ])('that refuses is named: %s', async (why, answers) => {
    const proxy = await socksTo(1, answers);
    const failure = await failureOf(getFrom(through(proxy)));
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `the proxy ${proxy.url} gives no connection to kube.example:258: ${why}`,
    });
  });

  it('that closes the connection is named', async () => {
    const server = await start(createTcpServer((socket) => void socket.end()));
    cleanUp(() => server.close());
    const url = server.url.replace('http:', 'socks5:');
    const failure = await failureOf(getFrom({server: 'https://kube.example', 'proxy-url': url}));
    expect(failure.message).toMatch(/gives no connection to kube.example:443: (it closed the connection|E\w+)$/);
  });
});
