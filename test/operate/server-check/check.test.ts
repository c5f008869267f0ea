import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import {RefusalError} from '../../../src/cluster/refusal-error.js';
import {kindOf} from '../../support/fake-cluster.js';
import {fixture} from '../../support/golden.js';
import {controllerDeployment, experiment, named, reviewedCluster, TASK_ACCOUNT, validate} from './support.js';

const VERSIONS = `  versionInfo:
    baseline: {name: current}
  duration: {intervalSeconds: 5, iterationsPerLoop: 1}
`;
const CRITERIA = `  criteria: {objectives: [{metric: iter8-system/latency, upperLimit: 1}]}
`;
const SOUND = experiment(VERSIONS + CRITERIA);

/** With an action of one item, which is written in the flow style. */
function withItem(item: string, action = 'start'): string {
  return experiment(`    actions:\n      ${action}:\n        - ${item}\n${VERSIONS}${CRITERIA}`);
}

const INSTALLED = [controllerDeployment(), TASK_ACCOUNT];

describe('validate --server', () => {
  it('says nothing where nothing is wrong', async () => {
    const {out, err, exitCode} = await validate(SOUND, reviewedCluster({objects: INSTALLED}));
    expect({out, err, exitCode}).toEqual({out: '', err: 'e.yaml is valid\n', exitCode: 0});
  });

  it('does not take an experiment of the same name for a mistake', async () => {
    const cluster = reviewedCluster({
      objects: [...INSTALLED, named('iter8.tools/v2alpha2', 'Experiment', 'canary')],
    });
    expect((await validate(SOUND, cluster)).exitCode).toBe(0);
  });

  it('puts what the server refuses at its field', async () => {
    const causes = [{field: 'spec.duration.intervalSeconds', message: 'must be 7'}];
    const cluster = reviewedCluster({
      objects: INSTALLED,
      interfere: (verb, {kind}) => {
        if (verb === 'create' && kind === 'Experiment') throw new RefusalError('no', causes);
      },
    });
    const {out, exitCode} = await validate(SOUND, cluster);
    expect(out).toBe('e.yaml:10:31: error: spec.duration.intervalSeconds: the server refuses it: must be 7\n');
    expect(exitCode).toBe(2);
  });

  it('names the namespace that is not there, and asks no further', async () => {
    const cluster = reviewedCluster({
      objects: INSTALLED,
      interfere: (verb) => {
        if (verb === 'create') throw new Iter8Error('NOT_FOUND', 'no namespace "shop"');
      },
    });
    expect((await validate(SOUND, cluster)).out).toBe(
      'e.yaml:3:37: error: metadata.namespace: there is no namespace "shop"; make it with: kubectl create namespace shop\n',
    );
  });

  it('says how to install what the server does not know', async () => {
    const {out} = await validate(SOUND, reviewedCluster({kinds: []}));
    expect(out).toContain(
      'e.yaml:1:13: error: apiVersion: the server knows no Experiment of iter8.tools/v2alpha2',
    );
  });

  it('makes a note of what it may not see, each once', async () => {
    const cluster = reviewedCluster({
      interfere: (verb, {kind}) => {
        throw new Iter8Error('FORBIDDEN', `not allowed to ${verb} ${kind}`);
      },
    });
    const {out, err, exitCode} = await validate(`${SOUND}---\n${SOUND}`, cluster);
    expect([out, exitCode]).toEqual(['', 0]);
    expect(err.split('\n')).toEqual([
      'note: not allowed to list Deployment, so what depends on it is not checked',
      'note: not allowed to create Experiment, so what depends on it is not checked',
      'note: not allowed to get Metric, so what depends on it is not checked',
      'note: not allowed to list Experiment, so what depends on it is not checked',
      'e.yaml is valid',
      '',
    ]);
  });

  it.each([
    ['UNREACHABLE', 9],
    ['FORBIDDEN', 4],
  ] as const)('ends with the error when the server is %s to us', async (code, exitCode) => {
    const cluster = {...reviewedCluster(), findKind: () => Promise.reject(new Iter8Error(code, 'no way'))};
    const outcome = await validate(SOUND, cluster);
    expect(outcome).toMatchObject({out: '', err: expect.stringContaining('error: no way'), exitCode});
  });

  it('goes on beside a field of the wrong type, which the text shows', async () => {
    const text = withItem('{task: notification/slack, with: {channel: c, secret: 5}}');
    const {out} = await validate(text, reviewedCluster({objects: [controllerDeployment()]}));
    expect(out).toMatch(/error: spec\.strategy\.actions\.start\[0\]\.with\.secret: /);
    expect(out).toContain('there is no account iter8-tasks');
  });

  it('says of a generation that is not run any more how to write it anew', async () => {
    const kinds = ['v2alpha2', 'v1alpha2'].map((version) => kindOf(`iter8.tools/${version}`, 'Experiment'));
    const text = fixture('legacy/v1alpha2-canary-won.yaml');
    const {out} = await validate(text, reviewedCluster({objects: INSTALLED, kinds}));
    expect(out).toContain('cannot be run; write it as v2alpha2 first: iter8ctl convert -f FILE');
  });

  it('tells what the text shows once, by the local rule', async () => {
    const causes = [{field: 'spec.strategy.testingPattern', message: 'unsupported'}];
    const cluster = reviewedCluster({
      interfere: (verb, {kind}) => {
        if (verb === 'create' && kind === 'Experiment') throw new RefusalError('no', causes);
      },
    });
    const {out} = await validate(SOUND.replace('Conformance', 'Canarie'), cluster);
    expect(out.match(/testingPattern/g)).toHaveLength(1);
    expect(out).not.toContain('the server refuses it');
  });
});

