import {createServer} from 'node:http';

/** Share of the requests whose answer is of no use, in each of the ways. */
const FAILURES = 0.03;

/**
 * Latencies of versions as Prometheus tells them, or what a backend in trouble sends.
 *
 * @param {() => number} random 0 or more, below 1
 * @returns {Promise<{url: string, close: () => void}>}
 */
export async function startBackend(random) {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    const trouble = TROUBLES[Math.floor(random() / FAILURES)];
    if (trouble) trouble(response);
    else response.end(answer((10 + 5 * random()).toFixed(6)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return {url: `http://127.0.0.1:${port}`, close};
}

/** @type {readonly ((response: import('node:http').ServerResponse) => void)[]} */
const TROUBLES = [
  (response) => void response.destroy(),
  (response) => void response.writeHead(503).end('busy'),
  (response) => void response.end('<html>log in</html>'),
  (response) => void response.end(answer('NaN')),
  (response) => void response.write('{"status": "succ', () => response.destroy()),
];

/** @param {string} value */
function answer(value) {
  return JSON.stringify({
    status: 'success',
    data: {resultType: 'vector', result: [{metric: {}, value: [0, value]}]},
  });
}
