import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {ResourceKind} from '../../../src/cluster/port.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {kindOf} from '../../support/fake-cluster.js';
import {named} from '../server-check/support.js';
import {
  checksOf,
  DEFINITIONS,
  doctorWorld,
  everything,
  findingsOf,
  installedCluster,
  NOW,
  runningController,
  SILENT,
} from './support.js';

const later = (seconds: number) => new Date(NOW.getTime() + 1000 * seconds);
const account = named('v1', 'ServiceAccount', 'iter8-tasks');

describe('doctor', () => {
  it('finds nothing where all is well, and says what it has looked at', async () => {
    const checks = await checksOf(doctorWorld());
    expect(new Set(checks.map(({status}) => status))).toEqual(new Set(['ok']));
    expect(checks.map(({id, message}) => `${id}: ${message}`)).toEqual([
      'kubeconfig: https://cluster.test:6443 as kim, namespace default',
      'server: answers in 0 ms',
      'server: Kubernetes 1.36',
      "clock: agrees with the server's",
      'crds: experiments.iter8.tools is up to date',
      'crds: metrics.iter8.tools is up to date',
      'original: no other engine runs here',
      'controller: Deployment iter8-system/iter8-controller is available',
      'leader: controller-1, renewed 0 s ago',
      'rights: you may read experiments (describe, get, watch, assert)',
      'rights: you may change experiments (create, pause, resume, abort, rerun, cleanup)',
      'rights: you may read what tasks print (logs)',
      'rights: you may see what actions need (validate --server)',
      'rights: you may install (install, uninstall)',
      'tasks: actions run in namespace shop',
      'metrics: 1 metric',
      'metrics: https://metrics.example answers',
      'programs: kubectl 1.35.2',
      'programs: helm 4.1.4',
      'programs: git 2.39.5',
      'programs: bash 5.2.15',
    ]);
  });

  it('looks at the programs alone where nothing says which cluster', async () => {
    const open = () => Promise.reject(new Iter8Error('INVALID', 'no kubeconfig', 'name one'));
    const checks = await checksOf({...doctorWorld(), open});
    expect(checks[0]).toEqual({
      id: 'kubeconfig.unusable',
      status: 'error',
      message: 'no kubeconfig',
      fix: 'name one',
    });
    expect(checks.slice(1).map(({id}) => id)).toEqual(['programs', 'programs', 'programs', 'programs']);
  });

  it.each([
    ['UNREACHABLE', 'server.unreachable'],
    ['TIMEOUT', 'server.unreachable'],
  ] as const)('says of a server that is %s what is known', async (code, id) => {
    const cluster = {...installedCluster(), getText: () => Promise.reject(new Iter8Error(code, 'no route'))};
    const [chosen, found, ...rest] = await checksOf(doctorWorld({cluster}));
    expect([chosen?.id, found?.id, found?.message]).toEqual(['kubeconfig', id, 'no route']);
    expect(rest.map((check) => check.id)).toEqual(['programs', 'programs', 'programs', 'programs']);
  });

  it('tells credentials that are refused from rights that are missing', async () => {
    const cluster = installedCluster({
      interfere: (verb) => {
        if (verb === 'create') throw new Iter8Error('FORBIDDEN', 'expired or wrong');
      },
    });
    expect((await findingsOf({cluster})).map(({id}) => id)).toEqual(['server.credentials-refused']);
  });

  it('stops asking when the server goes away meanwhile', async () => {
    const cluster = installedCluster({
      objects: everything(),
      interfere: (_verb, {kind}) => {
        if (kind === 'Lease') throw new Iter8Error('UNREACHABLE', 'cut off');
      },
    });
    expect(await findingsOf({cluster})).toEqual([{id: 'server.unreachable', status: 'error', message: 'cut off'}]);
  });

  it('skips what must not be seen', async () => {
    const cluster = installedCluster({
      objects: everything(),
      interfere: (verb, {kind}) => {
        if (verb === 'list' && kind === 'Deployment') throw new Iter8Error('FORBIDDEN', 'not allowed');
      },
    });
    const skipped = (await findingsOf({cluster})).filter(({status}) => status === 'skipped');
    expect(skipped.map(({id}) => id)).toEqual(['controller', 'original']);
  });
});

