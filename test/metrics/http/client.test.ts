import {getEventListeners} from 'node:events';
import type {RequestListener} from 'node:http';
import {afterEach, describe, expect, it} from '@jest/globals';
import {createHttpClient, type HttpSettings} from '../../../src/metrics/http/client.js';
import type {HttpRequest} from '../../../src/metrics/http/request.js';
import {fixture} from '../../support/golden.js';
import {type Backend, startBackend} from '../support/backend.js';

const LIMITS = {timeoutMs: 5000, largestBody: 1024};
const TLS = {key: fixture('metrics/tls/server.key'), cert: fixture('metrics/tls/server.pem')};
const backends: Backend[] = [];

async function backendWith(answer: RequestListener, tls?: typeof TLS): Promise<Backend> {
  const backend = await startBackend(answer, tls);
  backends.push(backend);
  return backend;
}

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});

const ok: RequestListener = (_request, response) => response.end('fine');
const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    response.writeHead(status, {location}).end();

function send(url: string, request: Partial<HttpRequest> = {}, settings: Partial<HttpSettings> = {}) {
  const client = createHttpClient({policy: {allowPrivate: true}, ...settings});
  return client.send({method: 'GET', url, headers: {}, ...request}, LIMITS);
}

/** Names that lead to 127.0.0.1, as long as the system is not asked. */
const resolve = async () => [{address: '127.0.0.1', family: 4}];

