import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import type {Board} from '../../../src/screens/dashboard/board.js';
import {boardOf, experiment, NOW, visit, type Visitor} from './support.js';

const see = (board: Board, resource: JsonObject) => board.see(parseExperiment(resource));

/** The changes of a page from what is on it now. */
async function following(visitor: Visitor, path: string, stream: string) {
  const {body} = await visitor.ask(path);
  const version = /data-version="(\d+)"/.exec(body)?.[1] ?? '';
  const followed = await visitor.follow(`${stream}?since=${version}`);
  return {followed, first: await followed.next(), version: Number(version)};
}

describe('the list of a dashboard', () => {
  it('tells of each experiment what people look for, those that run first', async () => {
    const board = boardOf(
      experiment('ended', {stage: 'Completed', completedIterations: 10}, {creationTimestamp: '2026-11-22T10:55:00Z'}),
      experiment('checkout', {currentWeightDistribution: [{name: 'v1', value: 70}, {name: 'v2', value: 30}]}),
    ); // prettier-ignore
    const {body} = await (await visit(board)).ask('');
    const rows = [...body.matchAll(/<tr id=[^]*?<\/tr>/g)].map(([row]) => row.replace(/<[^>]*>/g, '|'));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(
      /checkout\|+shop\|+shop\/checkout\|+Running\|+[^|]+\|+3 of 10\|+v1 70\u00a0%, v2 30\u00a0%\|+60m\|/,
    );
    expect(rows[1]).toMatch(/ended\|+shop\|+shop\/ended\|+Completed\|+[^|]+\|+10 of 10\|+–\|+5m\|/);
    expect(body).toContain('2 experiments in all namespaces, 1 not ended.');
  });

  it('sends nothing that is on the page already, then only what changes, together', async () => {
    const board = boardOf(experiment('a'), experiment('b'), experiment('c'));
    const visitor = await visit(board);
    const {followed, first, version} = await following(visitor, '', 'events');
    expect(first).toEqual({version, parts: {}});
    see(board, experiment('b', {completedIterations: 4}));
    see(board, experiment('b', {completedIterations: 5}));
    see(board, experiment('c', {completedIterations: 6}));
    visitor.tick();
    const {parts, order, news} = await followed.next();
    expect(Object.keys(parts).sort()).toEqual(['x2', 'x3']);
    expect(parts.x2).toContain('5 of 10');
    expect([order, news]).toEqual([undefined, undefined]);
  });

  it('tells what is new, what is gone and what has ended', async () => {
    const board = boardOf(experiment('a'), experiment('b'));
    const visitor = await visit(board);
    const {followed} = await following(visitor, '', 'events');
    see(board, experiment('c'));
    board.lose({namespace: 'shop', name: 'b'});
    see(board, experiment('a', {stage: 'Completed'}));
    visitor.tick();
    const {parts, order, news} = await followed.next();
    expect(order).toEqual(['x3', 'x1']);
    expect(Object.keys(parts).sort()).toEqual(['summary', 'x1', 'x3']);
    expect(news).toMatch(/^shop\/a has ended: /);
  });

  it('tells one that comes back all that it has missed', async () => {
    const board = boardOf(experiment('a'));
    const visitor = await visit(board);
    const {followed, version} = await following(visitor, '', 'events');
    followed.end();
    see(board, experiment('b'));
    await visitor.ask('');
    const again = await visitor.follow(`events?since=${version}`);
    expect(await again.next()).toMatchObject({order: ['x1', 'x2'], parts: {x2: expect.anything()}});
  });

  it('says since when the cluster is lost, that it is back, and what cannot be read', async () => {
    const board = boardOf(experiment('a'));
    const visitor = await visit(board);
    const {followed} = await following(visitor, '', 'events');
    board.loseConnection('connection refused', new Date(NOW.getTime() - 20_000));
    board.loseConnection('still refused', NOW);
    visitor.tick();
    const {parts} = await followed.next();
    expect(parts.connection).toContain('lost since 2026-11-22 10:59:40 UTC, 20s ago: still refused.');
    board.replaceAll([parseExperiment(experiment('a'))]);
    board.giveUp({namespace: 'shop', name: 'b'}, 'experiment shop/b: spec.duration: a text');
    visitor.tick();
    const later = (await followed.next()).parts;
    expect(later.connection).toContain('class="none"');
    expect(later.unreadable).toContain('experiment shop/b: spec.duration: a text');
  });

  it('says how one begins where there is none', async () => {
    expect((await (await visit(boardOf())).ask('')).body).toContain('<code>iter8ctl create experiment</code>');
  });

  it('keeps experiments of one name apart where a file has several', async () => {
    const board = boardOf();
    board.record([3, 4].map((completedIterations) => parseExperiment(experiment('a', {completedIterations}))));
    expect((await (await visit(board)).ask('')).body).toMatch(/3 of 10[^]*4 of 10/);
  });

  it('takes no more than so many listeners', async () => {
    const visitor = await visit(boardOf());
    for (let count = 0; count < 32; count += 1) await visitor.follow('events');
    await expect(visitor.follow('events')).rejects.toThrow('answered 503');
  });
});

