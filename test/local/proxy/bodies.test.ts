import {createHash, randomBytes} from 'node:crypto';
import * as http from 'node:http';
import {describe, expect, it} from '@jest/globals';
import type {WeightedProxy} from '../../../src/local/proxy/proxy.js';
import {closeAfterEach, proxyTo, serve} from './support.js';

const MEGABYTE = 1024 * 1024;

closeAfterEach();

describe('bodies', () => {
  /** Sends so many megabytes while watching how much of them this process holds. */
  async function upload(proxy: WeightedProxy, megabytes: number, pace: () => Promise<unknown>): Promise<string> {
    const hash = createHash('sha256');
    const answered = new Promise<string>((resolve, reject) => {
      const request = http.request(proxy.url, {method: 'POST'}, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      });
      request.on('error', reject);
      void (async () => {
        for (let index = 0; index < megabytes * 16; index += 1) {
          const chunk = randomBytes(MEGABYTE / 16);
          hash.update(chunk);
          if (!request.write(chunk)) await new Promise((resolve) => request.once('drain', resolve));
          await pace();
        }
        request.end();
      })();
    });
    expect(await answered).toBe(hash.digest('hex'));
    return answered;
  }

  it('stream up: 20 MB arrive unchanged, the first of them before the last is sent', async () => {
    let received = 0;
    const server = await serve((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
        hash.update(chunk);
      });
      request.on('end', () => response.end(hash.digest('hex')));
    });
    let sent = 0;
    let mostOnTheWay = 0;
    await upload(await proxyTo({v1: server.url}), 20, async () => {
      sent += MEGABYTE / 16;
      await new Promise((resolve) => setImmediate(resolve));
      mostOnTheWay = Math.max(mostOnTheWay, sent - received);
    });
    expect(received).toBe(20 * MEGABYTE);
    expect(mostOnTheWay).toBeLessThan(15 * MEGABYTE);
  });

  it('wait where the client does not read, and go on when it does', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const write = (): void => {
        while (sent < 64 * MEGABYTE) {
          sent += MEGABYTE;
          if (!response.write(Buffer.alloc(MEGABYTE))) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const proxy = await proxyTo({v1: server.url});
    const received = await new Promise<number>((resolve, reject) => {
      http.get(proxy.url, (response) => {
        let bytes = 0;
        setTimeout(() => {
          expect(sent).toBeLessThan(40 * MEGABYTE);
          response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        }, 150);
        response.on('end', () => resolve(bytes)).on('error', reject);
      });
    });
    expect(received).toBe(64 * MEGABYTE);
    expect(proxy.results().get('v1')).toMatchObject({bytes: 64 * MEGABYTE});
  });

  it('need not be read whole: an early 413 reaches the client', async () => {
    const server = await serve((_request, response) => response.writeHead(413).end('too large'));
    const proxy = await proxyTo({v1: server.url});
    const status = await new Promise<number>((resolve) => {
      const request = http.request(proxy.url, {method: 'PUT', headers: {'content-length': 50 * MEGABYTE}});
      request.on('response', (response) => (resolve(response.statusCode ?? 0), request.destroy()));
      request.on('error', () => undefined);
      request.write(Buffer.alloc(MEGABYTE));
    });
    expect(status).toBe(413);
  });
});
