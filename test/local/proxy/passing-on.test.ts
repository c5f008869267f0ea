import * as http from 'node:http';
import {describe, expect, it} from '@jest/globals';
import {type Ask, ask, closeAfterEach, proxyTo, serve} from './support.js';

closeAfterEach();

describe('what the proxy passes on', () => {
  const echo: http.RequestListener = (request, response) => {
    response.writeHead(200, {'content-type': 'application/json'});
    response.end(JSON.stringify({method: request.method, url: request.url, headers: request.headers}));
  };
  const echoed = async (options: Ask, path = '/') => {
    const proxy = await proxyTo({v1: `${(await serve(echo)).url}/base/`});
    return {proxy, seen: JSON.parse((await ask(proxy.url + path, options)).body) as Record<string, unknown>};
  };

  it('is method and path, after the path of the version', async () => {
    const {seen} = await echoed({method: 'DELETE'}, '/a%20b?c=d');
    expect(seen).toMatchObject({method: 'DELETE', url: '/base/a%20b?c=d'});
  });

  it.each([
    ['the credentials of the URL', {}, 'Basic dTpwQA=='],
    ['the authorization of the client, where there is one', {authorization: 'Bearer x'}, 'Bearer x'],
  ])('is %s', async (_what, headers, authorization) => {
    const url = (await serve(echo)).url.replace('://', '://u:p%40@');
    const {body} = await ask((await proxyTo({v1: url})).url, {headers});
    expect(JSON.parse(body)).toMatchObject({headers: {authorization}});
  });

  it('never is a request to the host that the client names', async () => {
    const {seen} = await echoed({path: 'http://elsewhere.example/x?y'});
    expect(seen).toMatchObject({url: '/base/x?y'});
  });

  it('names the client and what it asked for in X-Forwarded headers', async () => {
    const {seen} = await echoed({headers: {host: 'shop.example', 'x-forwarded-for': '10.0.0.9'}});
    expect(seen.headers).toMatchObject({
      'x-forwarded-for': '10.0.0.9, 127.0.0.1',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'http',
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  });

  it('is no header of the client’s connection', async () => {
    const headers = {
      connection: 'close, x-secret',
      'x-secret': '1',
      te: 'trailers',
      'proxy-authorization': 'x',
      'x-end': '2',
    };
    const {seen} = await echoed({headers});
    expect(seen.headers).toMatchObject({'x-end': '2', connection: 'keep-alive'});
    expect(Object.keys(seen.headers as object)).not.toEqual(expect.arrayContaining(['x-secret']));
    expect(Object.keys(seen.headers as object)).not.toEqual(expect.arrayContaining(['te']));
    expect(Object.keys(seen.headers as object)).not.toEqual(expect.arrayContaining(['proxy-authorization']));
  });

  it('is no length and no encoding for a request without body, and length 0 for a POST', async () => {
    const {seen, proxy} = await echoed({});
    expect(Object.keys(seen.headers as object)).not.toEqual(expect.arrayContaining(['transfer-encoding']));
    const posted = JSON.parse((await ask(proxy.url, {method: 'POST'})).body) as {headers: object};
    expect(posted.headers).toMatchObject({'content-length': '0'});
  });

  it('is the answer with repeated headers, odd status and trailers', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(418, 'Teapot', [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['Keep-Alive', 'timeout=99']].flat()); // prettier-ignore
      response.write('short and stout');
      response.addTrailers({'X-Sum': '42'});
      response.end();
    });
    const answer = await ask((await proxyTo({v1: server.url})).url);
    expect(answer).toMatchObject({status: 418, body: 'short and stout', trailers: {'x-sum': '42'}});
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers['keep-alive']).not.toBe('timeout=99');
  });

  it('is a redirect, as it is', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(302, {location: 'http://127.0.0.1:9/'}).end(),
    );
    const answer = await ask((await proxyTo({v1: server.url})).url);
    expect(answer).toMatchObject({status: 302, headers: {location: 'http://127.0.0.1:9/'}});
  });

  it.each(['HEAD', 'GET'])('is an answer to %s without body', async (method) => {
    const server = await serve((request, response) => {
      if (request.method === 'HEAD') response.writeHead(200, {'content-length': 1234}).end();
      else response.writeHead(204).end();
    });
    const proxy = await proxyTo({v1: server.url});
    expect((await ask(proxy.url, {method})).body).toBe('');
  });

  it('goes over kept connections on both sides', async () => {
    const server = await serve((_request, response) => response.end());
    let accepted = 0;
    server.server.on('connection', () => (accepted += 1));
    const proxy = await proxyTo({v1: server.url});
    const agent = new http.Agent({keepAlive: true, maxSockets: 1});
    for (let index = 0; index < 20; index += 1) await ask(proxy.url, {agent});
    agent.destroy();
    expect(accepted).toBe(1);
  });
});