describe('the page of an experiment', () => {
  it('is its report, as it is now', async () => {
    const board = boardOf(experiment('checkout'));
    const visitor = await visit(board);
    const {body} = await visitor.ask('experiments/x1');
    expect(body).toContain('<title>shop/checkout</title>');
    expect(body).toMatch(/<h1[^>]*>Experiment checkout<\/h1>/);
    const {followed} = await following(visitor, 'experiments/x1', 'experiments/x1/events');
    see(board, experiment('checkout', {completedIterations: 7}));
    visitor.tick();
    const {parts} = await followed.next();
    expect(Object.keys(parts)).toEqual(['report']);
    expect(parts.report).toContain('7 of 10');
  });

  it('goes on with an experiment that is made anew, and says meanwhile that there is none', async () => {
    const board = boardOf(experiment('checkout'));
    const visitor = await visit(board);
    const {followed} = await following(visitor, 'experiments/x1', 'experiments/x1/events');
    board.lose({namespace: 'shop', name: 'checkout'});
    visitor.tick();
    expect((await followed.next()).parts.gone).toContain('has been deleted');
    expect((await visitor.ask('experiments/x1')).body).toContain('3 of 10');
    see(board, experiment('checkout', {completedIterations: 0}));
    visitor.tick();
    expect((await followed.next()).parts.report).toContain('0 of 10');
  });

  it('can be kept as a file that needs nothing else', async () => {
    const {body, headers} = await (await visit(boardOf(experiment('checkout')))).ask('experiments/x1/report.html');
    expect(headers['content-disposition']).toBe('attachment; filename="report.html"');
    expect(body).toContain('http-equiv="Content-Security-Policy"');
    expect(body).not.toContain('<script');
  });

  it('shows none of the resource but what the report shows', async () => {
    const secret = experiment('checkout', {}, {annotations: {'kubectl.kubernetes.io/last-applied': 'hunter2'}});
    const {ask} = await visit(boardOf(secret));
    for (const path of ['', 'experiments/x1', 'experiments/x1/report.html']) {
      expect((await ask(path)).body).not.toContain('hunter2');
    }
  });
});

it('ends the streams of a page that cannot be drawn, and no others', async () => {
  const board = boardOf(experiment('a'));
  const visitor = await visit(board);
  const page = await following(visitor, 'experiments/x1', 'experiments/x1/events');
  const list = await following(visitor, '', 'events');
  const inOrder = board.inOrder.bind(board);
  board.inOrder = () => {
    throw new Error('a mistake');
  };
  see(board, experiment('a', {completedIterations: 9}));
  visitor.tick();
  expect((await page.followed.next()).parts.report).toContain('9 of 10');
  await expect(list.followed.next()).rejects.toThrow(/ended|aborted/);
  expect(visitor.mistakes).toEqual(['a mistake']);
  board.inOrder = inOrder;
  expect((await visitor.ask('')).status).toBe(200);
});

it('ends at once, whoever listens', async () => {
  const visitor = await visit(boardOf(experiment('a')));
  const {followed} = await following(visitor, '', 'events');
  const ended = followed.next().catch((error: unknown) => (error as Error).message);
  await visitor.close();
  expect(await ended).toMatch(/ended|aborted/);
  await expect(visitor.ask('')).rejects.toThrow('ECONNREFUSED');
});
