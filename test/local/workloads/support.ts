import {mkdtemp, rm} from 'node:fs/promises';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {openCluster} from '../../../src/cluster/client.js';
import type {Cluster, ResourceKind} from '../../../src/cluster/port.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {valueAt} from '../../../src/local/apiserver/object.js';
import {type ApiServer, startApiServer} from '../../../src/local/apiserver/start.js';
import {startWorkloads, type WorkloadOptions, type Workloads} from '../../../src/local/workloads/start.js';
import {meshDefinitions} from '../../../src/local/workloads/mesh/definitions.js';
import {apply} from '../../../src/operate/sandbox/apply.js';
import {closing} from '../proxy/support.js';

export interface TestWorkloads {
  readonly server: ApiServer;
  readonly cluster: Cluster;
  readonly workloads: Workloads;
  readonly ending: AbortController;
  /** What the stand-ins could not do. */
  readonly problems: string[];
}

/** What a mesh is told by. */
export const ALL_ROUTERS = meshDefinitions();

/**
 * The embedded API server with its workloads, until the test is over.
 *
 * @param definitions of the kinds that it is to know beside its own
 */
export async function startTestWorkloads(
  options: Partial<WorkloadOptions> = {},
  definitions: readonly JsonObject[] = [],
): Promise<TestWorkloads> {
  const server = await startApiServer();
  closing.push(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-workloads-'));
  closing.push(() => rm(folder, {recursive: true}));
  await server.writeKubeconfig(join(folder, 'kubeconfig'));
  const cluster = await openCluster({kubeconfig: join(folder, 'kubeconfig'), env: {}});
  closing.push(async () => cluster.close());
  const ending = new AbortController();
  await apply(cluster, definitions, ending.signal);
  const problems: string[] = [];
  const workloads = await startWorkloads({
    cluster,
    logs: server.logs,
    onProblem: (problem) => problems.push(problem),
    signal: ending.signal,
    ...options,
  });
  closing.push(() => workloads.close());
  return {server, cluster, workloads, ending, problems};
}

/** Waits, by watching, until an object is as it should be. */
export async function untilObject(
  cluster: Cluster,
  [kind, name]: readonly [ResourceKind, string],
  holds: (object: JsonObject) => boolean,
): Promise<JsonObject> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 5000);
  let last: JsonObject | undefined;
  try {
    for await (const event of cluster.watch(
      kind,
      {namespace: 'default', fieldSelector: `metadata.name=${name}`},
      stop.signal,
    )) {
      if (!('object' in event)) continue;
      last = event.object;
      if (holds(last)) return last;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(`not within 5 s: ${kind.kind} ${name} is still ${JSON.stringify(last)}`);
}

export interface Got {
  readonly status: number;
  readonly body: string;
}

/** One request on a connection of its own. */
export async function get(url: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(url, {agent: false}, (response) => {
      text(response).then((body) => resolve({status: response.statusCode!, body}), reject);
    })
      .once('error', reject)
      .end();
  });
}

const AT_A_TIME = 20;

/** How often each answer came: `blue`, `green`, or the status of what is no page. */
export async function colours(url: string, times: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let asked = 0; asked < times; asked += AT_A_TIME) {
    const answers = await Promise.all(Array.from({length: Math.min(AT_A_TIME, times - asked)}, () => get(url)));
    for (const {status, body} of answers) {
      const answer = /This is (\w+)/.exec(body)?.[1] ?? String(status);
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
  }
  return counts;
}

/** `True`, or the reason why not. */
export function conditionOf(object: JsonObject, wanted: string): string | undefined {
  const conditions = valueAt(object, 'status', 'conditions');
  const found = (conditions as readonly JsonObject[] | undefined)?.find(({type}) => type === wanted);
  return found?.status === 'True' ? 'True' : (found?.reason as string | undefined);
}
