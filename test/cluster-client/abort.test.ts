import {expect, it} from '@jest/globals';
import {eventually} from '../support/servers.js';
import {clientOf, EXPERIMENTS, experiment, listOf, scripted} from './support.js';

it('an abort does not reach connections that streams before have left to others', async () => {
  let version = 10;
  const server = await scripted(({query}, response) => {
    if (!query.has('watch')) return listOf([], String(version));
    version += 1;
    response.end(`${JSON.stringify({type: 'MODIFIED', object: experiment('a', String(version))})}\n`);
    return undefined;
  });
  const cluster = await clientOf(server);
  const controller = new AbortController();
  let told = 0;
  for await (const event of cluster.watch(EXPERIMENTS, {}, controller.signal)) {
    if (event.kind !== 'synced') told += 1;
    if (told === 30) controller.abort();
  }
  await new Promise((resolve) => setTimeout(resolve, 20)); // an error that nobody hears would end the process here
  cluster.close();
  await eventually(() => server.sockets.size === 0, 'no connection');
  expect(told).toBe(30);
});
