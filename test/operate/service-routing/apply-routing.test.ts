import {describe, expect, it} from '@jest/globals';
import {ConflictError} from '../../../src/cluster/conflict-error.js';
import {applyRouting, ensureRouting} from '../../../src/operate/service-routing/apply-routing.js';
import {awaitEndpoints} from '../../../src/operate/service-routing/await-endpoints.js';
import {readServiceVersions} from '../../../src/operate/service-routing/service-versions.js';
import {planServiceRouting} from '../../../src/traffic/service-routing/service-routing.js';
import {deployment, GATEWAY_KINDS, ISTIO, service, shop, signal} from './support.js';

type Shop = ReturnType<typeof shop>;

const DEPLOYMENTS = [deployment('v1'), deployment('v2')];

async function planned(cluster: Shop) {
  const {service: found, versions, routers} = await readServiceVersions(cluster, 'cart', signal);
  const [baseline, ...candidates] = versions;
  if (!baseline) throw new Error('there are versions');
  const wanted = {baseline, candidates};
  return {service: found, wanted, routing: planServiceRouting(found, wanted, routers)};
}

const slice = (ready: boolean) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {name: 'v1-x', namespace: 'shop', labels: {'kubernetes.io/service-name': 'v1'}},
  endpoints: [{addresses: ['10.0.0.1'], conditions: {ready}}],
});

describe('applying a routing', () => {
  it('creates what is missing in its order, and nothing the second time', async () => {
    const cluster = shop(DEPLOYMENTS);
    const told: string[] = [];
    const onApplied = ({kind}: {kind?: unknown}, done: string) => void told.push(`${String(kind)} ${done}`);
    await applyRouting(cluster, (await planned(cluster)).routing, signal, {onApplied});
    await applyRouting(cluster, (await planned(cluster)).routing, signal, {onApplied});
    expect(told).toEqual(['DestinationRule created', 'VirtualService created']);
    expect(cluster.writes).toEqual(['create DestinationRule shop/cart', 'create VirtualService shop/cart']);
  });

  it('stores nothing in a dry run', async () => {
    const cluster = shop(DEPLOYMENTS);
    await applyRouting(cluster, (await planned(cluster)).routing, signal, {isDryRun: true});
    expect(cluster.writes.every((write) => write.endsWith('(dry run)'))).toBe(true);
    expect(cluster.stored('VirtualService')).toEqual([]);
  });

  it('does not overwrite what somebody has changed meanwhile, and plans anew by it', async () => {
    const virtualService = {
      apiVersion: ISTIO,
      kind: 'VirtualService',
      metadata: {name: 'cart', namespace: 'shop'},
      spec: {hosts: ['cart'], http: [{route: [{destination: {host: 'cart'}}]}]},
    };
    let changes = 1;
    const cluster: Shop = shop(DEPLOYMENTS, {
      objects: [service(), virtualService],
      interfere: (verb) => {
        if (verb !== 'replace' || changes === 0) return;
        changes -= 1;
        const http = [{...virtualService.spec.http[0], timeout: '3s'}];
        cluster.put({...virtualService, spec: {hosts: ['cart'], http}});
      },
    });
    const {service: found, wanted, routing} = await planned(cluster);
    await expect(applyRouting(cluster, routing, signal)).rejects.toThrow(ConflictError);
    changes = 1;
    await ensureRouting(cluster, {service: found, versions: wanted}, signal);
    expect(cluster.stored('VirtualService')).toMatchObject([
      {spec: {http: [{timeout: '3s', route: [{weight: 100}, {weight: 0}]}]}},
    ]);
    changes = 100;
    cluster.put(virtualService);
    await expect(ensureRouting(cluster, {service: found, versions: wanted}, signal)).rejects.toThrow(
      '5 times in a row',
    );
  });

  it('routes to a new Service once its Pods are ready', async () => {
    const cluster: Shop = shop(DEPLOYMENTS, {
      kinds: GATEWAY_KINDS,
      interfere: (verb) => {
        if (verb !== 'watch') return;
        expect(cluster.stored('HTTPRoute')).toEqual([]);
        cluster.put(slice(false));
        queueMicrotask(() => cluster.put(slice(true)));
      },
    });
    await applyRouting(cluster, (await planned(cluster)).routing, signal);
    expect(cluster.writes).toEqual([
      'create Service shop/v1',
      'create Service shop/v2',
      'create HTTPRoute shop/cart',
    ]);
  });

  it('gives up when they do not become ready, and routes nothing', async () => {
    const cluster = shop(DEPLOYMENTS, {kinds: GATEWAY_KINDS, objects: [service(), slice(false)]});
    const waiting = awaitEndpoints(cluster, service('v1'), {signal, timeoutMs: 1});
    await expect(waiting).rejects.toThrow('Service shop/v1 has no ready Pods after 0.001 s');
  });

  it('stops between two objects', async () => {
    const stop = new AbortController();
    const cluster = shop(DEPLOYMENTS);
    const {routing} = await planned(cluster);
    const onApplied = () => stop.abort();
    await expect(applyRouting(cluster, routing, stop.signal, {onApplied})).rejects.toThrow('aborted');
    expect(cluster.writes).toEqual(['create DestinationRule shop/cart']);
  });
});
