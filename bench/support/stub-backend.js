import {createServer} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';

const DELAY_MS = 5;

/** Answers as Prometheus does, 5 ms late and each time with another value. Tells its parent where it listens. */
const server = createServer((request, response) => {
  request.resume();
  const value = [Date.now() / 1000, (20 + 10 * Math.random()).toFixed(6)];
  const body = JSON.stringify({status: 'success', data: {resultType: 'vector', result: [{metric: {}, value}]}});
  void sleep(DELAY_MS).then(() => response.setHeader('content-type', 'application/json').end(body));
});

process.once('disconnect', () => process.exit()); // never outlives the benchmark
server.listen(0, '127.0.0.1', () => {
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.send?.(`http://127.0.0.1:${port}`);
});
