import {describe, expect, it} from '@jest/globals';
import {eventually} from '../../support/servers.js';
import {ask, askTimes, closeAfterEach, proxyTo, serve, versionServers} from './support.js';

closeAfterEach();

describe('the split of the proxy', () => {
  it('gives a version of 1 % exactly 20 of 2,000 requests', async () => {
    const weights = new Map([['v1', 99], ['v2', 1]]); // prettier-ignore
    const proxy = await proxyTo(await versionServers('v1', 'v2'), {weights});
    expect(await askTimes(proxy.url, 2000)).toEqual({v1: 1980, v2: 20});
  });

  it('follows new weights under load, without losing a request', async () => {
    const proxy = await proxyTo(await versionServers('v1', 'v2'));
    const before = askTimes(proxy.url, 300);
    await eventually(() => proxy.results().get('v1')!.count > 50, 'some requests');
    proxy.setWeights(new Map([['v1', 30], ['v2', 70]])); // prettier-ignore
    const mixed = await before;
    expect(mixed.v1! + (mixed.v2 ?? 0)).toBe(300);
    proxy.setWeights(new Map([['v1', 30], ['v2', 70]])); // prettier-ignore
    expect(await askTimes(proxy.url, 200)).toEqual({v1: 60, v2: 140});
  });

  it('sends nothing to a version of weight 0', async () => {
    const proxy = await proxyTo(await versionServers('v1', 'v2'), {weights: new Map([['v1', 0], ['v2', 5]])}); // prettier-ignore
    expect(await askTimes(proxy.url, 50)).toEqual({v2: 50});
  });

  it('answers 503 while all weights are 0', async () => {
    const proxy = await proxyTo(await versionServers('v1'), {weights: new Map()});
    expect(await ask(proxy.url)).toMatchObject({status: 503, body: 'no version has a weight above 0\n'});
  });

  it('refuses weights of unknown versions', async () => {
    const proxy = await proxyTo(await versionServers('v1'));
    expect(() => proxy.setWeights(new Map([['v9', 1]]))).toThrow('no version "v9" behind the proxy');
  });

  it('takes one more version, which gets nothing before weights give it some', async () => {
    const urls = await versionServers('v1', 'v2');
    const proxy = await proxyTo({v1: urls.v1!});
    proxy.addBackend({version: 'v2', url: urls.v2!});
    expect(await askTimes(proxy.url, 10)).toEqual({v1: 10});
    proxy.setWeights(new Map([['v1', 50], ['v2', 50]])); // prettier-ignore
    expect(await askTimes(proxy.url, 10)).toEqual({v1: 5, v2: 5});
    expect(proxy.results().get('v2')).toMatchObject({count: 5});
    expect(() => proxy.addBackend({version: 'v2', url: urls.v2!})).toThrow('version "v2" stands twice');
  });

  it('counts by version what the clients got', async () => {
    const bad = await serve((_request, response) => response.writeHead(500).end('oh'));
    const proxy = await proxyTo({...(await versionServers('v1')), v2: bad.url}, {weights: new Map([['v1', 1], ['v2', 1]])}); // prettier-ignore
    await askTimes(proxy.url, 10);
    const {v1, v2} = Object.fromEntries(proxy.results());
    expect(v1).toMatchObject({count: 5, byStatus: new Map([[200, 5]]), bytes: 10});
    expect(v2).toMatchObject({count: 5, byStatus: new Map([[500, 5]])});
    expect(v1!.max).toBeLessThan(2);
    expect(v1!.min).toBeGreaterThan(0);
  });

  it('is left to whoever chooses for each request, who is told how each one ended', async () => {
    const ended: [version: string, kind: string][] = [];
    const proxy = await proxyTo(await versionServers('v1', 'v2'), {
      choose: ({url}) => (url === '/second' ? 'v2' : {status: 404, text: 'nowhere\n'}),
      onEnd: (version, seconds, {kind}) => {
        expect(seconds).toBeGreaterThan(0);
        ended.push([version, kind]);
      },
    });
    expect((await ask(`${proxy.url}/second`)).body).toBe('v2');
    expect(await ask(`${proxy.url}/other`)).toMatchObject({status: 404, body: 'nowhere\n'});
    await eventually(() => ended.length > 0, 'the end of a request');
    expect(ended).toEqual([['v2', 'answer']]);
  });
});