describe('the HTTP client', () => {
  it('sends method, headers and body as they are, and closes the connection', async () => {
    const backend = await backendWith(ok);
    const answer = await send(`${backend.url}/a?b=c`, {method: 'POST', headers: {'X-One': '1'}, body: 'bödy'});
    expect(answer).toMatchObject({kind: 'answer', status: 200, body: Buffer.from('fine')});
    expect(backend.seen).toMatchObject([
      {
        method: 'POST',
        url: '/a?b=c',
        headers: {'x-one': '1', 'content-length': '5', connection: 'close', host: `127.0.0.1:${backend.port}`},
        body: 'bödy',
      },
    ]);
  });

  it('takes user and password of the URL as basic authentication', async () => {
    const backend = await backendWith(ok);
    await send(`http://me:p%40ss@127.0.0.1:${backend.port}/`);
    expect(backend.seen[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(backend.seen[0]!.url).toBe('/');
  });

  it('frames the message itself, whatever the headers say', async () => {
    const backend = await backendWith(ok);
    const headers = {'Content-Length': '99', 'Transfer-Encoding': 'chunked', Expect: '100-continue', Upgrade: 'x'};
    expect(await send(backend.url, {method: 'POST', headers, body: 'data'})).toMatchObject({kind: 'answer'});
    expect(backend.seen[0]).toMatchObject({body: 'data', headers: {'content-length': '4'}});
  });

  it('does not read the body of a failure, however large', async () => {
    const backend = await backendWith((_request, response) => response.writeHead(500).end('x'.repeat(100_000)));
    expect(await send(backend.url)).toMatchObject({cause: 'status', reason: expect.stringMatching(/status 500$/)});
  });

  it('leaves nothing behind on the signal of its caller, which may live on for months', async () => {
    const backend = await backendWith(ok);
    const {signal} = new AbortController();
    const client = createHttpClient({policy: {allowPrivate: true}});
    for (let count = 0; count < 3; count += 1) {
      await client.send({method: 'GET', url: backend.url, headers: {}}, LIMITS, signal);
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('asks nobody once its caller has given up', async () => {
    const backend = await backendWith(ok);
    const client = createHttpClient({policy: {allowPrivate: true}});
    const answer = await client.send({method: 'GET', url: backend.url, headers: {}}, LIMITS, AbortSignal.abort());
    expect([answer, backend.seen]).toMatchObject([{kind: 'unavailable', cause: 'aborted'}, []]);
  });

  it('connects to the address that was checked, though the name then leads elsewhere', async () => {
    const backend = await backendWith(ok);
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return [{address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4}];
    };
    const answer = await send(`http://metrics.example:${backend.port}/`, {}, {resolve: rebinding});
    expect([answer.kind, asked, backend.seen[0]!.headers.host]).toEqual([
      'answer',
      1,
      `metrics.example:${backend.port}`,
    ]);
  });

  it.each([
    ['one of several addresses is link-local', 'http://metrics.example/', ['93.184.216.34', '169.254.169.254'], /^metrics.example is at 169.254.169.254/], // prettier-ignore
    ['the name has no address', 'http://metrics.example/', [], /^metrics.example has no address$/],
    ['the host is an address in decimal', 'http://2852039166/', [], /^169.254.169.254 is at 169.254.169.254/],
    ['the host is an IPv4 address inside IPv6', 'http://[::ffff:169.254.169.254]/', [], /a link-local, metadata or reserved address$/], // prettier-ignore
    ['the address is unspecified', 'http://0/', [], /^0.0.0.0 is at 0.0.0.0/],
  ])('asks nobody when %s', async (_what, url, addresses, reason) => {
    const resolveTo = async () => addresses.map((address) => ({address, family: 4}));
    expect(await send(url, {}, {resolve: resolveTo})).toMatchObject({
      kind: 'unavailable',
      cause: 'unreachable',
      reason: expect.stringMatching(reason),
    });
  });

  it('asks private addresses only where the policy lets it', async () => {
    const backend = await backendWith(ok);
    const url = `http://metrics.example:${backend.port}/`;
    const withPolicy = (allowed: string[]) => send(url, {}, {resolve, policy: {allowPrivate: false, allowed}});
    expect(await withPolicy([])).toMatchObject({reason: 'metrics.example is at 127.0.0.1, a private address that is not on the list of allowed ones'}); // prettier-ignore
    expect(backend.seen).toEqual([]);
    expect(await withPolicy(['metrics.example'])).toMatchObject({kind: 'answer'});
  });

  it('says so when a name is unknown, and does not wait for a resolver that hangs', async () => {
    const failing = async () => Promise.reject(Object.assign(new Error('x'), {code: 'ENOTFOUND'}));
    expect(await send('http://nosuch.example/', {}, {resolve: failing})).toMatchObject({reason: 'nosuch.example is not a known host'}); // prettier-ignore
    const client = createHttpClient({policy: {allowPrivate: true}, resolve: () => new Promise(() => undefined)});
    const request = {method: 'GET', url: 'http://slow.example/', headers: {}};
    expect(await client.send(request, {...LIMITS, timeoutMs: 50})).toMatchObject({
      reason: 'slow.example gives no answer within 0.05 s',
    });
  });

  it('takes a body of exactly the largest size, and no byte more', async () => {
    const size = (bytes: number) => backendWith((_request, response) => response.end('x'.repeat(bytes)));
    expect(await send((await size(1024)).url)).toMatchObject({kind: 'answer'});
    expect(await send((await size(1025)).url)).toMatchObject({kind: 'unavailable', cause: 'answer'});
  });
});

describe('redirects', () => {
  const credentials = {headers: {Authorization: 'Bearer t0ken', 'X-Api-Key': 'k3y', Accept: 'application/json'}};

  it('on the same host keep the headers and the credentials of the URL', async () => {
    const backend = await backendWith((request, response) =>
      request.url === '/a' ? response.writeHead(301, {location: '/b'}).end() : response.end('fine'),
    );
    expect(await send(`http://me:pw@127.0.0.1:${backend.port}/a`, credentials)).toMatchObject({kind: 'answer'});
    expect(backend.seen[1]).toMatchObject({
      url: '/b',
      headers: {authorization: 'Bearer t0ken', 'x-api-key': 'k3y'},
    });
  });

  it('to another host, or another port, take no credentials along', async () => {
    const elsewhere = await backendWith(ok);
    const backend = await backendWith(redirectTo(`http://x:y@127.0.0.1:${elsewhere.port}/`));
    expect(await send(backend.url, credentials)).toMatchObject({kind: 'answer'});
    expect(elsewhere.seen[0]!.headers).toMatchObject({accept: 'application/json'});
    expect(elsewhere.seen[0]!.headers).not.toHaveProperty('authorization');
    expect(elsewhere.seen[0]!.headers).not.toHaveProperty('x-api-key');
  });

  it.each([
    ['a link-local address', 'http://169.254.169.254/latest/meta-data/', /^169.254.169.254 is at/],
    ['an address that a name hides', 'http://metadata.example/', /^metadata.example is at 169.254.169.254/],
    ['a file', 'file:///etc/passwd', /redirects to no http or https URL$/],
    ['what is no URL', 'http://[', /redirects to no http or https URL$/],
  ])('to %s are not followed', async (_what, location, reason) => {
    const backend = await backendWith(redirectTo(location));
    const resolveMetadata = async () => [{address: '169.254.169.254', family: 4}];
    expect(await send(backend.url, {}, {resolve: resolveMetadata})).toMatchObject({
      kind: 'unavailable',
      cause: 'unreachable',
      reason: expect.stringMatching(reason),
    });
  });

  it('end after five', async () => {
    const backend = await backendWith(redirectTo('/again'));
    expect(await send(backend.url)).toMatchObject({
      reason: `127.0.0.1:${backend.port} redirects more than 5 times`,
    });
    expect(backend.seen).toHaveLength(6);
  });

  it.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'data'],
    [308, 'POST', 'data'],
  ])('with %d of a POST go on as %s', async (status, method, body) => {
    const backend = await backendWith((request, response) =>
      request.url === '/' ? response.writeHead(status, {location: '/b'}).end() : response.end(),
    );
    await send(backend.url, {method: 'POST', headers: {'Content-Type': 'text/plain'}, body: 'data'});
    expect(backend.seen[1]).toMatchObject({method, body});
    expect('content-type' in backend.seen[1]!.headers).toBe(method === 'POST');
  });

  it('do not carry a body to another host', async () => {
    const elsewhere = await backendWith(ok);
    const backend = await backendWith(redirectTo(elsewhere.url, 307));
    const answer = await send(backend.url, {method: 'POST', body: 'data'});
    expect(answer).toMatchObject({
      reason: `127.0.0.1:${backend.port} redirects a request with a body to another host`,
    });
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('a request that tells something', () => {
  const tell = (url: string, method = 'POST') => {
    const request = {
      method,
      url,
      headers: {Authorization: 'Bearer t0ken'},
      ...(method === 'POST' && {body: 'news'}),
    };
    return createHttpClient({policy: {allowPrivate: true}}).send(request, {...LIMITS, tells: true});
  };

  it.each([
    [200, {}, 'x'.repeat(2000), 'x'.repeat(1024)],
    [200, {'content-encoding': 'br'}, '?', ''],
    [404, {}, 'no such hook', 'no such hook'],
    [304, {}, '', ''],
  ])('hears every answer, here %d with %j, and the beginning of what it says', async (status, headers, sent, heard) => {
    const backend = await backendWith((_request, response) => response.writeHead(status, headers).end(sent));
    expect(await tell(backend.url)).toMatchObject({kind: 'answer', status, body: Buffer.from(heard)});
  }); // prettier-ignore

  it.each([301, 302])('is not turned into a question by a redirect with %d', async (status) => {
    const backend = await backendWith(redirectTo('/b', status));
    const host = `127.0.0.1:${backend.port}`;
    expect(await tell(backend.url)).toMatchObject({reason: `${host} redirects a POST so that its body would be lost`});
    expect(backend.seen).toHaveLength(1);
  }); // prettier-ignore

  it.each([
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [302, 'GET', 'GET'],
  ])('follows other redirects, here %d of a %s as %s', async (status, method, next) => {
    const backend = await backendWith((request, response) =>
      request.url === '/' ? response.writeHead(status, {location: '/b'}).end() : response.end(),
    );
    expect(await tell(backend.url, method)).toMatchObject({kind: 'answer', status: 200});
    expect(backend.seen[1]).toMatchObject({method: next, url: '/b'});
  });
});

describe('TLS', () => {
  const authority = fixture('metrics/tls/ca.pem');

  it('is trusted with the right authority and name', async () => {
    const backend = await backendWith(ok, TLS);
    const url = `https://metrics.example:${backend.port}/`;
    expect(await send(url, {}, {resolve, extraCertificates: authority})).toMatchObject({
      kind: 'answer',
      status: 200,
    });
  });

  it('is refused with an unknown authority, and with a name that is not in the certificate', async () => {
    const backend = await backendWith(ok, TLS);
    const {port} = backend;
    expect(await send(`https://metrics.example:${port}/`, {}, {resolve})).toMatchObject({
      reason: expect.stringMatching(/^metrics.example:\d+ has a certificate that is not trusted \(\w+\)$/),
    });
    expect(
      await send(`https://other.example:${port}/`, {}, {resolve, extraCertificates: authority}),
    ).toMatchObject({
      reason: `other.example:${port} has a certificate for another name`,
    });
    expect(backend.seen).toEqual([]);
  });

  it('is not left again by a redirect', async () => {
    const plain = await backendWith(ok);
    const backend = await backendWith(redirectTo(plain.url), TLS);
    const url = `https://metrics.example:${backend.port}/`;
    const answer = await send(url, {}, {resolve, extraCertificates: authority});
    expect(answer).toMatchObject({reason: `metrics.example:${backend.port} redirects from https to http`});
    expect(plain.seen).toEqual([]);
  });

  it('is not spoken with a server that has none', async () => {
    const backend = await backendWith(ok);
    expect(await send(`https://127.0.0.1:${backend.port}/`)).toMatchObject({
      cause: 'unreachable',
      reason: expect.stringMatching(/does not speak TLS as it should/),
    });
  });
});
