import type {ServerResponse} from 'node:http';
import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {eventually, openHandles} from '../support/servers.js';
import {
  clientOf,
  EXPERIMENTS,
  experiment,
  failureOf,
  hastyClock,
  listOf,
  scripted,
  status,
  type ScriptedServer,
} from './support.js';
import {
  isWatch,
  isCheck,
  line,
  bookmark,
  open,
  stayOpen,
  thenEnd,
  thenCut,
  refuse,
  watched,
  watching,
  type Stream,
  inShort,
} from './watched.js';

const from = (server: ScriptedServer) =>
  server.asked.filter(isWatch).map(({query}) => query.get('resourceVersion'));
const listsOf = (server: ScriptedServer) =>
  server.asked.filter((asked) => !isWatch(asked) && !isCheck(asked)).length;

describe('a watch', () => {
  it('tells what is there, then what changes', async () => {
    const server = await watched(
      [listOf([experiment('a', '3')])],
      [
        stayOpen(
          line('ADDED', experiment('b', '11')),
          line('MODIFIED', experiment('a', '12')),
          line('DELETED', experiment('b', '13')),
        ),
      ],
    );
    const watch = await watching(server);
    expect(await watch.upTo(5)).toEqual(['added a@3', 'synced', 'added b@11', 'modified a@12', 'deleted b@13']);
    const [asked] = server.asked.filter(isWatch);
    expect(Object.fromEntries(asked!.query)).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '10',
      timeoutSeconds: '50',
    });
  });

  it('goes on from the last bookmark when the server ends the stream', async () => {
    const server = await watched(
      [listOf([])],
      [thenEnd(bookmark('20')), stayOpen(line('ADDED', experiment('a', '21')))],
    );
    const watch = await watching(server);
    expect(await watch.upTo(2)).toEqual(['synced', 'added a@21']);
    expect(from(server)).toEqual(['10', '20']);
    expect(listsOf(server)).toBe(1);
  });

  it('goes on after a cut connection without telling anything twice', async () => {
    const added = line('ADDED', experiment('a', '11'));
    const server = await watched(
      [listOf([])],
      [thenCut(added), stayOpen(added, line('MODIFIED', experiment('a', '12')))],
    );
    const watch = await watching(server);
    expect(await watch.upTo(5)).toEqual(['synced', 'added a@11', 'interrupted', 'resumed', 'modified a@12']);
    expect(from(server)).toEqual(['10', '11']);
  });

  it('tells that it goes on though nothing has changed', async () => {
    const server = await watched([listOf([])], [thenCut(), stayOpen()]);
    expect(await (await watching(server)).upTo(3)).toEqual(['synced', 'interrupted', 'resumed']);
  });

  it('forgets half a line that was cut off', async () => {
    const half: Stream = (response) => {
      open(response);
      response.write('{"type":"ADDED","object":{"kind', () => response.destroy());
    };
    const server = await watched([listOf([])], [half, stayOpen(line('ADDED', experiment('a', '11')))]);
    expect(await (await watching(server)).upTo(4)).toEqual(['synced', 'interrupted', 'resumed', 'added a@11']);
  });

  it('reads characters and lines that arrive in pieces', async () => {
    const bytes = Buffer.from(line('ADDED', experiment('a', '11', {spec: {note: 'grün 🌊'}})));
    const pieces: Stream = (response) => {
      open(response);
      for (const byte of bytes) response.write(Uint8Array.of(byte));
    };
    const server = await watched([listOf([])], [pieces]);
    const cluster = await clientOf(server);
    const controller = new AbortController();
    for await (const event of cluster.watch(EXPERIMENTS, {}, controller.signal)) {
      if (event.kind !== 'added') continue;
      expect(event.object.spec).toEqual({note: 'grün 🌊'});
      controller.abort();
    }
  });

  it.each([
    ['as status', refuse(410, 'Expired')],
    ['as an event', thenEnd(line('ERROR', status(410, 'Expired', 'too old resource version')))],
    [
      'as a server that is behind',
      (response: ServerResponse) =>
        void response
          .writeHead(504, {'content-type': 'application/json'})
          .end(JSON.stringify(status(504, 'Timeout', 'Too large resource version: 10, current: 3'))),
    ],
  ])('lists again when its place is lost, said %s, and tells the difference', async (_how, lost) => {
    const before = listOf([experiment('a', '1'), experiment('b', '2'), experiment('c', '3')]);
    const other = {
      ...experiment('c', '35'),
      metadata: {...(experiment('c', '35').metadata as JsonObject), uid: 'other'},
    };
    const after = listOf([experiment('a', '1'), experiment('d', '30'), other], '40');
    const server = await watched([before, after], [lost]);
    const watch = await watching(server);
    const told = await watch.upTo(9);
    expect(told.slice(4)).toEqual(['deleted b@2', 'deleted c@3', 'added d@30', 'added c@35', 'synced']);
    await eventually(() => from(server).length === 2, 'a second stream');
    expect(from(server)).toEqual(['10', '40']);
  });

  it('lists again when the server was restored to an older state', async () => {
    const server = await scripted((asked, response) => {
      if (isCheck(asked)) return listOf([], '4');
      if (!isWatch(asked)) return server.asked.length === 1 ? listOf([experiment('a', '9')]) : listOf([], '4');
      const stream = asked.query.get('resourceVersion') === '10' ? thenCut(' ') : stayOpen();
      stream(response, asked);
      return undefined;
    });
    const watch = await watching(server);
    expect(await watch.upTo(6)).toEqual([
      'added a@9',
      'synced',
      'interrupted',
      'deleted a@9',
      'synced',
      'resumed',
    ]);
    await eventually(() => from(server).length === 2, 'a second stream');
    expect(from(server)).toEqual(['10', '4']);
  });

  it('lists again when events come from the past', async () => {
    const server = await watched(
      [listOf([]), listOf([experiment('a', '4')], '5')],
      [stayOpen(line('ADDED', experiment('a', '4')))],
    );
    expect(await (await watching(server)).upTo(3)).toEqual(['synced', 'added a@4', 'synced']);
  });

  it('lists again when the same place in the stream gives garbage twice', async () => {
    const server = await watched([listOf([]), listOf([], '30')], [thenEnd('<html>\n'), thenEnd('{"type":7}\n')]);
    const watch = await watching(server);
    expect(await watch.upTo(6)).toEqual(['synced', 'interrupted', 'resumed', 'interrupted', 'synced', 'resumed']);
    await eventually(() => from(server).length === 3, 'a third stream');
    expect(from(server)).toEqual(['10', '10', '30']);
  });

  it('waits longer with each failure, and as long as the server asks', async () => {
    const clock = hastyClock();
    const server = await watched(
      [listOf([])],
      [
        refuse(429, 'TooManyRequests', {'retry-after': '3'}),
        refuse(500, 'InternalError'),
        thenEnd(line('ERROR', status(500, 'InternalError', 'etcdserver: no leader'))),
        thenEnd(),
        stayOpen(line('ADDED', experiment('a', '11'))),
      ],
    );
    const watch = await watching(server, {clock});
    await eventually(() => watch.told.includes('added a@11'), 'the event');
    expect(clock.pauses).toEqual([3100, 200, 400, 800]);
  });

  it('notices a connection that is dead', async () => {
    const server = await watched([listOf([])], [stayOpen(), stayOpen(line('ADDED', experiment('a', '11')))]);
    const watch = await watching(server, {watchDeadlineMs: 100});
    expect(await watch.upTo(4)).toEqual(['synced', 'interrupted', 'resumed', 'added a@11']);
  });

  it('outlives a server that is away for long', async () => {
    const clock = hastyClock();
    let isAway = false;
    const server = await scripted((asked, response) => {
      if (isAway) response.destroy();
      else if (!isWatch(asked)) return listOf([]);
      else if (asked.query.get('resourceVersion') === '10' && from(server).length === 1) {
        isAway = true;
        thenCut()(response, asked);
      } else stayOpen(line('ADDED', experiment('a', '11')))(response, asked);
      return undefined;
    });
    const watch = await watching(server, {clock});
    await eventually(() => server.asked.length > 20, 'many attempts');
    isAway = false;
    expect(await watch.upTo(4)).toEqual(['synced', 'interrupted', 'resumed', 'added a@11']);
  });

  it('asks a server that is away for long at least every four seconds, so that it soon shows the present', async () => {
    const clock = hastyClock();
    const away = Array.from({length: 12}, () => refuse(500, 'InternalError'));
    const server = await watched([listOf([])], [...away, stayOpen()]);
    expect(await (await watching(server, {clock})).upTo(3)).toEqual(['synced', 'interrupted', 'resumed']);
    expect(clock.pauses.length).toBe(away.length);
    expect(Math.max(...clock.pauses)).toBe(1600); // spread by half of it at most
  });

  it('believes a refusal at once at the beginning', async () => {
    const server = await scripted(() =>
      status(403, 'Forbidden', 'User "jane" cannot list resource "experiments"'),
    );
    const watch = await watching(server);
    expect(await failureOf(watch.ended)).toMatchObject({code: 'FORBIDDEN'});
    expect(watch.told).toEqual([]);
  });

  it('believes a refusal later on only when it stays, since a server that starts refuses for a while', async () => {
    const refused = refuse(403, 'Forbidden');
    const briefly = await watched(
      [listOf([])],
      [refused, refused, stayOpen(line('ADDED', experiment('a', '11')))],
    );
    expect(await (await watching(briefly)).upTo(4)).toEqual(['synced', 'interrupted', 'resumed', 'added a@11']);
    const forGood = await watched(
      [listOf([])],
      Array.from({length: 9}, () => refused),
    );
    expect(await failureOf((await watching(forGood)).ended)).toMatchObject({code: 'FORBIDDEN'});
    expect(from(forGood)).toHaveLength(5);
  });

  it('ends without a trace when it is aborted, idle or in the middle of a pause', async () => {
    const before = openHandles();
    const server = await watched([listOf([])], [stayOpen()]);
    const watch = await watching(server);
    await eventually(() => from(server).length === 1, 'a stream');
    watch.stop();
    await expect(watch.ended).resolves.toBeUndefined();
    await eventually(() => server.sockets.size <= 1, 'no connection but the idle one');
    await server.close();
    await eventually(() => openHandles().length <= before.length, `nothing open: ${openHandles().join(', ')}`);
  });

  it('ends its connection when nobody listens any more', async () => {
    const server = await watched([listOf([experiment('a')])], [stayOpen(line('ADDED', experiment('b', '11')))]);
    const cluster = await clientOf(server);
    for await (const event of cluster.watch(EXPERIMENTS, {}, new AbortController().signal))
      if (inShort(event) === 'added b@11') break;
    cluster.close();
    await eventually(() => server.sockets.size === 0, 'no connection');
  });
});
