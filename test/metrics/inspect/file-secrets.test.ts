import {describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../../src/experiment/json.js';
import {parseSecret, secretReader} from '../../../src/metrics/inspect/file-secrets.js';

const secret = (fields: JsonObject, metadata: JsonObject = {name: 'token'}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  ...fields,
});
const texts = (data: Readonly<Record<string, Uint8Array>> | undefined) =>
  data && Object.fromEntries(Object.entries(data).map(([key, bytes]) => [key, Buffer.from(bytes).toString()]));

describe('a Secret of a file', () => {
  it('has its data in base64, and plain texts, which go first', () => {
    const resource = secret({data: {user: 'YW5uYQ==', password: 'b2xk\n'}, stringData: {password: 'new'}});
    const {name, namespace, data} = parseSecret(resource);
    expect([name, namespace, texts(data)]).toEqual(['token', 'default', {user: 'anna', password: 'new'}]);
  });

  it.each<[string, Json, string]>([
    ['no base64', {token: 's3cr3t-t0ken'}, 'data.token: is not base64; plain text belongs into stringData'],
    ['no text', {token: 53_973_717}, 'data.token: a value of a Secret must be text'],
    ['no map', 's3cr3t-t0ken', 'data: must hold texts by their keys'],
  ])('is refused without its value in the message when it holds %s', (_what, data, message) => {
    expect(() => parseSecret(secret({data}))).toThrow(expect.objectContaining({message}));
  });
});

describe('reading Secrets of files', () => {
  const inShop = parseSecret(secret({stringData: {token: 'a', user: 'b'}}, {name: 'token', namespace: 'shop'}));

  it('finds them by namespace and name, and nothing else', async () => {
    const read = secretReader([inShop], undefined);
    expect(texts(await read('shop', 'token'))).toEqual({token: 'a', user: 'b'});
    expect([await read('default', 'token'), await read('shop', 'other')]).toEqual([undefined, undefined]);
  });

  it('puts what was given by key in their place', async () => {
    const read = secretReader([inShop], {token: Buffer.from('given')});
    expect(texts(await read('shop', 'token'))).toEqual({token: 'given', user: 'b'});
    expect(texts(await read('shop', 'other'))).toEqual({token: 'given'});
  });
});
