import {describe, expect, it} from '@jest/globals';
import CreateExperiment from '../../../src/commands/create/experiment.js';
import {deployment, shop} from '../../operate/service-routing/support.js';
import {runCommand} from '../../support/run-command.js';

const FLAGS = ['x', '--from', 'deployment/v2', '--objective', 'iter8-istio/mean-latency<=50'];
const twoVersions = (options = {}) => shop([deployment('v1'), deployment('v2')], options);
const create = (cluster: ReturnType<typeof shop>, ...more: string[]) =>
  runCommand(CreateExperiment, [...FLAGS, ...more], {cluster});

const RUNNING = {
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name: 'other', namespace: 'shop'},
  spec: {target: 'shop/cart', strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}},
  status: {stage: 'Running'},
};

describe('create experiment --from deployment/NAME', () => {
  it('makes the traffic splittable, then creates the experiment, and says so', async () => {
    const cluster = twoVersions();
    const {out, err, exitCode} = await create(cluster);
    expect([out, err, exitCode]).toEqual([
      'experiment.iter8.tools/x created\n',
      'created DestinationRule shop/cart\ncreated VirtualService shop/cart\n',
      0,
    ]);
    expect(cluster.writes).toEqual([
      'create DestinationRule shop/cart',
      'create VirtualService shop/cart',
      'create Experiment shop/x',
    ]);
    expect(cluster.stored('Experiment')).toMatchObject([
      {spec: {target: 'shop/cart', versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]}}},
    ]);
  });

  it('tells the queries of ready-made metrics in which namespace the versions are, unless a flag does', async () => {
    const cluster = twoVersions();
    await create(cluster, '--var', 'v2:namespace=elsewhere');
    const of = (value: string) => [{name: 'namespace', value}];
    expect(cluster.stored('Experiment')).toMatchObject([
      {spec: {versionInfo: {baseline: {variables: of('shop')}, candidates: [{variables: of('elsewhere')}]}}},
    ]);
  });

  it('has weights where the command line says', async () => {
    const cluster = twoVersions();
    await create(
      cluster,
      '--weight-ref',
      'v2=networking.istio.io/v1/VirtualService/cart:.spec.http[0].route[1].weight',
    );
    expect(cluster.stored('Experiment')).toMatchObject([
      {
        spec: {
          versionInfo: {
            candidates: [{weightObjRef: {fieldPath: '.spec.http[0].route[1].weight'}}],
          },
        },
      },
    ]);
  });

  it('writes nothing with --dry-run=client, and says what the experiment would need', async () => {
    const cluster = twoVersions();
    const {out, err, exitCode} = await create(cluster, '--dry-run=client');
    expect(out).toContain('fieldPath: .spec.http[0].route[?(@.destination.subset=="v2")].weight');
    expect(err).toBe(
      ['DestinationRule', 'VirtualService']
        .map(
          (kind) =>
            `warning: the experiment needs ${kind} shop/cart, which is created or changed only without --dry-run\n`,
        )
        .join(''),
    );
    expect([exitCode, cluster.writes]).toEqual([0, []]);
  });

  it('stores nothing with --dry-run=server', async () => {
    const cluster = twoVersions();
    const {err} = await create(cluster, '--dry-run=server');
    expect(err).toContain('created VirtualService shop/cart (server dry run)\n');
    expect(cluster.writes.filter((write) => !write.endsWith('(dry run)'))).toEqual([]);
  });

  it('leaves the traffic alone while another experiment has the target', async () => {
    const cluster = twoVersions();
    cluster.put(RUNNING);
    const {err, exitCode} = await create(cluster);
    expect(err).toContain('target shop/cart is taken by experiment "other"');
    expect([exitCode, cluster.writes]).toEqual([2, []]);
  });

  it('says what to install where nothing can split the traffic', async () => {
    const {err, exitCode} = await create(twoVersions({kinds: []}));
    expect(err).toContain("error: the cluster serves neither Istio's VirtualService and DestinationRule nor");
    expect(err).toContain('hint: install a service mesh');
    expect(exitCode).toBe(5);
  });
});