describe('metrics', () => {
  const criteria = `  criteria:
    requestCount: iter8-system/count
    objectives:
    - {metric: errors, upperLimit: 1}
`;
  const text = experiment(`${criteria}${VERSIONS}`);
  const metric = (name: string, namespace: string, sampleSize?: string) => ({
    ...named('iter8.tools/v2alpha2', 'Metric', name, namespace),
    spec: {urlTemplate: 'https://a.example', jqExpression: '.a', ...(sampleSize !== undefined && {sampleSize})},
  });

  it('are looked for where the engine looks, with their sample sizes', async () => {
    const objects = [...INSTALLED, metric('count', 'iter8-system'), metric('errors', 'iter8-system', 'requests')];
    const {out} = await validate(text, reviewedCluster({objects}));
    expect(out).toMatch(
      /^e\.yaml:11:16: error: spec\.criteria\.objectives\[0\]\.metric: there is no metric requests in namespace iter8-system; sampleSize of iter8-system\/errors names it as requests; iter8ctl install --metrics STACK/m,
    );
  });

  it('may stand in the files that are checked', async () => {
    const cluster = reviewedCluster({objects: [...INSTALLED, metric('count', 'iter8-system')]});
    const file = `${text}---\n${JSON.stringify(metric('errors', 'shop'))}\n`;
    expect((await validate(file, cluster)).exitCode).toBe(0);
  });

  it('are a matter of the connection when they cannot be read', async () => {
    const cluster = reviewedCluster({
      interfere: (_verb, {kind}) => {
        if (kind === 'Metric') throw new Iter8Error('UNREACHABLE', 'cut off');
      },
    });
    expect((await validate(text, cluster)).exitCode).toBe(9);
  });
});

describe('weights', () => {
  const text = (reference: string) =>
    experiment(`    actions: {}
  versionInfo:
    baseline:
      name: current
      weightObjRef: ${reference}
  duration: {intervalSeconds: 5, iterationsPerLoop: 1}
${CRITERIA}`);
  const reference = (over: string) =>
    `{apiVersion: networking.istio.io/v1beta1, kind: VirtualService, name: route, ${over}}`;
  const route = {
    ...named('networking.istio.io/v1beta1', 'VirtualService', 'route'),
    spec: {http: [{route: [{weight: 100}]}]},
  };

  it.each([
    ['an object that is not there', [], reference("fieldPath: '.spec.http[0].route[0].weight'"), 'there is no VirtualService shop/route, which is to split the traffic'],
    ['a place that is not there', [route], reference("fieldPath: '.spec.http[1].route[0].weight'"), 'VirtualService shop/route: .spec.http[1] is not there: the list has 1 entries'],
    ['an object of another namespace', [route], reference("namespace: other, fieldPath: '.spec.http[0].route[0].weight'"), 'is in namespace other, and the experiment in shop'],
    ['a kind that is not served', [], reference("fieldPath: '.a'").replace('VirtualService', 'Gateway'), 'the cluster serves no Gateway of networking.istio.io/v1beta1'],
    ['a kind that may not be changed', [], reference("fieldPath: '.spec.a'").replace('networking.istio.io/v1beta1', 'apps/v1').replace('VirtualService', 'Deployment'), 'is in an object of kind apps/Deployment, and the engine may change only'],
  ])('name %s', async (_what, objects, written, message) => {
    const {out, exitCode} = await validate(text(written), reviewedCluster({objects: [...INSTALLED, ...objects]}));
    expect(out).toMatch(/^e\.yaml:12:\d+: error: spec\.versionInfo\.baseline\.weightObjRef/);
    expect(out).toContain(message);
    expect(exitCode).toBe(2);
  }); // prettier-ignore

  it('are sound where the object has a place for them', async () => {
    const written = reference("fieldPath: '.spec.http[0].route[0].weight'");
    expect((await validate(text(written), reviewedCluster({objects: [...INSTALLED, route]}))).out).toBe('');
  });
});

