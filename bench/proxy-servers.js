import {createServer} from 'node:http';

/**
 * Servers for bench/proxy.js, in a process of their own: `backends`, or `proxy MODULE WEIGHTS BACKENDS` with the module
 * of the bundled proxy and two lists in JSON. Tells its parent where they listen.
 */
const [role, module = '', weights = '', backends = ''] = process.argv.slice(2);

/** @returns {Promise<string>} where a version listens that answers 200 bytes, and under /count how often it did */
function startVersion() {
  let count = 0;
  const body = 'x'.repeat(200);
  const server = createServer((request, response) => {
    if (request.url === '/count') response.end(String(count));
    else {
      count += 1;
      response.end(body);
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

async function start() {
  if (role === 'backends') return Promise.all([startVersion(), startVersion()]);
  const {startProxy} = await import(module);
  const proxy = await startProxy({backends: JSON.parse(backends), weights: new Map(JSON.parse(weights))});
  return [proxy.url];
}

process.once('disconnect', () => process.exit()); // never outlives the benchmark
process.send?.(await start());
