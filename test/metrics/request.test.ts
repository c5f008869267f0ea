import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {JsonObject} from '../../src/experiment/json.js';
import type {QuerySource} from '../../src/metrics/metric.js';
import {parseMetric} from '../../src/metrics/parse-metric.js';
import {buildRequest} from '../../src/metrics/request.js';
import {versionValues} from '../../src/metrics/template.js';
import {metricOf} from './support/metrics.js';

const variables = new Map([['revision', 'sample-app-v1'], ['userfilter', 'usergroup!~"wakanda"']]); // prettier-ignore
const values = versionValues({name: 'current', variables}, 600);
const secretOf = (data: Record<string, string>) => new Map(Object.entries(data));

function build(spec: JsonObject, secret?: ReadonlyMap<string, string>) {
  return buildRequest(metricOf(spec).source as QuerySource, values, secret);
}

function built(spec: JsonObject, secret?: ReadonlyMap<string, string>) {
  const result = build(spec, secret);
  if (result.kind !== 'request') throw new Error(result.reason);
  return result;
}

describe('buildRequest', () => {
  it('makes the sample request to Prometheus', () => {
    const query = "sum(increase(revision_app_request_latencies_count{service_name='${name}',${userfilter}}[${elapsedTime}s])) or on() vector(0)"; // prettier-ignore
    const {request} = built({
      urlTemplate: 'http://prom:9090/api/v1/query',
      params: [{name: 'query', value: query}],
    });
    expect([request.method, request.headers, request.body]).toEqual(['GET', {}, undefined]);
    expect(new URL(request.url).searchParams.get('query')).toBe(
      `sum(increase(revision_app_request_latencies_count{service_name='current',usergroup!~"wakanda"}[600s])) or on() vector(0)`,
    );
  });

  it('makes the sample request to New Relic', () => {
    const spec = {
      urlTemplate: 'https://insights-api.newrelic.com/v1/accounts/123/query',
      authType: 'APIKey',
      secret: 'nr',
      params: [{name: 'nrql', value: "SELECT count(appName) FROM PageView WHERE revisionName='${revision}' SINCE ${elapsedTime} seconds ago"}], // prettier-ignore
      headerTemplates: [{name: 'X-Query-Key', value: '${mykey}'}],
    };
    const {request, shown} = built(spec, secretOf({mykey: 'abcdef'}));
    expect(request.headers).toEqual({'X-Query-Key': 'abcdef'});
    expect(new URL(request.url).searchParams.get('nrql')).toBe(
      "SELECT count(appName) FROM PageView WHERE revisionName='sample-app-v1' SINCE 600 seconds ago",
    );
    expect(shown.headers).toEqual({'X-Query-Key': '***'});
  });

  it('makes the sample request to Sysdig, with a bare number in the body', () => {
    const spec = {
      urlTemplate: 'https://secure.sysdig.com/api/data', method: 'POST', authType: 'Bearer', secret: 'sysdig',
      headerTemplates: [{name: 'Accept', value: 'application/json'}, {name: 'Authorization', value: 'Bearer ${token}'}],
      body: `{"last": \${elapsedTime}, "filter": "kubernetes.app.revision.name = '\${revision}'"}`,
    }; // prettier-ignore
    const {request, shown} = built(spec, secretOf({token: 't0k3n'}));
    expect(request).toEqual({
      method: 'POST',
      url: 'https://secure.sysdig.com/api/data',
      headers: {'Content-Type': 'application/json', Accept: 'application/json', Authorization: 'Bearer t0k3n'},
      body: `{"last": 600, "filter": "kubernetes.app.revision.name = 'sample-app-v1'"}`,
    });
    expect(shown.headers).toMatchObject({Accept: 'application/json', Authorization: 'Bearer ***'});
  });

  it('makes the sample request to Elastic, with basic authentication', () => {
    const spec = {urlTemplate: 'https://secure.elastic.com/my/sales', method: 'POST', authType: 'Basic', secret: 'elastic', body: '{"gte":"now-${elapsedTime}s/s"}'}; // prettier-ignore
    const {request, shown} = built(spec, secretOf({username: 'me', password: 'pa:ss'}));
    expect(request.headers.Authorization).toBe(`Basic ${Buffer.from('me:pa:ss').toString('base64')}`);
    expect(shown.headers.Authorization).toBe('Basic ***');
  });

  it('keeps the two worlds apart: no version data in URL and headers, no secret data in params and body', () => {
    const everywhere = '$revision $token';
    const spec = {
      urlTemplate: 'http://x/$revision/$token', method: 'POST', authType: 'Bearer', secret: 's',
      params: [{name: 'p', value: everywhere}], headerTemplates: [{name: 'H', value: everywhere}], body: `"${everywhere}"`,
    }; // prettier-ignore
    const {request, unknown} = built(spec, secretOf({token: 'T'}));
    expect(request).toMatchObject({
      url: 'http://x/$revision/T?p=sample-app-v1+%24token',
      headers: {H: '$revision T'},
      body: '"sample-app-v1 $token"',
    });
    expect(unknown).toEqual(['token', 'revision']);
  });

  it('fills secrets into the URL with any authType, and into headers only with Bearer and APIKey', () => {
    const spec = {urlTemplate: 'http://x/$key', secret: 's', headerTemplates: [{name: 'H', value: '$key'}]};
    const secret = secretOf({key: 'K', username: 'u', password: 'p'});
    expect(built(spec, secret).request).toMatchObject({url: 'http://x/K', headers: {H: '$key'}});
    expect(built({...spec, authType: 'Basic'}, secret).request.headers.H).toBe('$key');
    expect(built({...spec, authType: 'APIKey'}, secret).request.headers.H).toBe('K');
  });

  it('lets a later param or header of the same name replace the earlier, and keeps the query of the URL', () => {
    const two = (name: string, other: string) => [{name, value: '1'}, {name: other, value: '2'}]; // prettier-ignore
    const spec = {urlTemplate: 'http://x/?a=0', params: two('q', 'q'), headerTemplates: two('X-A', 'x-a')};
    expect(built(spec).request).toMatchObject({url: 'http://x/?a=0&q=2', headers: {'x-a': '2'}});
  });

  it.each([
    ['a header that is written out', {headerTemplates: [{name: 'X-Key', value: 'sec-ret'}]}],
    ['a literal bearer token', {headerTemplates: [{name: 'Authorization', value: 'Bearer sec-ret'}]}],
    ['a password in the URL', {urlTemplate: 'http://me:sec-ret@x/'}],
    ['a user name in the URL', {urlTemplate: 'http://sec-ret@x/'}],
    ['a key in the query of the URL', {urlTemplate: 'http://x/?api_key=sec-ret'}],
    ['a param with a telling name', {params: [{name: 'access_token', value: 'sec-ret'}]}],
  ])('masks what looks like a credential: %s', (_what, spec) => {
    const {request, shown} = built({urlTemplate: 'http://x/', ...spec});
    expect(JSON.stringify(request)).toContain('sec-ret');
    expect(JSON.stringify(shown)).not.toContain('sec-ret');
    expect(JSON.stringify(shown)).toContain('***');
  });

  it('never shows a value of a secret, wherever it stands', () => {
    const spec = {
      urlTemplate: 'https://$host:$port/$token?t=$token', authType: 'Bearer', secret: 's',
      headerTemplates: [{name: 'Authorization', value: 'Token $token'}, {name: 'Accept', value: '$token'}],
    }; // prettier-ignore
    fc.assert(
      fc.property(
        fc.stringMatching(/^zz[a-z0-9]{6,20}$/),
        fc.integer({min: 20_000, max: 65_535}),
        (token, port) => {
          const result = build(spec, secretOf({host: `${token}.example`, port: String(port), token}));
          const shown = result.kind === 'request' ? result.shown : result;
          expect(JSON.stringify(shown)).not.toContain(token);
          expect(JSON.stringify(shown)).not.toContain(String(port));
        },
      ),
    );
  });

  it.each<[string, JsonObject, Record<string, string>, string]>([
    ['a header with the line break of a secret', {authType: 'Bearer', secret: 's', headerTemplates: [{name: 'Authorization', value: 'Bearer $token'}]}, {token: 'abc\n'}, 'header Authorization holds a character that headers cannot carry: it ends in a line break'], // prettier-ignore
    ['a header that would begin another', {headerTemplates: [{name: 'A', value: 'x\r\nB: y'}]}, {}, 'header A holds a character that headers cannot carry'], // prettier-ignore
    ['a name that is none', {headerTemplates: [{name: 'a b', value: 'x'}]}, {}, '"a b" is no name of a header'],
    ['Basic without a password', {authType: 'Basic', secret: 's'}, {username: 'me'}, 'authType Basic needs password in the secret'], // prettier-ignore
    ['a URL that is none, its credentials left out', {urlTemplate: 'ftp://u:p@x/?k=v'}, {}, 'urlTemplate gives no http or https URL: ftp://x/'], // prettier-ignore
  ])('refuses %s', (_what, spec, secret, reason) => {
    expect(build({urlTemplate: 'http://x/', ...spec}, secretOf(secret))).toMatchObject({
      kind: 'unavailable',
      reason,
    });
  });

  it('asks nothing for a v2alpha1 metric when a placeholder has no value', () => {
    const params = [{name: 'query', value: 'x{revision="$revision",ns="$ns"}[$interval]'}];
    const spec = {provider: 'prometheus', params};
    const metric = parseMetric({apiVersion: 'iter8.tools/v2alpha1', metadata: {name: 'm'}, spec});
    const reason = 'there is no value for $ns';
    expect(buildRequest(metric.source as QuerySource, values, undefined)).toMatchObject({
      kind: 'unavailable',
      reason,
    });
  });
});
