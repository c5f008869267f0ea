import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {parseHttpUrl} from '../../metrics/http/request.js';
import {METRIC_KIND} from '../install/kinds.js';
import {listIfServed} from '../install/list.js';
import {type Check, ok, problem} from './problems.js';
import type {ClusterWorld} from './world.js';

/** Whether there are metrics, and whether their backends answer here. */
export async function checkMetrics(world: ClusterWorld): Promise<Check[]> {
  const metrics = await listIfServed(world.cluster, METRIC_KIND, {}, world.signal);
  if (metrics.length === 0) {
    return [problem('metrics.missing', 'there are none', 'iter8ctl install --metrics STACK')];
  }
  const count = ok('metrics', `${metrics.length} ${metrics.length === 1 ? 'metric' : 'metrics'}`);
  const backends = [...new Set(metrics.flatMap(backendOf))].toSorted();
  return [count, ...(await Promise.all(backends.map((origin) => askBackend(origin, world))))];
}

/** Scheme, host and port; nothing where these are to be filled in, or nothing is asked. */
function backendOf(metric: JsonObject): string[] {
  const template = new Field(metric).get('spec', 'urlTemplate').value;
  const url = typeof template === 'string' ? parseHttpUrl(template) : undefined;
  return url && !/[$%{}]/.test(url.host) ? [url.origin] : [];
}

/** Any answer is one: what a query gets is for `metrics test`. */
async function askBackend(origin: string, {http, signal}: ClusterWorld): Promise<Check> {
  const request = {method: 'GET', url: `${origin}/`, headers: {}};
  const answer = await http.send(request, {timeoutMs: 3000, largestBody: 64 * 1024, tells: true}, signal);
  if (answer.kind === 'answer') return ok('metrics', `${origin} answers`);
  const message = `${origin} cannot be reached from here (${answer.reason}); the controller sees another network`;
  return problem(
    'metrics.backend-unreachable',
    message,
    'try it from a Pod, or forward its port and use iter8ctl metrics test',
  );
}
