import {connect} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import {hostileExperiment, ATTACKS} from '../../render/report/hostile.js';
import {boardOf, experiment, send, visit} from './support.js';

describe('the door of a dashboard', () => {
  it('gives a cookie for the token, and takes the token out of the address', async () => {
    const visitor = await visit(boardOf(experiment('checkout')));
    const {status, headers} = await send(visitor.url, {});
    expect(status).toBe(303);
    expect(headers.location).toMatch(/^\/[\w-]{16}\/$/);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^iter8ctl-dashboard=[\\w-]{43}; Path=${headers.location}; HttpOnly; SameSite=Strict$`),
      ),
    ]);
    expect(headers['set-cookie']?.[0]).not.toContain(new URL(visitor.url).searchParams.get('token'));
  });

  it('has another token, cookie and path in each process', async () => {
    const [one, other] = [await visit(boardOf()), await visit(boardOf())];
    expect(new URL(one.url).searchParams.get('token')).toMatch(/^[\w-]{43}$/);
    expect(new Set([one, other].flatMap(({url, cookie, base}) => [url, cookie, base])).size).toBe(6);
  });

  it('stays shut without the cookie, with another one, and with another token', async () => {
    const {origin, base, cookie, ask} = await visit(boardOf(experiment('checkout')));
    const outcomes = [
      await send(`${origin}/`, {}),
      await send(`${origin}/?token=`, {}),
      await send(`${origin}/?token=${'A'.repeat(43)}`, {}),
      await send(`${origin}${base}`, {}),
      await send(`${origin}${base}events`, {}),
      await send(`${origin}${base}experiments/x1`, {headers: {cookie: `${cookie}x`}}),
      await send(`${origin}/other/`, {headers: {cookie}}),
    ];
    for (const {status, body} of outcomes) {
      expect(status).toBe(403);
      expect(body).not.toContain('checkout');
    }
    expect(await ask('')).toMatchObject({status: 200, body: expect.stringContaining('checkout')});
  });

  it.each(['evil.example', 'localhost:PORT', '127.0.0.1', '127.0.0.1:1', '[::1]:PORT'])(
    'knows no host %j, whatever name leads here',
    async (host) => {
      const {port, url, ask} = await visit(boardOf(experiment('checkout')));
      const headers = {host: host.replace('PORT', String(port))};
      expect((await ask('', {headers})).status).toBe(421);
      const entry = await send(url, {headers});
      expect([entry.status, entry.headers['set-cookie']]).toEqual([421, undefined]);
    },
  );

  it.each(['cross-site', 'same-site'])('answers no page of another origin (%s)', async (site) => {
    const {ask} = await visit(boardOf(experiment('checkout')));
    for (const path of ['', 'events', 'experiments/x1']) {
      expect((await ask(path, {headers: {'sec-fetch-site': site}})).status).toBe(403);
    }
    expect((await ask('', {headers: {'sec-fetch-site': 'same-origin'}})).status).toBe(200);
  });

  it('listens on 127.0.0.1 alone', async () => {
    const {port} = await visit(boardOf());
    const reached = (host: string) =>
      new Promise((resolve) => {
        const socket = connect({port, host}, () => resolve(true)).on('error', () => resolve(false));
        socket.on('close', () => resolve(false)).on('connect', () => socket.destroy());
      });
    expect(await Promise.all([reached('127.0.0.1'), reached('::1'), reached('127.0.0.2')])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('has no %s', async (method) => {
    const {status, headers} = await (await visit(boardOf())).ask('', {method});
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('refuses long addresses and other pages', async () => {
    const {ask} = await visit(boardOf(experiment('checkout')));
    expect((await ask(`?${'x'.repeat(600)}`)).status).toBe(414);
    for (const path of ['x', 'experiments', 'experiments/', 'experiments/x2', 'experiments/x1/y', 'experiments/x1/pause/y', 'experiments/__proto__']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    } // prettier-ignore
    expect((await ask('', {method: 'POST', headers: {origin: 'null'}})).status).toBe(403);
  });

  it('answers a HEAD without a body, also for a stream', async () => {
    const {ask} = await visit(boardOf(experiment('checkout')));
    for (const path of ['', 'events']) {
      expect(await ask(path, {method: 'HEAD'})).toMatchObject({status: 200, body: ''});
    }
  });

  it('lives on after a mistake of ours, and tells nothing of it', async () => {
    const board = boardOf(experiment('checkout'));
    let isBroken = true;
    const {ask, mistakes} = await visit(board, {
      now: () => {
        if (isBroken) throw new Error('secret detail');
        return new Date();
      },
    });
    const {status, body} = await ask('');
    expect([status, body.includes('secret detail'), mistakes]).toEqual([500, false, ['secret detail']]);
    isBroken = false;
    expect((await ask('')).status).toBe(200);
  });

  it('lives on after a request that is none', async () => {
    const {port, ask} = await visit(boardOf());
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk))).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask('')).status).toBe(200);
  });
});

describe('a page of a dashboard', () => {
  it('is neither stored nor framed nor sniffed, and runs nothing but its own script', async () => {
    const {ask, url} = await visit(boardOf(experiment('checkout')));
    for (const answer of [await ask(''), await ask('nosuch'), await send(url, {})]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
        ),
      });
    }
  });

  it.each(ATTACKS)('shows %j as text', async (text) => {
    const board = boardOf(hostileExperiment(text));
    board.loseConnection(text, new Date('2026-11-22T10:59:00Z'));
    board.giveUp({namespace: text, name: `${text}2`}, text);
    const {ask} = await visit(board, {
      source: {place: text, scope: text},
      makeWish: async () => text,
    });
    const pages = [await ask(''), await ask('experiments/x1')];
    const allowed = /^(?:!DOCTYPE html|\/?(?:html|head|meta|link|title|style|body|main|script|noscript|p|a|nav|div|table|caption|thead|tbody|tr|th|td|h[123]|ul|li|code|footer|article|section|dl|dt|dd|pre|figure|figcaption|svg|desc|line|text|polyline|rect|g))\b/; // prettier-ignore
    for (const {status, body} of pages) {
      expect(status).toBe(200);
      const tags = body.replace(/<script>[^]*?<\/script>|<style>[^]*?<\/style>/g, '').match(/<[^>]*>?/g) ?? [];
      for (const tag of tags) {
        expect(tag.slice(1)).toMatch(allowed);
        expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\son\w+|src|javascript/i);
      }
      // eslint-disable-next-line no-control-regex -- that none is left
      expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
  });
});

describe('an action on a dashboard', () => {
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const type = 'application/x-www-form-urlencoded';

  /** A dashboard whose actions are only noted, and the form of one of them. */
  async function acting(fail?: Error) {
    const made: string[] = [];
    const board = boardOf(experiment('checkout'));
    const visitor = await visit(board, {
      makeWish: async ({name}, wish) => {
        if (fail) throw fail;
        made.push(`${wish} ${name}`);
        return 'no further iteration begins';
      },
    });
    const question = await visitor.ask('experiments/x1/pause');
    const key = /name="key" value="([\w-]{43})"/.exec(question.body)?.[1] ?? '';
    const fields = {key, uid: 'uid-checkout'};
    const headers = {origin: visitor.origin, 'content-type': type, 'sec-fetch-site': 'same-origin'};
    return {...visitor, made, board, question, fields, headers};
  }

  it('is asked for first, then done once and told on the page', async () => {
    const {ask, made, question, fields, headers, origin, base} = await acting();
    expect(question.body).toContain('<h1>Pause shop/checkout?</h1>');
    expect(question.headers['referrer-policy']).toBe('same-origin');
    expect(made).toEqual([]);
    const done = await ask('experiments/x1/pause', {method: 'POST', headers, body: form(fields)});
    expect([done.status, made]).toEqual([303, ['pause checkout']]);
    const page = new URL(done.headers.location!, `${origin}${base}experiments/x1/pause`);
    expect(page.href).toBe(`${origin}${base}experiments/x1`);
    expect((await ask('experiments/x1')).body).toContain(
      'Pause, asked for here at 2026-11-22 11:00:00 UTC: no further iteration begins.',
    );
  });

  it.each<[string, Record<string, string | undefined>, Record<string, string>, number]>([
    ['from another origin', {origin: 'http://127.0.0.1:1'}, {}, 403],
    ['from nowhere', {origin: undefined}, {}, 403],
    ['from a page without an origin', {origin: 'null'}, {}, 403],
    ['from the same site', {'sec-fetch-site': 'same-site'}, {}, 403],
    ['without the cookie', {cookie: undefined}, {}, 403],
    ['without the key of the form', {}, {key: ''}, 403],
    ['with another key', {}, {key: 'A'.repeat(43)}, 403],
    ['for another experiment of the name', {}, {uid: 'uid-other'}, 409],
    ['as another type', {'content-type': 'text/plain'}, {}, 415],
    ['of any length', {}, {more: 'x'.repeat(3000)}, 413],
  ])('is refused %s', async (_what, otherHeaders, otherFields, status) => {
    const {ask, made, fields, headers} = await acting();
    const body = form({...fields, ...otherFields});
    const options = {method: 'POST', headers: {...headers, ...otherHeaders}, body};
    expect((await ask('experiments/x1/pause', options)).status).toBe(status);
    expect(made).toEqual([]);
  });

  it('is refused where pages only show', async () => {
    const {ask, origin} = await visit(boardOf(experiment('checkout')));
    expect((await ask('experiments/x1')).body).not.toContain('Pause');
    const headers = {origin, 'content-type': type};
    for (const method of ['GET', 'POST']) {
      const {status, body} = await ask('experiments/x1/abort', {method, headers, body: method === 'POST' ? 'key=' : ''});
      expect([status, body.includes('--allow-actions')]).toEqual([403, true]);
    } // prettier-ignore
  });

  it('is offered only while there is something to it', async () => {
    const {ask, board} = await acting();
    expect((await ask('experiments/x1/resume')).status).toBe(409);
    board.replaceAll(
      [...boardOf(experiment('checkout', {stage: 'Completed'})).inOrder()].map((e) => e.experiment),
    );
    expect((await ask('experiments/x1/pause')).status).toBe(409);
    expect((await ask('experiments/x1')).body).not.toContain('Abort');
  });

  it('says why the cluster refuses it', async () => {
    const refusal = new Iter8Error('FORBIDDEN', 'not allowed to patch <experiments>', 'ask the owner of shop');
    const {ask, fields, headers} = await acting(refusal);
    const options = {method: 'POST', headers, body: form(fields)};
    const {status, body} = await ask('experiments/x1/pause', options);
    expect([status, body.includes('&lt;experiments&gt;'), body.includes('ask the owner')]).toEqual([
      403,
      true,
      true,
    ]);
  });
});
