import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startRecordingProxy} from '../integrations/support/recording-proxy.js';
import {settle, type Town} from '../integrations/support/repository.js';
import {rightsOf, type Rule} from '../integrations/support/rights.js';
import {ROOT, sampleDocuments} from '../integrations/support/sample.js';
import {ShellSession} from '../support/shell-doc/session.js';
import {startWholeCluster, type WholeCluster} from './support/whole-cluster.js';

/** Only where the tests have a real cluster, and may build one of their own: the embedded server knows no roles. */
const isOurs = process.env.ITER8CTL_TEST_KUBECONFIG !== undefined && !process.env.KUBECONFIG;

const TIMEOUT_MS = 240_000;
const NAMESPACE = 'iter8-demo-project';
const ACCOUNT = 'system:serviceaccount:iter8-demo-ci:iter8ctl-pipeline';
const SAMPLES = join(ROOT, 'samples/integrations');

function pipeline(account: string, ...flags: readonly string[]): string {
  const release = `iter8ctl pipeline --manifest config --service iter8-demo -n ${NAMESPACE} --as ${account}`;
  const trial =
    "--objective 'mean-latency<=200' --interval 3s --iterations 6 --properties iter8/pipeline.prop --rps 40";
  return [release, trial, ...flags].join(' ');
}

interface Role {
  readonly metadata: {readonly name: string};
  readonly rules: readonly Rule[];
}

const [role, metricsRole] = sampleDocuments('rights.yaml') as [Role, Role];

(isOurs ? describe : describe.skip)('the account of the samples', () => {
  let cluster: WholeCluster;
  let session: ShellSession;
  let town: Town;
  const signal = AbortSignal.timeout(TIMEOUT_MS);

  beforeAll(async () => {
    cluster = await startWholeCluster();
    session = await ShellSession.open({KUBECONFIG: cluster.kubeconfigPath}, 'v35');
    town = await settle(session, signal);
    await town.type(`cp -r '${SAMPLES}/argocd/.' .`);
    await town.push('v100');
    await town.type('kubectl create namespace iter8-demo-ci');
    await town.type(`kubectl apply -f '${SAMPLES}/rights.yaml' -f '${SAMPLES}/tekton/account.yaml'`);
  });

  afterAll(async () => {
    await session.close();
    await cluster.stop();
  });

  it(
    'may do all that releases do, and has no right that none of them needs',
    async () => {
      const path = join(session.folder, 'recorded.kubeconfig');
      const proxy = await startRecordingProxy(cluster.kubeconfigPath, path);
      try {
        const release = (...flags: string[]) => town.type(pipeline(ACCOUNT, '--kubeconfig', path, ...flags));
        await release();
        await town.push('v102');
        await release('--dry-run');
        await Promise.all([release(), release()]); // one waits for the other
        expect(await town.deployments()).toBe('deployment.apps/iter8-demo-v102');
        await town.type("sed -i 's#registry.example/iter8-demo#registry.example/of-others#' config/deploy.yaml");
        await town.push('v103'); // which does not become ready
        const {exitCode} = await session.run(
          pipeline(ACCOUNT, '--kubeconfig', path, '--ready-timeout 3s'),
          signal,
        );
        expect(exitCode).toBe(3);
        expect(proxy.rightsIn(NAMESPACE)).toEqual(rightsOf(role.rules));
        expect(proxy.rightsIn('iter8-istio')).toEqual(rightsOf(metricsRole.rules));
      } finally {
        await proxy.close();
      }
    },
    TIMEOUT_MS,
  );

  it('of Argo CD is bound, and its hook is accepted by the server, which knows every field', async () => {
    await town.type(`kubectl apply --dry-run=server --validate=strict -f '${SAMPLES}/argocd/account.yaml'`);
    await town.type(`kubectl kustomize . > rendered.yaml`);
    const applied = 'kubectl apply --dry-run=server --validate=strict -f rendered.yaml';
    expect(await town.type(applied)).toContain('job.batch/iter8-release created');
  });

  it.each([
    ['list experiments', 'iter8.tools', 'experiments', '--dry-run'],
    ['patch deployments', 'apps', 'deployments', '--dry-run'],
    ['create leases', 'coordination.k8s.io', 'leases', ''],
  ])('without one of its rights changes nothing, and says which: %s', async (right, group, resource, flags) => {
    const [verb = ''] = right.split(' ');
    const name = `without-${resource}`;
    await town.type(createRole({...role, metadata: {name}, rules: without(role.rules, verb, resource)}));
    const subject = `--clusterrole=${name} --serviceaccount=${NAMESPACE}:${name}`;
    await town.type(`kubectl create rolebinding ${name} -n ${NAMESPACE} ${subject}`);
    const before = await town.deployments();
    const account = `system:serviceaccount:${NAMESPACE}:${name}`;
    const {err, exitCode} = await session.run(pipeline(account, flags), signal);
    expect(err).toContain(`not allowed to ${right}.${group}`);
    expect(err).toContain(`in namespace "${NAMESPACE}" as "${account}"\nhint: `);
    expect(exitCode).toBe(4);
    expect(await town.deployments()).toBe(before);
  });
});

function createRole(each: Role): string {
  return `kubectl create -f - <<'END'\n${JSON.stringify(each)}\nEND`;
}

function without(rules: readonly Rule[], verb: string, resource: string): readonly Rule[] {
  return rules.map((rule) =>
    rule.resources.includes(resource) ? {...rule, verbs: rule.verbs.filter((each) => each !== verb)} : rule,
  );
}
