import type {ServerResponse} from 'node:http';
import type {ClusterOptions} from '../../src/cluster/client.js';
import type {WatchEvent} from '../../src/cluster/port.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {eventually} from '../support/servers.js';
import {
  type Asked,
  cleanUp,
  clientOf,
  EXPERIMENTS,
  listOf,
  scripted,
  type ScriptedServer,
  status,
} from './support.js';

/** What the server does with the first, second … stream; later ones stay open. */
export type Stream = (response: ServerResponse, asked: Asked) => void;
/** What it answers to the first, second … list; the last one again and again. */
type Lists = readonly JsonObject[];

export const isWatch = ({query}: Asked) => query.get('watch') === 'true';
export const isCheck = ({query}: Asked) => query.get('limit') === '1';

/** A server with a script for its lists and one for its streams; the check of how far it is does not count as a list. */
export async function watched(lists: Lists, streams: readonly Stream[]): Promise<ScriptedServer> {
  let listed = 0;
  let streamed = 0;
  return scripted((asked, response) => {
    if (isWatch(asked)) {
      const stream = streams[streamed++] ?? stayOpen();
      stream(response, asked);
      return undefined;
    }
    if (isCheck(asked)) return listOf([], '1000');
    return lists[Math.min(listed++, lists.length - 1)]!;
  });
}

export const line = (type: string, object: JsonObject) => `${JSON.stringify({type, object})}\n`;
export const bookmark = (resourceVersion: string) =>
  line('BOOKMARK', {kind: 'Experiment', metadata: {resourceVersion}});

export function open(response: ServerResponse): void {
  response.writeHead(200, {'content-type': 'application/json'}).flushHeaders();
}

export const stayOpen =
  (...lines: string[]): Stream =>
  (response) => {
    open(response);
    response.write(lines.join(''));
  };

/** The server ends the stream in good order. */
export const thenEnd =
  (...lines: string[]): Stream =>
  (response) => {
    open(response);
    response.end(lines.join(''));
  };

export const thenCut =
  (...lines: string[]): Stream =>
  (response) => {
    open(response);
    response.write(lines.join(' '), () => response.destroy());
  };

export const refuse =
  (code: number, reason: string, headers: Record<string, string> = {}): Stream =>
  (response) => {
    response.writeHead(code, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify(status(code, reason, reason)));
  };

export interface Watching {
  readonly told: string[];
  readonly ended: Promise<unknown>;
  readonly stop: () => void;
  /** Resolves when so many events have been told. */
  readonly upTo: (count: number) => Promise<string[]>;
}

export async function watching(server: ScriptedServer, options: Partial<ClusterOptions> = {}): Promise<Watching> {
  const cluster = await clientOf(server, options);
  const controller = new AbortController();
  const told: string[] = [];
  const run = async () => {
    for await (const event of cluster.watch(EXPERIMENTS, {namespace: 'shop'}, controller.signal))
      told.push(inShort(event));
  };
  const ended = run();
  ended.catch(() => undefined);
  const stop = () => controller.abort();
  cleanUp(async () => {
    stop();
    await ended.catch(() => undefined);
  });
  const upTo = async (count: number) => {
    await eventually(() => told.length >= count, `${count} events, there are: ${told.join(', ')}`);
    return told;
  };
  return {told, ended, stop, upTo};
}

export function inShort(event: WatchEvent): string {
  if (!('object' in event)) return event.kind;
  const {name, resourceVersion} = event.object.metadata as {name: string; resourceVersion: string};
  return `${event.kind} ${name}@${resourceVersion}`;
}
