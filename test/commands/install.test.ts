import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {parse} from 'yaml';
import Install from '../../src/commands/install.js';
import {Iter8Error} from '../../src/errors.js';
import {isObject, type JsonObject} from '../../src/experiment/json.js';
import {formatYaml} from '../../src/experiment/reading/yaml-format.js';
import {expectGolden} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';
import {installableCluster} from '../operate/install/installable-cluster.js';

const dryRun = (...flags: string[]) => runCommand(Install, ['--dry-run=client', ...flags]);

/** What would be applied, as data. */
async function objects(...flags: string[]): Promise<JsonObject[]> {
  const list = JSON.parse((await dryRun('-o', 'json', ...flags)).out) as {kind: string; items: JsonObject[]};
  expect(list.kind).toBe('List');
  return list.items;
}

const ofKind = (all: readonly JsonObject[], kind: string) => all.filter((object) => object.kind === kind);

interface Definition {
  readonly spec: {readonly versions: readonly {name: string; schema: {openAPIV3Schema: JsonObject}}[]};
}

describe('install --dry-run=client', () => {
  it('prints all objects but the definitions as they are expected', async () => {
    const {out, err, exitCode} = await dryRun(
      '--tasks-in',
      'shop',
      '--secrets-in',
      'shop',
      '--metrics',
      'knative',
    );
    const others = out.split('---\n').filter((text) => !text.includes('kind: CustomResourceDefinition'));
    expectGolden(others.join('---\n'), 'install/objects.yaml');
    expect([err, exitCode]).toEqual(['', 0]);
  });

  it('gives every version of a definition one schema', async () => {
    const definitions = (await objects('--crds-only')) as unknown as Definition[];
    for (const {spec} of definitions) {
      const {versions} = spec;
      const [first, ...others] = versions.map(({schema}) => schema);
      expect(others.length).toBeGreaterThan(0);
      for (const other of others) expect(other).toEqual(first);
    }
    expectGolden(formatYaml(definitions[0]!.spec.versions[0]!.schema), 'install/experiment-schema.yaml');
  });

  it('prints the columns and the storage of each version', async () => {
    const definitions = (await objects('--crds-only')) as unknown as Definition[];
    const bare = definitions.map((definition) => {
      const versions = definition.spec.versions.map((version) => ({...version, schema: '…'}));
      return formatYaml({...definition, spec: {...definition.spec, versions}});
    });
    expectGolden(bare.join('---\n'), 'install/definitions.yaml');
  });

  it('has no nulls, no timestamps, and nothing that Git would see change', async () => {
    const one = await dryRun();
    const other = await dryRun();
    expect(one.out).toBe(other.out);
    expect(one.out).not.toMatch(/: null$|creationTimestamp/m);
    expect(one.out).not.toMatch(/^status:/m);
  });

  it('puts the controller and the built-in metrics into another namespace', async () => {
    const all = await objects('-n', 'canaries');
    expect(JSON.stringify(all)).not.toContain('iter8-system');
    const namespaces = ofKind(all, 'Metric').map(({metadata}) => isObject(metadata) && metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(['canaries']));
  });

  it('gives rights to the routers that are named, and to no others', async () => {
    const text = JSON.stringify((await objects('--routers', 'Ingress.networking.k8s.io')).slice(3));
    expect(text).toContain('"--routers=Ingress.networking.k8s.io"');
    expect(text).toContain('"resources":["ingresses"]');
    expect(text).not.toMatch(/knative|istio/);
  });

  it('lets the controller ask the Prometheus of ready-made metrics, whose address is private', async () => {
    const metrics = ['--metrics', 'istio=shop', '--prometheus-url', 'http://prometheus.monitoring:9090'];
    const all = await objects(...metrics, '--allow-backend', '10.96.0.0/12');
    expect(JSON.stringify(all)).toContain(
      '"--allow-backend=10.96.0.0/12","--allow-backend=prometheus.monitoring"',
    );
    expect(ofKind(all, 'Namespace')).toHaveLength(1);
  });

  it('leaves out the controller and all that it may do', async () => {
    const {out} = await dryRun('--without-controller', '-o', 'name');
    expect(out).toContain('clusterrole.rbac.authorization.k8s.io/iter8-edit\n');
    expect(out).not.toMatch(/deployment|serviceaccount|binding|iter8-controller/);
  });

  it('prints the same as YAML and as one List of JSON', async () => {
    const flags = ['--without-controller', '--metrics', 'linkerd'];
    const yaml = (await dryRun(...flags)).out.split('---\n').filter((text) => !text.includes('openAPIV3Schema'));
    const json = (await objects(...flags)).filter(({kind}) => kind !== 'CustomResourceDefinition');
    expect(yaml.map((text) => parse(text) as JsonObject)).toEqual(json);
  });

  it('never lets edit write the status, nor the controller read Secrets', async () => {
    const roles = ofKind(await objects(), 'ClusterRole').map((role) => [
      isObject(role.metadata) ? role.metadata.name : '',
      JSON.stringify(role.rules),
    ]);
    const rules = Object.fromEntries(roles) as Record<string, string>;
    expect(rules['iter8-edit']).not.toContain('status');
    expect(rules['iter8-controller']).not.toMatch(/secrets|jobs|pods|\*/);
  });
});

