import {describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../../src/cluster/port.js';
import {ensureRouting} from '../../../src/operate/service-routing/apply-routing.js';
import {readServiceVersions} from '../../../src/operate/service-routing/service-versions.js';
import {closeAfterEach} from '../../local/proxy/support.js';
import {demo, deploy} from '../../local/workloads/deployments/support.js';
import {service, SERVICES, sharesOf, untilShares} from '../../local/workloads/mesh/support.js';
import {ALL_ROUTERS, startTestWorkloads} from '../../local/workloads/support.js';
import {signal} from './support.js';

closeAfterEach();

const GATEWAY_API = ALL_ROUTERS.filter((one) => JSON.stringify(one).includes('gateway.networking'));

/** Routes among the versions of the tutorial, the first is the baseline, and tells what that wrote. */
async function route(cluster: Cluster, baseline: string, candidate: string): Promise<string[]> {
  const {service: found, versions} = await readServiceVersions(cluster, 'iter8-demo', signal);
  const named = (tag: string) => versions.filter(({name}) => name === `iter8-demo-${tag}`);
  const [[first], candidates] = [named(baseline), named(candidate)];
  if (!first) throw new Error('it is deployed');
  const told: string[] = [];
  await ensureRouting(cluster, {service: found, versions: {baseline: first, candidates}}, signal, {
    onApplied: ({kind}, done) => void told.push(`${kind as string} ${done}`),
  });
  return told;
}

/** What answers came while something was done. */
async function answersDuring(url: string, work: Promise<unknown>): Promise<Set<string>> {
  const answers = new Set<string>();
  const asking = {isDone: false};
  const working = work.finally(() => (asking.isDone = true));
  while (!asking.isDone) for (const answer of Object.keys(await sharesOf(url, 5, ASKING))) answers.add(answer);
  await working;
  return answers;
}

/** By its name, since there are more Services on the way. */
const ASKING = {host: 'iter8-demo.default'};

/** Apps answer at once. */
const INSTANTLY = {clock: {sleep: () => Promise.resolve()}};

describe.each([
  ['Istio', ALL_ROUTERS, ['DestinationRule', 'VirtualService']],
  ['the Gateway API', GATEWAY_API, ['Service', 'Service', 'HTTPRoute']],
])('routing in a mesh by %s', (_router, definitions, kinds) => {
  it('loses no request, keeps the baseline serving, and changes nothing the second time', async () => {
    const {cluster, workloads, problems} = await startTestWorkloads({app: INSTANTLY}, definitions);
    await cluster.create(SERVICES, service());
    for (const tag of ['v100', 'v102']) await deploy(cluster, demo(tag));
    await untilShares(workloads.gatewayUrl, {v100: 5, v102: 5}, ASKING);
    const told: string[] = [];
    const routing = route(cluster, 'v100', 'v102').then((words) => told.push(...words));
    const answers = await answersDuring(workloads.gatewayUrl, routing);
    expect(told).toEqual(kinds.map((kind) => `${kind} created`));
    expect([...answers].filter((answer) => !['v100', 'v102'].includes(answer))).toEqual([]);
    await untilShares(workloads.gatewayUrl, {v100: 10}, ASKING);
    expect(await route(cluster, 'v100', 'v102')).toEqual([]);
    const {versions} = await readServiceVersions(cluster, 'iter8-demo', signal);
    expect(versions.map(({weightPercent}) => weightPercent)).toEqual([100, 0]);
    expect(problems).toEqual([]);
  });
});
