import {execFile, spawn} from 'node:child_process';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type ApiServer, startApiServer} from '../../src/local/apiserver/start.js';
import {EXPERIMENT_DEFINITION} from '../local/apiserver/support/server.js';
import {testTools} from '../support/test-tools.js';

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

describe.each([
  ['kubectl 1.35 and helm 4.1', 'v35'],
  ['kubectl 1.32 and helm 3.17', 'v32'],
])('%s against the embedded API server', (_name, version) => {
  let server: ApiServer;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    server = await startApiServer();
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-kubectl-'));
    await server.writeKubeconfig(join(folder, 'kubeconfig'));
    env = {HOME: folder, KUBECONFIG: join(folder, 'kubeconfig')};
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, {recursive: true});
  });

  function run(tool: 'kubectl' | 'helm', argv: readonly string[], input = ''): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = execFile(join(testTools(version), tool, tool), argv, {env, cwd: folder}, (error, out, err) => {
        resolve({out, err, exitCode: error ? Number(error.code) : 0});
      });
      child.stdin?.end(input);
    });
  }

  /** stdout of a command that must succeed. */
  async function kubectl(command: string, input?: unknown): Promise<string> {
    const argv = command.split(' ');
    const {out, err, exitCode} = await run('kubectl', argv, input === undefined ? '' : JSON.stringify(input));
    expect({command, err, exitCode}).toMatchObject({err: '', exitCode: 0});
    return out;
  }

  async function applyDefinition(): Promise<void> {
    await kubectl('apply -f -', EXPERIMENT_DEFINITION);
    await kubectl('wait --for=condition=Established crd/experiments.iter8.tools --timeout=10s');
  }

  const experiment = (spec: object) => ({
    apiVersion: 'iter8.tools/v2',
    kind: 'Experiment',
    metadata: {name: 'canary'},
    spec: {target: 'shop', ...spec},
  });

  const status = (stage: string, completed: string) =>
    `patch experiment canary --subresource=status --type=merge -p ${JSON.stringify({
      status: {stage, conditions: [{type: 'Completed', status: completed}]},
    })}`;

  it('applies an object, again, and changed', async () => {
    await applyDefinition();
    expect(await kubectl('apply -f -', experiment({}))).toBe('experiment.iter8.tools/canary created\n');
    expect(await kubectl('apply -f -', experiment({}))).toBe('experiment.iter8.tools/canary unchanged\n');
    expect(await kubectl('apply -f -', experiment({interval: 9}))).toBe(
      'experiment.iter8.tools/canary configured\n',
    );
    expect(await kubectl('get exp canary -o jsonpath={.spec}')).toBe(
      '{"interval":9,"pattern":"Canary","target":"shop"}',
    );
    expect(await kubectl('apply -f -', experiment({}))).toBe('experiment.iter8.tools/canary configured\n');
    expect(await kubectl('get exp canary -o jsonpath={.spec.interval}')).toBe('');
  });

  it('shows tables and YAML', async () => {
    await applyDefinition();
    await kubectl('apply -f -', experiment({}));
    expect(await kubectl('get experiments')).toMatch(/^NAME +TARGET +READY +AGE\ncanary +shop +\d+s\n$/);
    const yaml = await kubectl('get experiment canary -o yaml');
    expect(yaml).toMatch(/^apiVersion: iter8.tools\/v2\nkind: Experiment\n/);
    expect(yaml).not.toContain('managedFields');
    expect(await kubectl('get namespaces -o name')).toBe(
      'namespace/default\nnamespace/kube-public\nnamespace/kube-system\n',
    );
  });

  it('says what is wrong with an object', async () => {
    await applyDefinition();
    const unknown = await run('kubectl', ['apply', '-f', '-'], JSON.stringify(experiment({traget: 'x'})));
    expect(unknown).toMatchObject({exitCode: 1, err: expect.stringContaining('unknown field "spec.traget"')});
    const wrong = await run('kubectl', ['apply', '-f', '-'], JSON.stringify(experiment({interval: 0})));
    expect(wrong.err).toBe(
      'The Experiment "canary" is invalid: spec.interval: Invalid value: 0: spec.interval in body should be greater than or equal to 1\n',
    );
    expect((await run('kubectl', ['get', 'experiment', 'none'])).err).toBe(
      'Error from server (NotFound): experiments.iter8.tools "none" not found\n',
    );
  });

  it('watches, waits for a condition, and sees an object go', async () => {
    await applyDefinition();
    await kubectl('apply -f -', experiment({}));
    const watch = spawn(
      join(testTools(version), 'kubectl', 'kubectl'),
      ['get', 'experiments', '-w', '-o', 'name'],
      {
        env,
      },
    );
    const lines = createInterface(watch.stdout)[Symbol.asyncIterator]();
    await lines.next();
    const waiting = kubectl('wait --for=condition=Completed experiment/canary --timeout=20s');
    await kubectl(status('Running', 'False'));
    await lines.next();
    await kubectl(status('Completed', 'True'));
    expect((await lines.next()).value).toBe('experiment.iter8.tools/canary');
    expect(await waiting).toBe('experiment.iter8.tools/canary condition met\n');
    const gone = kubectl('wait --for=delete experiment/canary --timeout=20s');
    expect(await kubectl('delete experiment canary')).toContain('experiment.iter8.tools "canary" deleted');
    await gone;
    watch.kill();
  });

  it('patches by merge and by JSON patch', async () => {
    await applyDefinition();
    await kubectl('apply -f -', experiment({}));
    await kubectl('patch exp canary --type=merge -p {"spec":{"target":"a"}}');
    await kubectl('patch exp canary --type=json -p [{"op":"add","path":"/spec/interval","value":7}]');
    expect(await kubectl('get exp canary -o jsonpath={.spec.target}{.spec.interval}')).toBe('a7');
    await kubectl('label exp canary team=red');
    expect(await kubectl('get exp -l team=red -o name')).toBe('experiment.iter8.tools/canary\n');
  });

  const deployment = (image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'web', labels: {app: 'web'}},
    spec: {
      selector: {matchLabels: {app: 'web'}},
      template: {
        metadata: {labels: {app: 'web'}},
        spec: {containers: [{name: 'web', image, ports: [{containerPort: 80}], env: [{name: 'A', value: '1'}]}]},
      },
    },
  });

  it('applies built-in kinds with strategic merge patches, and scales', async () => {
    await kubectl('apply -f -', deployment('nginx:1'));
    await kubectl('set env deployment/web B=2');
    await kubectl('apply -f -', deployment('nginx:2'));
    await kubectl('scale deployment web --replicas=3');
    expect(await kubectl('get deployment web -o jsonpath={..image},{..env[*].name},{.spec.replicas}')).toBe(
      'nginx:2,A B,3',
    );
    expect(await kubectl('get deployments')).toMatch(
      /READY +UP-TO-DATE +AVAILABLE +AGE\nweb +0\/3 +0 +0 +\d+s\n$/,
    );
  });

  it('applies on the server, and hears who owns a field', async () => {
    await kubectl('apply --server-side -f -', deployment('nginx:1'));
    await kubectl('scale deployment web --replicas=3');
    const argv = ['apply', '--server-side', '--field-manager=other', '-f', '-'];
    const refused = await run('kubectl', argv, JSON.stringify(deployment('nginx:2')));
    expect(refused).toMatchObject({exitCode: 1, err: expect.stringContaining('conflict with "kubectl"')});
    await kubectl('apply --server-side --force-conflicts --field-manager=other -f -', deployment('nginx:2'));
    expect(await kubectl('get deployment web -o jsonpath={..image},{.spec.replicas}')).toBe('nginx:2,3');
  });

  it('goes from client-side to server-side apply', async () => {
    await kubectl('apply -f -', deployment('nginx:1'));
    await kubectl('apply --server-side -f -', deployment('nginx:2'));
    expect(await kubectl('get deployment web -o jsonpath={.metadata.managedFields[*].manager}')).toContain(
      'kubectl',
    );
  });

  it('creates what it sends in protobuf', async () => {
    await kubectl('create namespace shop');
    await kubectl('create configmap settings --from-literal=a=b -n shop');
    await kubectl('create secret generic key --from-literal=word=b -n shop');
    await kubectl('create deployment web --image=nginx --port=80 -n shop');
    await kubectl('create job once --image=busybox -n shop -- true');
    await kubectl('create role reader --verb=get --resource=pods -n shop');
    await kubectl('create rolebinding reader --role=reader --serviceaccount=shop:default -n shop');
    expect(await kubectl('get configmap settings -n shop -o jsonpath={.data}')).toBe('{"a":"b"}');
    expect(await kubectl('get secret key -n shop -o jsonpath={.data}')).toBe('{"word":"Yg=="}');
    expect(await kubectl('get rolebinding reader -n shop -o jsonpath={.roleRef.name}')).toBe('reader');
    expect(await kubectl('auth can-i delete pods')).toBe('yes\n');
    await kubectl('delete namespace shop --timeout=20s');
    expect(await kubectl('get all,configmaps,secrets -A --ignore-not-found')).toBe('');
  });

  it('reads the log of a Pod', async () => {
    await kubectl('run app --image=app');
    server.logs.set('default', 'app', 'one\ntwo\n');
    expect(await kubectl('logs app --tail=1')).toBe('two\n');
    expect(await kubectl('logs app -f')).toBe('one\ntwo\n');
  });

  async function writeChart(): Promise<void> {
    const template = {
      ...deployment('nginx:{{ .Values.tag }}'),
      metadata: {name: '{{ .Release.Name }}-web', namespace: '{{ .Release.Namespace }}'},
    };
    const service = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'web'}, spec: {ports: [{port: 80}]}};
    await mkdir(join(folder, 'chart', 'templates'), {recursive: true});
    await writeFile(join(folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    await writeFile(join(folder, 'chart', 'values.yaml'), 'tag: 1\n');
    await writeFile(join(folder, 'chart', 'templates', 'web.yaml'), JSON.stringify(template));
    await writeFile(join(folder, 'chart', 'templates', 'service.yaml'), JSON.stringify(service));
  }

  async function helm(command: string): Promise<string> {
    const {out, err, exitCode} = await run('helm', command.split(' '));
    expect({command, err, exitCode}).toEqual({command, err: expect.not.stringContaining('Error'), exitCode: 0});
    return out;
  }

  it('lets helm install, upgrade, roll back and uninstall', async () => {
    await writeChart();
    const image = () => kubectl('get deployment shop-web -n prod -o jsonpath={..image}');
    expect(await helm('upgrade --install shop ./chart -n prod --create-namespace')).toContain('STATUS: deployed');
    expect(await image()).toBe('nginx:1');
    expect(await helm('upgrade --install shop ./chart -n prod --set tag=2')).toContain('REVISION: 2');
    expect(await image()).toBe('nginx:2');
    await helm('rollback shop 1 -n prod');
    expect(await image()).toBe('nginx:1');
    expect(await helm('history shop -n prod -o json')).toContain('"revision":3');
    await helm('uninstall shop -n prod');
    expect(await kubectl('get deployments,services,secrets -n prod -o name')).toBe('');
  });
});