describe('the server', () => {
  it.each([
    [4, []],
    [6, ['clock.skewed']],
    [-6, []], // the second that was told may have begun up to a second before
    [-7, ['clock.skewed']],
  ])('whose clock is %d s ahead makes %j', async (seconds, ids) => {
    const cluster = installedCluster({objects: everything(), serverTime: later(seconds)});
    expect((await findingsOf({cluster})).map(({id}) => id)).toEqual(ids);
  });

  it('is slow when it takes more than a second', async () => {
    let time = NOW.getTime();
    const cluster = {
      ...installedCluster({objects: everything()}),
      getText: async () => {
        time += 1500;
        return '{}';
      },
    };
    const [finding] = await findingsOf({cluster, now: () => new Date(time)});
    expect(finding).toMatchObject({id: 'server.slow', message: 'answers in 1500 ms'});
  });

  it.each([
    ['21', ['server.too-old', 'programs.skewed']],
    ['34+', []],
    ['33', ['programs.skewed']],
  ])('of version 1.%s makes %j', async (minor, ids) => {
    const cluster = installedCluster({objects: everything(), minor});
    expect((await findingsOf({cluster})).map(({id}) => id)).toEqual(ids);
  });
});

describe('the installation', () => {
  it('has definitions, or the command brings them', async () => {
    const cluster = installedCluster({objects: [...runningController(), account]});
    expect(await findingsOf({cluster})).toMatchObject([
      {id: 'crds.missing', fix: 'iter8ctl install --crds-only'},
      {id: 'crds.missing'},
    ]);
  });

  it('has definitions that users may not read, and still know of', async () => {
    const found = async (kinds: readonly ResourceKind[]) => {
      const cluster = installedCluster({
        objects: everything(),
        kinds,
        interfere: (_verb, {kind}) => {
          if (kind === 'CustomResourceDefinition') throw new Iter8Error('FORBIDDEN', 'not allowed');
        },
      });
      return (await findingsOf({cluster})).map(({id}) => id);
    };
    const served = ['Experiment', 'Metric'].map((kind) => kindOf('iter8.tools/v2alpha2', kind));
    expect(await found(served)).toEqual(['crds', 'crds']);
    expect(await found([])).toEqual(['crds.missing', 'crds.missing']);
  });

  it('has definitions that keep what the engine writes', async () => {
    const old = structuredClone(DEFINITIONS[0]!) as {spec: {versions: JsonObject[]}};
    old.spec.versions = [{name: 'v2alpha2', served: true, schema: {openAPIV3Schema: {}}}];
    const others = [DEFINITIONS[1]!, ...runningController(), account];
    const cluster = installedCluster({objects: [old, ...others]});
    expect(await findingsOf({cluster})).toMatchObject([
      {
        id: 'crds.outdated',
        message: expect.stringMatching(/it lacks v2alpha1, v1alpha2, v1alpha1, status\.progress/),
      },
    ]);
  });

  it('is disturbed by the original, unless that is scaled to nothing', async () => {
    const original = (replicas: number) => ({
      ...named('apps/v1', 'Deployment', 'iter8-controller-manager', 'iter8-old'),
      spec: {replicas, template: {spec: {containers: [{image: 'docker.io/iter8/etc3:0.1.36'}]}}},
    });
    const found = async (replicas: number) =>
      findingsOf({cluster: installedCluster({objects: [...everything(), original(replicas)]})});
    expect(await found(1)).toMatchObject([
      {id: 'original.running', fix: 'kubectl scale deployment iter8-controller-manager -n iter8-old --replicas=0'},
    ]);
    expect(await found(0)).toEqual([]);
  });

  it('may have its controller elsewhere', async () => {
    const [, lease] = runningController();
    const elsewhere = installedCluster({objects: [...DEFINITIONS, lease!, account]});
    expect(await findingsOf({cluster: elsewhere})).toEqual([]);
    const none = installedCluster({objects: [...DEFINITIONS, account]});
    expect(await findingsOf({cluster: none})).toMatchObject([{id: 'controller.missing', status: 'warning'}]);
  });

  it('has a controller whose Pods run, of this version', async () => {
    const [deployment, lease] = runningController();
    const text = JSON.stringify(deployment).replace('"availableReplicas":1', '"availableReplicas":0');
    const other = JSON.parse(text.replaceAll('iter8ctl:0.1.0', 'registry.example/iter8ctl:0.0.9')) as JsonObject;
    const cluster = installedCluster({objects: [...DEFINITIONS, other, lease!, account]});
    expect(await findingsOf({cluster})).toMatchObject([
      {id: 'controller.unavailable', message: expect.stringContaining('0 of 1 Pods are available')},
      {id: 'controller.version', message: expect.stringContaining('registry.example/iter8ctl:0.0.9')},
    ]);
  });

  it('has a leader, by the clock of the server', async () => {
    const stale = installedCluster({objects: [...DEFINITIONS, ...runningController(later(-20)), account]});
    expect(await findingsOf({cluster: stale})).toMatchObject([
      {id: 'leader.missing', message: 'controller-1 has not renewed its Lease for 20 s: nothing goes on'},
    ]);
    const objects = [...DEFINITIONS, ...runningController(later(60)), account];
    const ahead = installedCluster({objects, serverTime: later(60)});
    expect((await findingsOf({cluster: ahead})).map(({id}) => id)).toEqual(['clock.skewed']);
  });
});

