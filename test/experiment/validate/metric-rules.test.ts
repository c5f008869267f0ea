import {describe, expect, it} from '@jest/globals';
import {lines} from './lines.js';

function metric(spec: string, version = 'v2alpha2'): string {
  return `apiVersion: iter8.tools/${version}\nkind: Metric\nmetadata: {name: m}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
}

const QUERY = 'urlTemplate: http://x\njqExpression: .a | tonumber\n';

describe('a Metric of v2alpha2', () => {
  it.each([
    ['the smallest query', QUERY],
    ['a built-in one', 'provider: iter8'],
    ['a mock', 'mock: [{name: v1, level: 5}]'],
    [
      'a body with bare placeholders',
      `${QUERY}method: POST\nbody: '{"last": $elapsedTime, "text": "$name", "list": [\${a}]}'`,
    ],
    ['PromQL with dollars', `${QUERY}params: [{name: q, value: 'a{b=~"c$"}[\${elapsedTime}s] $$x'}]`],
    ['a header without secret data', `${QUERY}headerTemplates: [{name: a, value: b}]`],
  ])('is fine as %s', async (_what, spec) => {
    expect(await lines(metric(spec))).toEqual([]);
  });

  it.each([
    ['description: x', '4:1 error spec: has no urlTemplate and no jqExpression'],
    ['urlTemplate: http://x', '4:1 error spec: has no jqExpression'],
    ['urlTemplate: 5\njqExpression: .a', 'error spec.urlTemplate: expected text, got 5; write "5", in quotes'],
    [`${QUERY}authType: Basic`, '7:3 error spec.authType: needs a secret'],
    [`${QUERY}authType: Bearer\nsecret: s`, '7:3 warning spec.authType: Bearer adds nothing by itself'],
    [`${QUERY}secret: a/b/c`, '7:11 error spec.secret: "a/b/c" is no reference'],
    [`${QUERY}sampleSize: a/b/c`, '7:15 error spec.sampleSize: "a/b/c" is no reference'],
    [
      `${QUERY}type: counter`,
      'error spec.type: "counter" is not allowed, it must be one of Counter, Gauge; did you mean Counter?',
    ],
    [
      `${QUERY}params: [{name: q, value: "[$elapsedTimes]"}]`,
      'error spec.params[0].value: $elapsedTimes is read as one name and never filled in, the s belongs to it; write ${elapsedTime}s',
    ],
    [`${QUERY}params: [{name: q, value: "[$elapsedTimem]"}]`, 'write ${elapsedTime}m'],
    [
      `${QUERY}params: [{name: q, value: "[$interval]"}]`,
      'warning spec.params[0].value: $interval is the placeholder of v2alpha1',
    ],
    [
      `${QUERY}params: [{name: q, value: "\${my-var}"}]`,
      'error spec.params[0].value: ${my-var} is never filled in',
    ],
    [
      `${QUERY}secret: s\nheaderTemplates: [{name: a, value: "\${api-key}"}]`,
      'rename the key or variable to api_key',
    ],
    [
      `${QUERY}headerTemplates: [{name: a, value: "$token"}]`,
      'warning spec.headerTemplates[0].value: $token stays as it is',
    ],
    [`${QUERY}body: "{"`, 'error spec.body: is no JSON'],
    [`${QUERY}method: POST`, 'warning spec.method: POST without a body'],
    [
      'mock: [{name: v1, level: "1e400"}]',
      'error spec.mock[0].level: expected a number such as 50, "0.01" or 10m, got "1e400"',
    ],
    ['mock: [{name: v1, level: 1.5}]', 'error spec.mock[0].level: a Kubernetes quantity must not be a float'],
    [
      'provider: prometheus\nurlTemplate: http://x\njqExpression: .data',
      'warning spec.jqExpression: Prometheus sends numbers as text',
    ],
    [
      'provider: prometheus\nurlTemplate: http://x/api/v1\njqExpression: .d | tonumber',
      'warning spec.urlTemplate: Prometheus answers',
    ],
  ])('with %j has a mistake', async (spec, expected) => {
    expect(await lines(metric(spec))).toEqual([expect.stringContaining(expected)]);
  });
});

describe('a Metric of v2alpha1', () => {
  const fine = 'provider: prometheus\ntype: gauge\nparams: [{name: query, value: "increase(a[$interval])"}]\n';

  const early = 'provider: prometheus\nparams: {query: "increase(a[$interval])"}';

  it('of the time when params was a map is looked into all the same', async () => {
    const text = 'provider: prometheus\nparams: {query: "a[$intervals]", limit: 5}';
    expect((await lines(metric(text, 'v2alpha1'))).slice(1)).toEqual([
      expect.stringContaining('warning spec.params: deprecated spelling'),
      expect.stringContaining('error spec.params.query: $intervals is read as one name'),
      expect.stringContaining('error spec.params.limit: expected text, got 5; write "5", in quotes'),
    ]);
  });

  it('is fine but for its age', async () => {
    expect(await lines(metric(fine, 'v2alpha1'))).toEqual([expect.stringMatching(/^1:13 warning apiVersion: /)]);
  });

  it.each([
    [
      fine.replace('prometheus', 'newrelic'),
      'error spec.provider: "newrelic" is not allowed, it must be prometheus',
    ],
    [fine.replace('provider: prometheus\n', ''), 'error spec: provider is missing'],
    [fine.replace('gauge', 'Gauge'), 'did you mean gauge?'],
    [
      fine.replace('$interval', '$elapsedTime'),
      'warning spec.params[0].value: $elapsedTime is the placeholder of v2alpha2',
    ],
    [fine.replace('$interval', '$intervals'), 'write $interval'],
    [`${fine}sample_size: {name: a}`, 'deprecated spelling; write sampleSize'],
    ['provider: prometheus', 'warning spec: params is missing'],
    [early, 'warning spec.params: deprecated spelling; write a list of name and value'],
    ['provider: prometheus\nparams: none', 'error spec.params: expected a list, got "none"'],
    [fine.replace('name: query, ', ''), 'error spec.params[0]: name is missing'],
  ])('with %j has a mistake', async (spec, expected) => {
    expect((await lines(metric(spec, 'v2alpha1'))).slice(1)).toEqual([expect.stringContaining(expected)]);
  });
});
