import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {JsonObject} from '../../../src/experiment/json.js';
import {mayRepeat} from '../../../src/tasks/registry.js';
import {runItems} from '../../../src/tasks/run-items.js';
import {contextOf, itemOf} from '../support/context.js';
import {answering, backendWith, hanging, notify, redirecting, TOKEN} from './support.js';

const http = (inputs: JsonObject, over = {}) => notify('notification/http', inputs, over);

async function sent(inputs: JsonObject, over = {}) {
  const backend = await backendWith();
  const played = await http({url: backend.url, ...inputs}, over);
  return {...played, request: backend.seen[0]!, count: backend.seen.length, backend};
}

const withVariable = (promote: string) => contextOf({variables: {promote}});

describe('notification/http', () => {
  it('posts a summary and the whole experiment where the item says nothing else', async () => {
    const context = contextOf();
    const {request, end, backend} = await sent({}, context);
    expect(request).toMatchObject({
      method: 'POST',
      url: '/',
      headers: {'content-type': 'application/json', 'user-agent': 'iter8ctl'},
    });
    expect(JSON.parse(request.body)).toEqual({
      summary: {winnerFound: false, versionRecommendedForPromotion: 'candidate'},
      experiment: context.experiment.source,
    });
    expect(end).toMatchObject({result: 'succeeded', output: `delivered to 127.0.0.1:${backend.port}\n`});
  });

  it('names the winner and the weights in the summary once they are known', async () => {
    const {experiment, ...rest} = contextOf();
    const weights = [
      {name: 'current', value: 5},
      {name: 'candidate', value: 95},
    ];
    const source = {...experiment.source, status: {analysis: {weights: {data: weights}}}};
    const analysis = {...experiment.status.analysis, winner: {found: true, version: 'candidate'}};
    const decided = {...experiment, source, status: {...experiment.status, analysis}};
    const {request} = await sent({}, {...rest, experiment: decided});
    expect(JSON.parse(request.body)).toMatchObject({
      summary: {winnerFound: true, winner: 'candidate', lastRecommendedWeights: weights},
    });
  });

  it('sends the bytes that the item says, placeholders of both kinds filled in', async () => {
    const {request} = await sent({
      body: '{"to": "{{ .promote }}", "of": "@< .this.metadata.name >@",\n "percent": {{ .percent }}}',
    }, contextOf({variables: {promote: 'a"b', percent: '95.5'}})); // prettier-ignore
    expect(request.body).toBe('{"to": "a\\"b", "of": "canary",\n "percent": 95.5}');
  });

  it('puts no body and no type of it into a GET', async () => {
    const {request} = await sent({method: 'GET', body: '{"not": "sent"}'});
    expect(request).toMatchObject({method: 'GET', body: ''});
    expect(request.headers).not.toHaveProperty('content-type');
    expect(request.headers).not.toHaveProperty('content-length');
  });

  it('replaces a header by one of the same name, whatever its case, and fills in values', async () => {
    const headers = [
      {name: 'content-TYPE', value: 'text/plain'},
      {name: 'X-Key', value: 'key {{ .secret.token }}'},
    ];
    const {request} = await sent({headers, secret: 'token', authType: 'APIKey', body: '<{{ .name }}>'});
    expect(request.headers).toMatchObject({'content-type': 'text/plain', 'x-key': `key ${TOKEN}`});
    expect(request.headers).not.toHaveProperty('authorization');
    expect(request.body).toBe('<candidate>');
  });

  it.each([
    ['Bearer', 'token', `Bearer ${TOKEN}`],
    ['Basic', 'pair', `Basic ${Buffer.from('ann:correct hörse').toString('base64')}`],
  ])('authenticates as %s from its secret', async (authType, secret, authorization) => {
    const {request} = await sent({authType, secret});
    expect(request.headers.authorization).toBe(authorization);
  });

  it('is not repeated by itself, and reads its inputs whatever their case', async () => {
    expect(mayRepeat(itemOf({task: 'notification/http'}))).toBe(false);
    const backend = await backendWith();
    await http({URL: backend.url, authtype: 'Bearer', Secret: 'token'});
    expect(backend.seen[0]!.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });
});

describe('a placeholder', () => {
  it('in quotes of a JSON body stays that one text, whatever its value holds', async () => {
    const backend = await backendWith();
    const body = '{"a \\" b": ["x\\n{{ .promote }}y"], "c": {"{{ .name }}": "\\\\"}}';
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary'}), async (value) => {
        await http({url: backend.url, body}, withVariable(value));
        const wanted = {'a " b': [`x\n${value}y`], c: {candidate: '\\'}};
        expect(JSON.parse(backend.seen.at(-1)!.body)).toEqual(wanted);
      }),
      {numRuns: 40},
    );
  });

  it('outside quotes is a number, true, false or null, or nothing is sent', async () => {
    const backend = await backendWith();
    const value = fc.oneof(fc.json(), fc.double().map(String), fc.constantFrom('01', '-', '1, "b": 2', 'nul', ''));
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const before = backend.seen.length;
        await http({url: backend.url, body: '{"a": {{ .promote }}}'}, withVariable(text));
        const body = backend.seen[before]?.body;
        const isLiteral = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?)$/i.test(text);
        expect(body).toBe(isLiteral ? `{"a": ${text}}` : undefined);
      }),
      {numRuns: 40},
    );
  });

  it('in the url stays one part of its path and of its query', async () => {
    const backend = await backendWith();
    const value = fc.string({unit: 'binary'}).filter((text) => !/\p{Surrogate}|^\.\.?$/u.test(text));
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        await http({url: `${backend.url}/to/{{ .promote }}/of?v={{ .promote }}&w=1`}, withVariable(text));
        const {pathname, searchParams} = new URL(backend.seen.at(-1)!.url, backend.url);
        expect(pathname.split('/').map(decodeURIComponent)).toEqual(['', 'to', text, 'of']);
        expect([...searchParams]).toEqual([['v', text], ['w', '1']]); // prettier-ignore
      }),
      {numRuns: 40},
    );
  });

  it('at the beginning of the url may be all of it, and is shown nowhere', async () => {
    const {end, shown} = await http({url: '{{ .secret.url }}', secret: 'hook'});
    expect(end).toMatchObject({
      result: 'succeeded',
      output: 'warning: not delivered: 127.0.0.1:1 refuses connections\n',
    });
    expect(shown).not.toContain('s3cret');
  });

  it('in a form stays one field', async () => {
    const headers = [{name: 'Content-Type', value: 'application/x-www-form-urlencoded; charset=utf-8'}];
    const {request} = await sent({headers, body: 'a={{ .promote }}&b=1'}, withVariable('x&b=2 +ö'));
    expect([...new URLSearchParams(request.body)]).toEqual([['a', 'x&b=2 +ö'], ['b', '1']]); // prettier-ignore
  });

  it('in a text is as it is, never HTML', async () => {
    const {request} = await sent({body: '{{ .promote }}'}, withVariable('<b> & "c" +'));
    expect(request.body).toBe('<b> & "c" +');
  });
});

