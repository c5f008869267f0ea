import {describe, expect, it} from '@jest/globals';
import Install from '../../src/commands/install.js';
import Uninstall from '../../src/commands/uninstall.js';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {installableCluster, type InstallableOptions} from '../operate/install/installable-cluster.js';
import {runCommand} from '../support/run-command.js';

/** A cluster after `install`, and objects of others in it. */
async function installed(others: readonly JsonObject[] = [], options: InstallableOptions = {}) {
  const cluster = installableCluster({...options, objects: others});
  await runCommand(Install, ['--tasks-in', 'shop'], {cluster});
  return cluster;
}

const object = (apiVersion: string, kind: string, namespace: string, name: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: {namespace, name},
});
const experiment = (namespace: string, name: string) =>
  object('iter8.tools/v2alpha2', 'Experiment', namespace, name);

describe('uninstall', () => {
  it('takes away all that install has made, the definitions and the namespace last', async () => {
    const cluster = await installed();
    const {out, err, exitCode} = await runCommand(Uninstall, [], {cluster});
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe('deployment.apps/iter8-controller deleted');
    expect(lines.slice(-3)).toEqual([
      'customresourcedefinition.apiextensions.k8s.io/experiments.iter8.tools deleted',
      'customresourcedefinition.apiextensions.k8s.io/metrics.iter8.tools deleted',
      'namespace/iter8-system deleted',
    ]);
    expect([err, exitCode, cluster.names()]).toEqual(['', 0, []]);
  });

  it('says so when there is nothing, or nothing more', async () => {
    const {out, err, exitCode} = await runCommand(Uninstall, [], {cluster: installableCluster()});
    expect([out, err, exitCode]).toEqual(['', 'nothing is installed here by iter8ctl\n', 0]);
  });

  it('refuses to lose Experiments and Metrics of users, and says how many there are and where', async () => {
    const metric = object('iter8.tools/v2alpha2', 'Metric', 'shop', 'sales');
    const cluster = await installed([
      experiment('shop', 'a'),
      experiment('default', 'b'),
      experiment('shop', 'c'),
      metric,
    ]);
    const before = cluster.names();
    const {out, err, exitCode} = await runCommand(Uninstall, [], {cluster});
    expect(err).toBe(
      'error: without their definitions, 3 Experiments (2 in shop, 1 in default) and 1 Metric (1 in shop) would be deleted\n' +
        'hint: keep them with --keep-crds, or delete them too with --yes\n',
    );
    expect([out, exitCode, cluster.names()]).toEqual(['', 2, before]);
  });

  it('deletes the definitions all the same with --yes', async () => {
    const cluster = await installed([experiment('shop', 'a')]);
    const {exitCode} = await runCommand(Uninstall, ['--yes'], {cluster});
    expect([exitCode, cluster.names()]).toEqual([0, ['Experiment shop/a']]);
  });

  it('keeps the definitions with --keep-crds, and the namespace in which somebody has an Experiment', async () => {
    const cluster = await installed([experiment('iter8-system', 'a')]);
    const {err, exitCode} = await runCommand(Uninstall, ['--keep-crds'], {cluster});
    expect([err, exitCode]).toEqual(['namespace/iter8-system kept: it holds experiments of others: a\n', 0]);
    expect(cluster.names()).toEqual([
      'Experiment iter8-system/a',
      'Namespace iter8-system',
      'CustomResourceDefinition experiments.iter8.tools',
      'CustomResourceDefinition metrics.iter8.tools',
    ]);
  });

  it('keeps a namespace that holds Helm releases, and counts what is not shown', async () => {
    const secrets = ['a', 'b', 'c', 'd', 'e'].map((name) => object('v1', 'Secret', 'iter8-system', name));
    const cluster = await installed([...secrets, object('v1', 'ConfigMap', 'iter8-system', 'kube-root-ca.crt')]);
    const {err} = await runCommand(Uninstall, [], {cluster});
    expect(err).toBe('namespace/iter8-system kept: it holds secrets of others: a, b, c, and 2 more\n');
  });

  it('keeps a namespace when it is not allowed to look what is in it', async () => {
    const cluster = await installed([], {
      interfere: (verb, kind) => {
        if (verb === 'list' && kind.kind === 'Secret') throw new Iter8Error('FORBIDDEN', 'may not list secrets');
      },
    });
    const {err, exitCode} = await runCommand(Uninstall, [], {cluster});
    expect(err).toBe('namespace/iter8-system kept: it cannot be seen what else it holds: may not list secrets\n');
    expect(exitCode).toBe(0);
  });

  it('never touches a namespace or a definition that install has only found', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: 'foreign.example.com'},
    };
    const others = [{apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'iter8-system'}}, definition];
    const cluster = await installed(others);
    await runCommand(Uninstall, [], {cluster});
    expect(cluster.names()).toEqual(['Namespace iter8-system', 'CustomResourceDefinition foreign.example.com']);
  });

  it('leaves what routes the traffic of users', async () => {
    const labels = {'app.kubernetes.io/managed-by': 'iter8ctl', 'iter8.tools/routes': 'cart'};
    const service = {
      ...object('v1', 'Service', 'shop', 'cart-v1'),
      metadata: {namespace: 'shop', name: 'cart-v1', labels},
    };
    const cluster = await installed([service]);
    await runCommand(Uninstall, [], {cluster});
    expect(cluster.names()).toEqual(['Service shop/cart-v1']);
  });

  it('passes over what is being deleted already', async () => {
    const labels = {'app.kubernetes.io/managed-by': 'iter8ctl'};
    const metadata = {name: 'iter8-system', labels, deletionTimestamp: '2026-01-01T00:00:00Z'};
    const cluster = installableCluster({objects: [{apiVersion: 'v1', kind: 'Namespace', metadata}]});
    const {out} = await runCommand(Uninstall, [], {cluster});
    expect(out).toBe('');
  });

  it.each([
    ['client', 'deleted (dry run)'],
    ['server', 'deleted (server dry run)'],
  ])('removes nothing in a dry run: %s', async (kind, words) => {
    const cluster = await installed();
    const before = cluster.names();
    const {out} = await runCommand(Uninstall, [`--dry-run=${kind}`], {cluster});
    expect(out.split('\n').filter((line) => line !== '' && !line.endsWith(words))).toEqual([]);
    expect(cluster.names()).toEqual(before);
  });

  it('goes on where it was interrupted', async () => {
    let isBroken = true;
    const cluster = await installed([], {
      interfere: (verb, kind) => {
        if (isBroken && verb === 'delete' && kind.kind === 'ClusterRole')
          throw new Iter8Error('UNREACHABLE', 'no answer');
      },
    });
    const broken = await runCommand(Uninstall, [], {cluster});
    expect([broken.exitCode, broken.err]).toEqual([9, 'error: no answer\n']);
    isBroken = false;
    const {exitCode, out} = await runCommand(Uninstall, ['-o', 'name'], {cluster});
    expect([exitCode, cluster.names(), out.split('\n')[0]]).toEqual([
      0,
      [],
      'clusterrole.rbac.authorization.k8s.io/iter8-view',
    ]);
  });
});