describe('install', () => {
  it('names the image of this version', async () => {
    const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};
    expect(JSON.stringify(await objects())).toContain(`"image":"iter8ctl:${version}"`);
  });

  it('prints a line for each object, then waits for the controller', async () => {
    const cluster = installableCluster();
    const {out, exitCode} = await runCommand(Install, ['--wait', '--timeout', '20ms'], {cluster});
    expect(out).toContain(
      'namespace/iter8-system created\ncustomresourcedefinition.apiextensions.k8s.io/experiments.iter8.tools created\n',
    );
    expect(exitCode).toBe(7);
  });

  it('is done once the controller is available', async () => {
    const cluster = installableCluster({arePodsAvailable: true});
    const {out, err, exitCode} = await runCommand(Install, ['--wait'], {cluster});
    expect([out.split('\n').at(-2), err, exitCode]).toEqual(['deployment.apps/iter8-controller created', '', 0]);
  });

  it('asks no cluster when it only prints', async () => {
    expect(await dryRun('-o', 'text')).toMatchObject({exitCode: 0, err: ''});
  });

  it('passes on what the server warns of', async () => {
    const cluster = installableCluster({warning: 'old \u001b[31mthing'});
    const {err} = await runCommand(Install, ['--crds-only'], {cluster});
    expect(err).toMatch(/^warning: old .*thing$/m);
    expect(err).not.toContain('\u001b');
  });

  it('names the verb that is forbidden, and keeps what was done on the screen', async () => {
    const refused = new Iter8Error('FORBIDDEN', 'may not patch clusterroles');
    const cluster = installableCluster({
      interfere: (verb, kind) => {
        if (verb === 'patch' && kind.kind === 'ClusterRole') throw refused;
      },
    });
    const {out, err, exitCode} = await runCommand(Install, [], {cluster});
    expect(out).toMatch(/metrics.iter8.tools created\n$/);
    expect([err, exitCode]).toEqual(['error: may not patch clusterroles\n', 4]);
  });

  it.each([
    [['-o', 'yaml'], /-o yaml prints what would be applied/],
    [['-n', 'Bad_Name'], /--namespace "Bad_Name" is no name of a namespace/],
    [['--tasks-in', ''], /--tasks-in "" is no name/],
    [['--image', 'a b'], /--image "a b" is no image/],
    [['--metrics', 'knatve'], /names no traffic stack[\s\S]*known are knative/],
    [['--metrics', 'istio', '--prometheus-url', 'prometheus:9090'], /is no URL/],
    [['--crds-only', '--tasks-in', 'shop'], /--tasks-in does nothing with --crds-only/],
    [['--crds-only', '--metrics', 'istio'], /--metrics does nothing with --crds-only/],
    [['--without-controller', '--routers', 'Ingress'], /--routers does nothing with --without-controller/],
    [['--routers', 'ingress.'], /is no kind of router/],
    [['--timeout', 'soon'], /--timeout "soon" is no time to wait/],
  ])('refuses %j', async (flags, words) => {
    const {out, err, exitCode} = await runCommand(Install, flags, {cluster: installableCluster()});
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toMatch(words);
  });
});
