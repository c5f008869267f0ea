/**
 * One version of an app, as a process of its own: `node version.js PORT SPEC`. It answers slowly or wrongly as it is
 * told, and counts at /metrics what Istio's proxies count.
 *
 * @typedef {object} Spec
 * @property {string} workload
 * @property {string} namespace
 * @property {number} delayMs until it answers
 * @property {number} errorEvery 7: every seventh answer is an error; 0: none is
 */
import {createServer} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import prometheus from 'prom-client';

const [port, spec] = process.argv.slice(2);
/** @type {Spec} */
const {workload, namespace, delayMs, errorEvery} = JSON.parse(spec ?? '');

const labels = {reporter: 'source', destination_workload: workload, destination_workload_namespace: namespace};
const labelNames = [...Object.keys(labels), 'response_code'];
const requests = new prometheus.Counter({name: 'istio_requests_total', help: 'Requests', labelNames});
const durations = new prometheus.Histogram({
  name: 'istio_request_duration_milliseconds',
  help: 'Time to answer',
  labelNames,
  buckets: [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000],
});
let answers = 0;

async function serve() {
  const startMs = performance.now();
  await sleep(delayMs);
  answers += 1;
  const status = errorEvery > 0 && answers % errorEvery === 0 ? 500 : 200;
  const counted = {...labels, response_code: String(status)};
  requests.inc(counted);
  durations.observe(counted, performance.now() - startMs);
  return {status, body: `${workload}\n`};
}

async function exposeMetrics() {
  return {status: 200, body: await prometheus.register.metrics()};
}

createServer(async (request, response) => {
  const {status, body} = await (request.url === '/metrics' ? exposeMetrics() : serve());
  response.writeHead(status, {'content-type': 'text/plain; version=0.0.4'}).end(body);
}).listen(Number(port), '127.0.0.1');
