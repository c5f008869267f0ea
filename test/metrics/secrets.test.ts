import {describe, expect, it} from '@jest/globals';
import {concealSecret, readMetricSecret} from '../../src/metrics/secrets.js';
import {metricOf} from './support/metrics.js';

const metric = metricOf({});

describe('readMetricSecret', () => {
  it.each(['api', 'shop/api'])('reads %s from the namespace of the metric', async (reference) => {
    const asked: string[] = [];
    const data = await readMetricSecret(metric, reference, async (namespace, name) => {
      asked.push(`${namespace}/${name}`);
      return {'api-key': Buffer.from('abc')};
    });
    expect([asked, data]).toEqual([['shop/api'], new Map([['api-key', 'abc']])]);
  });

  it.each([
    ['other/api', 'metric shop/my-metric may use only secrets of its own namespace, not other/api'],
    ['a/b/c', 'secret "a/b/c" is neither name nor namespace/name'],
    ['/api', 'secret "/api" is neither name nor namespace/name'],
    ['', 'secret "" is neither name nor namespace/name'],
  ])('refuses %j without asking for it', async (reference, reason) => {
    const read = async () => Promise.reject(new Error('asked'));
    expect(await readMetricSecret(metric, reference, read)).toEqual({
      kind: 'unavailable',
      cause: 'secret',
      reason,
    });
  });

  it.each([
    ['is not there', async () => undefined, 'there is no secret shop/api that metrics may use (label iter8.tools/metrics: "true")'], // prettier-ignore
    [
      'cannot be read',
      async () => Promise.reject(new Error('token abc is wrong')),
      'secret shop/api cannot be read',
    ],
    ['holds more than ASCII', async () => ({key: Buffer.from('ü')}), 'key key of secret shop/api holds more than ASCII text'], // prettier-ignore
  ])('says that a secret %s', async (_what, read, reason) => {
    expect(await readMetricSecret(metric, 'api', read)).toEqual({kind: 'unavailable', cause: 'secret', reason});
  });
});

describe('concealSecret', () => {
  const secret = new Map(Object.entries({key: 's3.cr+t', short: 'is', username: 'me', password: 'a"b""'}));

  it.each([
    ['it is s3.cr+t here', 'it is *** here'],
    ['host S3.CR+T refuses', 'host *** refuses'],
    ['?key=s3.cr%2Bt&a', '?key=***&a'],
    ['s3xcr+t is another', 's3xcr+t is another'],
    ['Basic bWU6YSJiIiI= was sent', 'Basic *** was sent'],
    ['{"echo":"a\\"b\\"\\""}', '{"echo":"***"}'],
  ])('makes of "%s" "%s"', (text, expected) => {
    expect(concealSecret(text, secret)).toBe(expected); // prettier-ignore
  });
});