describe('a mistake in an item ends the action before anything is sent', () => {
  it.each<[string, JsonObject, string]>([
    ['a key that is not in the secret', {authType: 'Bearer', secret: 'pair'}, 'its secret has no key token, but username, password'],
    ['no password', {authType: 'Basic', secret: 'token'}, 'its secret has no key username, but token'],
    ['a line break in a token', {authType: 'Bearer', secret: 'odd'}, 'header Authorization holds a character that headers cannot carry: it ends in a line break'],
    ['a colon in a user', {authType: 'Basic', secret: 'odd'}, 'key username of its secret has a colon, which would end it'],
    ['no secret', {authType: 'Basic'}, 'has a wrong input: with.authType: Basic needs the input secret'],
    ['a secret that is not there', {authType: 'Bearer', secret: 'none'}, 'there is no secret shop/none'],
    ['a line break in a header', {headers: [{name: 'X-A', value: '{{ .promote }}'}]}, 'header X-A holds a character that headers cannot carry'],
    ['no name of a header', {headers: [{name: 'a b', value: 'c'}]}, '"a b" is no name of a header'],
    ['an unknown key in the body', {body: '{"a": "{{ .promot }}"}'}, '{{ .promot }} names no variable'],
    ['an unknown key in the url', {url: 'http://127.0.0.1:1/{{ .promot }}'}, '{{ .promot }} names no variable'],
    ['an unknown key in a header', {headers: [{name: 'A', value: '{{ .promot }}'}]}, '{{ .promot }} names no variable'],
    ['a key that the secret does not have', {secret: 'token', body: '"{{ .secret.key }}"'}, "names no key of the task's secret"],
    ['a placeholder that is none', {body: '{"a": "{{ if }}"}'}, 'is no placeholder that is known'],
    ['a body that is no JSON', {body: '{"a": "{{ .promote }}"'}, 'the body is no JSON once its placeholders are filled in'],
    ['a value without quotes', {body: '{"a": {{ .promote }}}'}, 'stands outside quotes'],
    ['a value behind a backslash', {body: '"\\{{ .promote }}"'}, 'stands behind a backslash'],
    ['no JSON though it is said to be', {headers: [{name: 'Content-Type', value: 'application/cloudevents+json'}], body: 'x'}, 'the body is no JSON'],
    ['a way out of the path', {url: 'http://127.0.0.1:1/a/{{ .up }}/b'}, '{{ .up }} is .., which is a way out in a URL'],
    ['half a character in the url', {url: 'http://127.0.0.1:1/{{ .half }}'}, '{{ .half }} holds half of a character'],
    ['no URL', {url: 'hooks/1'}, 'has a wrong input: with.url: is no http or https URL'],
    ['no URL once filled in', {url: '{{ .promote }}/x'}, 'with.url is no http or https URL once its placeholders are filled in'],
  ])('with %s', async (_what, inputs, problem) => {
    const backend = await backendWith();
    const context = contextOf({variables: {promote: 'a\r\nB: c', up: '..', half: '\ud800'}});
    const {outcome, hasBegun, shown} = await http({url: backend.url, ...inputs, ignoreFailure: true}, context);
    expect(outcome).toMatchObject({kind: 'failed', reason: expect.stringContaining(problem)});
    expect(hasBegun).toBe(false);
    expect(backend.seen).toEqual([]);
    expect(shown).not.toContain(TOKEN);
  }); // prettier-ignore
});