describe('rights', () => {
  it('are told by what they are for, with the role that brings them', async () => {
    const cluster = installedCluster({
      objects: everything(),
      may: (sentence) => !/^I (delete experiments|create clusterroles)/.test(sentence),
    });
    expect(await findingsOf({cluster})).toEqual([
      {
        id: 'rights.missing',
        status: 'warning',
        message:
          'create, pause, resume, abort, rerun, cleanup: you may not delete experiments.iter8.tools in default',
        fix: 'kubectl create rolebinding iter8-edit -n default --clusterrole=iter8-edit --user=kim',
      },
      {
        id: 'rights.missing',
        status: 'warning',
        message: 'install, uninstall: you may not create clusterroles.rbac.authorization.k8s.io',
        fix: 'ask an administrator of the cluster to do it, or for the rights',
      },
    ]);
  });
});

describe('actions', () => {
  it('need an account in each namespace that is asked for', async () => {
    const cluster = installedCluster({objects: everything()});
    expect(await findingsOf({cluster, taskNamespaces: ['shop', 'prod']})).toMatchObject([
      {id: 'tasks.account-missing', status: 'error', fix: 'iter8ctl install --tasks-in prod'},
    ]);
  });

  it('need a controller that may start Jobs', async () => {
    const cluster = installedCluster({
      objects: everything(),
      may: (sentence) => sentence !== 'iter8-system/iter8-controller create jobs.batch in shop',
    });
    expect(await findingsOf({cluster})).toMatchObject([{id: 'tasks.jobs-forbidden', status: 'error'}]);
  });

  it('do not run as the account of the original', async () => {
    const binding = {
      ...named('rbac.authorization.k8s.io/v1', 'RoleBinding', 'iter8-helm-secrets'),
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'iter8-secret-reader-writer'},
      subjects: [{kind: 'ServiceAccount', name: 'iter8-handlers', namespace: 'iter8-system'}],
    };
    const cluster = installedCluster({objects: [...everything(), binding]});
    expect(await findingsOf({cluster})).toMatchObject([
      {
        id: 'tasks.old-binding',
        fix: expect.stringMatching(/^kubectl create rolebinding iter8-helm-secrets-iter8-tasks -n shop/),
      },
    ]);
  });
});

describe('backends and programs', () => {
  it('warns of a backend that does not answer here, and of the other network', async () => {
    expect(await findingsOf({http: SILENT})).toMatchObject([
      {
        id: 'metrics.backend-unreachable',
        status: 'warning',
        message:
          'https://metrics.example cannot be reached from here (metrics.example has no address); the controller sees another network',
      },
    ]);
  });

  it('warns of a program that cannot be started', async () => {
    const printed = async (program: string) => (program === 'helm' ? undefined : 'version 1.36.0');
    expect(await findingsOf({printed})).toMatchObject([
      {id: 'programs.missing', fix: 'install it: https://helm.sh/docs/intro/install/'},
    ]);
  });
});
