import {afterEach} from '@jest/globals';
import type {RequestListener} from 'node:http';
import type {JsonObject} from '../../../src/experiment/json.js';
import {runItems} from '../../../src/tasks/run-items.js';
import type {TaskContext, TaskEnd, TaskStart} from '../../../src/tasks/task.js';
import {type Backend, startBackend} from '../../metrics/support/backend.js';
import {contextOf, itemOf} from '../support/context.js';

export const TOKEN = 'gh-t0ken/+&"9';

const SECRETS: Record<string, Record<string, string>> = {
  token: {token: TOKEN},
  pair: {username: 'ann', password: 'correct hörse'},
  odd: {token: `${TOKEN}\n`, username: 'a:b', password: ''},
  hook: {url: 'http://127.0.0.1:1/services/T0/B0/s3cret-part', part: '../s3cret'},
};

async function readSecret(_namespace: string, name: string) {
  const data = SECRETS[name];
  return data && Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text)]));
}

/** What an item did, and all that anybody was shown of it. */
export async function notify(task: string, inputs: JsonObject, over: Partial<TaskContext> = {}) {
  const events: (TaskStart | TaskEnd)[] = [];
  const heard: string[] = [];
  const context = {
    ...contextOf(),
    readSecret,
    onOutput: (_: number, text: string) => void heard.push(text),
    ...over,
  };
  const items = [itemOf({task, inputs})];
  const outcome = await runItems({items, context}, async (event) => void events.push(event));
  const end = events.find((event): event is TaskEnd => event.result !== 'running');
  return {outcome, end, hasBegun: events.length > 0, shown: JSON.stringify([outcome, events, heard])};
}

const backends: Backend[] = [];

/** A server that remembers what arrives, till the end of the test. */
export async function backendWith(answer: RequestListener = (_, response) => response.end()): Promise<Backend> {
  const backend = await startBackend(answer);
  backends.push(backend);
  return backend;
}

export const answering =
  (status: number, body = ''): RequestListener =>
  (_request, response) =>
    response.writeHead(status).end(body);

export const redirecting =
  (status: number, location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, {location}).end();

export const hanging: RequestListener = () => undefined;

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});