describe('a notification that does not arrive', () => {
  const token = {authType: 'Bearer', secret: 'token'};

  it('is a warning of a task that succeeded', async () => {
    const {port, url} = await backendWith(answering(500, `no\n <b>${TOKEN}</b>\u001b[2J`));
    const {end, outcome, shown} = await http({url, ...token});
    expect(outcome).toEqual({kind: 'succeeded'});
    const words = `127.0.0.1:${port} answers with status 500: no <b>***</b>\ufffd[2J`;
    expect(end).toMatchObject({result: 'succeeded', output: `warning: not delivered: ${words}\n`});
    expect(shown).not.toContain(JSON.stringify(TOKEN).slice(1, -1));
  });

  it('fails the task where failures are not ignored, and is sent once', async () => {
    const {port, url, seen} = await backendWith(answering(503, 'x'.repeat(100_000)));
    const {end, outcome} = await http({url, ignoreFailure: false});
    expect(end).toMatchObject({
      result: 'failed',
      output: '',
      reason: expect.stringContaining(`was not delivered: 127.0.0.1:${port} answers with status 503: xxx`),
    });
    expect(end!.reason!.length).toBeLessThan(250);
    expect(outcome).toMatchObject({reason: `task 1 (notification/http) ${end?.reason}`});
    expect(seen).toHaveLength(1);
  });

  it.each([
    [401, 'answers 401: the credentials are missing or not accepted: {"message":"Bad credentials"}'],
    [404, 'answers with status 404: {"message":"Bad credentials"}'],
    [304, 'answers with status 304'],
  ])('because of status %d says what was answered', async (status, words) => {
    const {url, port} = await backendWith(answering(status, '{"message":"Bad credentials"}'));
    const {end} = await http({url, ignoreFailure: false});
    expect(end?.reason).toBe(`was not delivered: 127.0.0.1:${port} ${words}`);
  });

  it('shows no part of a token either, wherever the words are cut', async () => {
    const {url, seen} = await backendWith((request, response) =>
      response.writeHead(500).end(`${'x'.repeat(Number(request.headers['x-pad']))}${TOKEN}`),
    );
    for (let pad = 140; pad < 170; pad += 2) {
      const headers = [{name: 'X-Pad', value: String(pad)}];
      expect((await http({url, ...token, headers})).shown).not.toContain('gh-t');
    }
    expect(seen).toHaveLength(15);
  });

  it('because nobody answers is given up at its timeout', async () => {
    const {url, port} = await backendWith(hanging);
    const {end} = await http({url, timeout: '100ms'});
    expect(end).toMatchObject({
      result: 'succeeded',
      output: `warning: not delivered: 127.0.0.1:${port} gives no answer in time\n`,
    });
    const strict = await http({url, timeout: '100ms', ignoreFailure: false});
    expect(strict.end).toMatchObject({result: 'failed', reason: 'did not end within 0.1 s'});
  });

  it('because of a place where no request has any business is never sent', async () => {
    const {end} = await http({url: 'http://169.254.169.254/latest', ignoreFailure: false});
    expect(end?.reason).toMatch(/169.254.169.254, a link-local, metadata or reserved address$/);
  });

  it('ends with whoever runs it', async () => {
    const {url} = await backendWith(hanging);
    const controller = new AbortController();
    const context = {...contextOf(), onOutput: undefined};
    const items = [itemOf({task: 'notification/http', inputs: {url}})];
    const running = runItems(
      {items, context},
      async () => controller.abort(new Error('enough')),
      controller.signal,
    );
    await expect(running).rejects.toThrow('enough');
  });
});

describe('a redirect', () => {
  const token = {authType: 'Bearer', secret: 'token', headers: [{name: 'X-Key', value: '{{ .secret.token }}'}]};

  it.each([
    ['POST', 302, 0, 'so that its body would be lost'],
    ['POST', 307, 0, 'redirects a request with a body to another host'],
    ['POST', 303, 1, 'delivered'],
    ['GET', 302, 1, 'delivered'],
    ['GET', 307, 1, 'delivered'],
  ])('of a %s with %d to another host takes no token there', async (method, status, requests, words) => {
    const elsewhere = await backendWith();
    const {url} = await backendWith(redirecting(status, elsewhere.url));
    const {end} = await http({url, method, ...token});
    expect(end?.output).toContain(words);
    expect(elsewhere.seen).toHaveLength(requests);
    expect(JSON.stringify(elsewhere.seen)).not.toContain('gh-t0ken');
  });

  it('on the same host is followed with all of it', async () => {
    const backend = await backendWith((request, response) =>
      request.url === '/' ? redirecting(308, '/b')(request, response) : response.end(),
    );
    await http({url: backend.url, body: '"x"', ...token});
    const headers = {authorization: `Bearer ${TOKEN}`};
    expect(backend.seen[1]).toMatchObject({method: 'POST', url: '/b', body: '"x"', headers});
  });
});