describe('the target', () => {
  it('warns that another experiment has it', async () => {
    const other = {
      ...named('iter8.tools/v2alpha2', 'Experiment', 'earlier'),
      spec: {target: 'shop/app', strategy: {testingPattern: 'Conformance'}, duration: {}},
    };
    const {out, exitCode} = await validate(SOUND, reviewedCluster({objects: [...INSTALLED, other]}));
    expect(out).toMatch(/^e\.yaml:5:11: warning: spec\.target: target shop\/app is taken by experiment "earlier"/);
    expect(exitCode).toBe(0);
  });

  it('is looked up in Knative where a task will', async () => {
    const text = withItem('{task: knative/init-experiment}').replace(
      'baseline: {name: current}',
      'baseline: {name: current, variables: [{name: revision, value: app-1}]}',
    );
    const {out} = await validate(text, reviewedCluster({objects: INSTALLED}));
    expect(out).toContain('e.yaml:5:11: warning: spec.target: ');
    expect(out).toContain('knative/init-experiment waits three minutes for it');
  });
});

describe('actions', () => {
  it('need a namespace that runs them; the command that makes one is named', async () => {
    const may = (sentence: string) => !sentence.includes('iter8-controller create jobs.batch in shop');
    const {out, exitCode} = await validate(withItem("{run: 'true'}"), reviewedCluster({objects: [controllerDeployment()], may}));
    expect(out).toBe(
      'e.yaml:8:5: error: spec.strategy.actions: in namespace shop there is no account iter8-tasks, as which actions run, ' +
        'and the controller may not start the Jobs of actions; run, with the flags that it was installed with: ' +
        'iter8ctl install --tasks-in shop\n',
    );
    expect(exitCode).toBe(2);
  }); // prettier-ignore

  it('name a Secret that is not there, and hold its value back', async () => {
    const text = withItem('{task: notification/slack, with: {channel: c, secret: token}}');
    const {out} = await validate(text, reviewedCluster({objects: INSTALLED}));
    expect(out).toMatch(
      /^e\.yaml:10:\d+: error: spec\.strategy\.actions\.start\[0\]\.with\.secret: there is no secret shop\/token; make it with: kubectl create secret generic token -n shop --from-literal=KEY=VALUE$/m,
    );
  });

  it('tell which account lacks which right, with the commands that grant it', async () => {
    const text = withItem('{task: notification/slack, with: {channel: c, secret: token}}');
    const secret = {...named('v1', 'Secret', 'token'), data: {token: 'dG9wLXNlY3JldA=='}};
    const may = (sentence: string) => !sentence.startsWith('shop/iter8-tasks get secrets');
    const {out, err} = await validate(text, reviewedCluster({objects: [...INSTALLED, secret], may}));
    expect(out).toContain('the account shop/iter8-tasks may not get secrets token in namespace shop; grant it with: kubectl create role iter8-tasks-get-token -n shop --verb=get --resource=secrets --resource-name=token && kubectl create rolebinding iter8-tasks-get-token -n shop --role=iter8-tasks-get-token --serviceaccount=shop:iter8-tasks'); // prettier-ignore
    expect(out + err).not.toMatch(/dG9wLXNlY3JldA|top-secret/);
  });

  it.each([
    ['{task: common/promote-helm, with: {release: app, chart: ./app, namespace: prod}}', 'error', 'prod'],
    ['{task: common/exec, with: {cmd: helm, args: [upgrade, app, ./app, -n, prod]}}', 'warning', 'prod'],
    ["{run: 'helm upgrade --install app ./app'}", 'warning', 'shop'],
  ])('say what helm needs in %s', async (item, severity, namespace) => {
    const may = (sentence: string) => sentence.includes(' get ') || !sentence.includes('iter8-tasks');
    const {out} = await validate(withItem(item, 'finish'), reviewedCluster({objects: INSTALLED, may}));
    expect(out).toContain(`${severity}: spec.strategy.actions.finish[0]: `);
    expect(out).toContain(`may not list, create, update, delete secrets in namespace ${namespace}; grant it with: kubectl create rolebinding iter8-helm-secrets -n ${namespace} --clusterrole=iter8-secret-reader-writer --serviceaccount=shop:iter8-tasks\n`); // prettier-ignore
  });

  it('say what waiting needs, by the role that fits or by one of its own', async () => {
    const item = '{task: common/readiness, with: {objRefs: [{kind: deploy, name: a}, {kind: job, name: b}]}}';
    const may = (sentence: string) => !sentence.startsWith('shop/iter8-tasks');
    const text = withItem(item.replace('deploy,', 'deployment,'));
    const {out} = await validate(text, reviewedCluster({objects: INSTALLED, may}));
    expect(out).toContain(
      'kubectl create rolebinding iter8-task-workloads -n shop --clusterrole=iter8-task-workloads',
    );
    expect(out).toContain('kubectl create role iter8-tasks-get-jobs -n shop --verb=get --resource=jobs.batch');
  });

  it('run as the controller where its Deployment says --local-tasks', async () => {
    const item = '{task: common/readiness, with: {objRefs: [{kind: deployment, name: a}]}}';
    const may = (sentence: string) => !sentence.startsWith('iter8-system/iter8-controller');
    const cluster = reviewedCluster({objects: [controllerDeployment('--local-tasks')], may});
    const {out} = await validate(withItem(item), cluster);
    expect(out).toContain('the account iter8-system/iter8-controller may not get deployments.apps');
    expect(out).not.toContain('--tasks-in');
  });

  it('only note where rights may not be asked for', async () => {
    const cluster = reviewedCluster({
      objects: [...INSTALLED, named('v1', 'Secret', 'token')],
      interfere: (_verb, {kind}) => {
        if (kind === 'SubjectAccessReview') throw new Iter8Error('FORBIDDEN', 'not allowed to create reviews');
      },
    });
    const {out, err} = await validate(
      withItem('{task: notification/slack, with: {channel: c, secret: token}}'),
      cluster,
    );
    expect(out).toBe('');
    expect(err).toContain(
      'note: not allowed to create reviews, so it is not checked what shop/iter8-tasks may do\n',
    );
  });

  it('name the line that replaces the RoleBinding of the Helm tutorial, until it is there', async () => {
    const binding = (name: string, account: string, namespace: string) => ({
      ...named('rbac.authorization.k8s.io/v1', 'RoleBinding', name),
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'iter8-secret-reader-writer'},
      subjects: [{kind: 'ServiceAccount', name: account, namespace}],
    });
    const old = [...INSTALLED, binding('iter8-helm-secrets', 'iter8-handlers', 'iter8-system')];
    const {out, exitCode} = await validate(withItem("{run: 'true'}"), reviewedCluster({objects: old}));
    expect(out).toBe(
      'e.yaml:8:5: warning: spec.strategy.actions: RoleBinding shop/iter8-helm-secrets is for the account iter8-handlers, ' +
        'as which nothing runs here; replace it with: kubectl create rolebinding iter8-helm-secrets-iter8-tasks -n shop ' +
        '--clusterrole=iter8-secret-reader-writer --serviceaccount=shop:iter8-tasks\n',
    );
    expect(exitCode).toBe(0);
    const replaced = [...old, binding('iter8-helm-secrets-iter8-tasks', 'iter8-tasks', 'shop')];
    expect((await validate(withItem("{run: 'true'}"), reviewedCluster({objects: replaced}))).out).toBe('');
  });

  it('warn of a program that the image is not known to hold', async () => {
    const text = withItem('{task: common/exec, with: {cmd: terraform, args: []}}');
    const {out, exitCode} = await validate(text, reviewedCluster({objects: INSTALLED}));
    expect(out).toMatch(
      /start\[0\]\.with\.cmd: the image iter8ctl:0\.1\.0, in which actions run, is not known to hold terraform/,
    );
    expect(exitCode).toBe(0);
  });

  it('warn of a program that is not on the PATH, where the controller runs elsewhere', async () => {
    const text = withItem('{task: common/promote-helm, with: {release: app, chart: ./app}}', 'finish');
    const {out, err} = await validate(text, reviewedCluster({objects: [TASK_ACCOUNT]}), {env: {PATH: '/nowhere'}});
    expect(out).toContain('helm is not on this PATH');
    expect(err).toContain('note: iter8ctl has installed no controller');
  });

  it('quote what a command is given, whatever a file says', async () => {
    const text = withItem(`{task: notification/slack, with: {channel: c, secret: "a; rm -rf ~ '"}}`);
    const {out} = await validate(text, reviewedCluster({objects: INSTALLED}));
    expect(out).toContain(String.raw`kubectl create secret generic 'a; rm -rf ~ '\''' -n shop`);
  });
});
