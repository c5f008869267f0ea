import {describe, expect, it} from '@jest/globals';
import type {LoadOptions} from '../../src/load/options.js';
import {planLoad} from '../../src/load/plan.js';

const two = [
  {name: 'v1', url: 'http://127.0.0.1:1/'},
  {name: 'v2', url: 'http://127.0.0.1:2/path?x=1'},
];
const plan = (options: Partial<LoadOptions> = {}) => planLoad({targets: two, ...options});

describe('the plan of a load', () => {
  it('has the defaults of metrics/collect: 100 GET requests to each version at 8 a second over 4 connections', () => {
    expect(plan()).toMatchObject({
      schedule: {kind: 'paced', perSecond: 16, requests: 200, uncounted: 0},
      connections: 4,
      timeoutMs: 5000,
    });
    expect(plan().targets[1]).toEqual({
      name: 'v2',
      origin: 'http://127.0.0.1:2',
      request: {path: '/path?x=1', method: 'GET', headers: {}, body: undefined},
    });
  });

  it('lasts as long as the time says, warm-up included', () => {
    expect(plan({timeMs: 8000, qps: 40, rate: 'total', warmUpMs: 2000}).schedule).toEqual({
      kind: 'paced', perSecond: 40, requests: 320, uncounted: 80,
    }); // prettier-ignore
  });

  it('lets numQueries win over the time, and counts them after the warm-up', () => {
    expect(plan({numQueries: 10, timeMs: 60_000, warmUpMs: 1000}).schedule).toMatchObject({
      requests: 36,
      uncounted: 16,
    });
    expect(plan({numQueries: 10, timeMs: 60_000, rate: 'total'}).schedule).toMatchObject({requests: 10});
  });

  it('sends as fast as the connections allow at qps 0', () => {
    expect(plan({qps: 0, timeMs: 500}).schedule).toEqual({
      kind: 'unpaced',
      timeMs: 500,
      requestsPerVersion: Infinity,
    });
    expect(plan({qps: 0}).schedule).toEqual({kind: 'unpaced', timeMs: Infinity, requestsPerVersion: 100});
  });

  it.each([[{payload: 'x'}, 'POST'], [{contentType: 'text/plain'}, 'POST'], [{payload: 'x', method: 'PUT'}, 'PUT']])(
    'with %j uses %s', (options, method) => {
      expect(plan(options).targets[0]!.request.method).toBe(method);
    }); // prettier-ignore

  it('takes content type, headers and credentials of the URL, and puts quotation marks around none of them', () => {
    const targets = [{name: 'v1', url: 'http://me:se%20cret@127.0.0.1:1', headers: {'X-Test': 'yes'}}];
    expect(plan({targets, contentType: 'text/plain'}).targets[0]).toMatchObject({
      origin: 'http://127.0.0.1:1',
      request: {headers: {'content-type': 'text/plain', 'X-Test': 'yes', authorization: 'Basic bWU6c2UgY3JldA=='}},
    });
  });

  it.each<[string, Partial<LoadOptions>]>([
    ['no version to send requests to', {targets: []}],
    ['version "v1" stands twice in the load', {targets: [two[0]!, two[0]!]}],
    ['version "v": "localhost" is no URL', {targets: [{name: 'v', url: 'localhost'}]}],
    [
      'version "v": "file:///etc/passwd" is neither http nor https',
      {targets: [{name: 'v', url: 'file:///etc/passwd'}]},
    ],
    ['version "v": header "a b" cannot be sent', {targets: [{...two[0]!, name: 'v', headers: {'a b': 'c'}}]}],
    ['version "v": header "a" cannot be sent', {targets: [{...two[0]!, name: 'v', headers: {a: 'b\r\nc: d'}}]}],
    ['"GET /" is no method to send load with', {method: 'GET /'}],
    ['qps of the load must be a number, 0 or more, got -1', {qps: -1}],
    ['qps of the load must be a number, 0 or more, got NaN', {qps: NaN}],
    ['numQueries of the load must be a whole number above 0, got 0', {numQueries: 0}],
    ['connections of the load must be a whole number above 0, got 1.5', {connections: 1.5}],
    ['time of the load must be more than 0 milliseconds, got 0', {timeMs: 0}],
    ['the warm-up of 1000 ms leaves nothing of the 1000 ms of load', {timeMs: 1000, warmUpMs: 1000}],
  ])('says "%s"', (message, options) => {
    expect(() => plan(options)).toThrow(expect.objectContaining({name: 'Iter8Error', code: 'INVALID', message}));
  });
});
