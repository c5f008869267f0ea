import type {JsonObject} from '../../../src/experiment/json.js';
import {widgetDefinition} from '../../support/widget-definition.js';

/** A command of kubectl; `%` in front of a name is the namespace, which every run has another. */
export interface Step {
  readonly kubectl: string;
  /** On stdin. */
  readonly input?: JsonObject;
  /** It is meant to fail. */
  readonly fails?: true;
  /** What happens while it runs, as soon as it watches; one without an end of its own is then ended. */
  readonly meanwhile?: readonly Step[];
  /** What the editor does that `kubectl edit` opens: a script of sed. */
  readonly editor?: string;
}

const GROUP = '%.iter8.tools';

const experiment = (spec: JsonObject = {}): JsonObject => ({
  apiVersion: `${GROUP}/v2alpha2`,
  kind: 'Experiment',
  metadata: {name: 'canary', labels: {team: 'red'}},
  spec: {
    target: 'shop/app',
    strategy: {testingPattern: 'Canary', deploymentPattern: 'Progressive'},
    criteria: {objectives: [{metric: 'latency', upperLimit: 50}]},
    duration: {intervalSeconds: 10, iterationsPerLoop: 3},
    versionInfo: {baseline: {name: 'current'}, candidates: [{name: 'candidate'}]},
    ...spec,
  },
});

const metric: JsonObject = {
  apiVersion: `${GROUP}/v2alpha2`,
  kind: 'Metric',
  metadata: {name: 'latency'},
  spec: {type: 'Gauge', provider: 'prometheus', urlTemplate: 'http://prometheus:9090', jqExpression: '.x', description: 'mean latency', units: 'milliseconds'},
}; // prettier-ignore

const core = (kind: string, name: string, fields: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {name},
  ...fields,
});

const settings = (data: JsonObject) => core('ConfigMap', 'settings', {data});
const secret = core('Secret', 'credentials', {type: 'Opaque', stringData: {user: 'shop'}});

const service = (port: number) =>
  core('Service', 'web', {spec: {selector: {app: 'web'}, clusterIP: 'None', ports: [{name: 'http', port}]}});

/** Paused, so that no controller makes Pods of it while it is recorded. */
const deployment = (image: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', labels: {app: 'web'}},
  spec: {
    paused: true,
    replicas: 1,
    selector: {matchLabels: {app: 'web'}},
    template: {
      metadata: {labels: {app: 'web'}},
      spec: {containers: [{name: 'web', image, ports: [{containerPort: 80}], env: [{name: 'A', value: '1'}]}]},
    },
  },
});

const lease: JsonObject = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: {name: 'leader'},
  spec: {holderIdentity: 'one', leaseDurationSeconds: 15, renewTime: '2026-11-22T10:00:00.000000Z'},
};

const event: JsonObject = {
  ...core('Event', 'canary.1', {
    involvedObject: {apiVersion: `${GROUP}/v2alpha2`, kind: 'Experiment', name: 'canary', namespace: '%'},
    reason: 'IterationUpdate',
    message: 'Completed Iteration 1',
    type: 'Normal',
    count: 1,
    firstTimestamp: '2026-11-22T10:00:00Z',
    lastTimestamp: '2026-11-22T10:00:00Z',
    source: {component: 'iter8'},
  }),
};

const stage = (name: string, completed: string) =>
  `patch experiment canary --subresource=status --type=merge -p ${JSON.stringify({
    status: {stage: name, conditions: [{type: 'Completed', status: completed}]},
  })}`;

const plain = (...commands: string[]): Step[] => commands.map((kubectl) => ({kubectl}));
const refused = (...commands: string[]): Step[] => commands.map((kubectl) => ({kubectl, fails: true}));

const DISCOVERY = plain('api-versions', 'version', 'explain experiment.spec.strategy', 'explain lease.spec');

const ABOUT_ME = [
  ...plain('auth can-i create experiments', 'auth can-i delete secrets -n %', 'auth can-i --list', 'auth whoami'),
  ...plain('auth can-i get pods --subresource=log'),
];

const EXPERIMENTS: Step[] = [
  {kubectl: 'apply -f -', input: experiment()},
  {kubectl: 'apply -f -', input: experiment()},
  {kubectl: 'diff -f -', input: experiment({target: 'shop/other'}), fails: true},
  {kubectl: 'apply -f -', input: experiment({target: 'shop/other'})},
  {kubectl: 'apply -f -', input: experiment({duration: {intervalSeconds: 20}})},
  {kubectl: 'apply -f - --dry-run=server', input: experiment({target: 'shop/dry'})},
  {kubectl: 'apply -f -', input: experiment({duration: {intervalSeconds: 'soon'}}), fails: true},
  {kubectl: 'apply -f -', input: experiment({strategy: {testingPattern: 'Guess'}}), fails: true},
  {kubectl: 'create -f -', input: experiment(), fails: true},
  ...plain(
    'get experiments',
    'get experiments -o wide',
    'get experiment canary -o yaml',
    'get experiments -o name',
  ),
  ...plain(
    'get experiments.v2alpha1.%.iter8.tools',
    'get experiments -A -l team=red',
    'get experiments -l team!=red',
  ),
  ...plain('get experiments --field-selector=metadata.name=canary', 'get experiments --sort-by=.metadata.name'),
  ...plain('get experiment canary -o jsonpath={.spec.target} --subresource=status', 'describe experiment canary'),
  ...refused(
    'get experiment none',
    'get experiments -l team=(',
    'get experiments --field-selector=spec.target=shop',
  ),
  {
    kubectl: 'get experiments -w',
    meanwhile: [...plain(stage('Running', 'False'), 'label experiment canary color=blue')],
  },
  {kubectl: 'get experiments --watch-only -o name', meanwhile: plain('annotate experiment canary note=one')},
  {kubectl: 'get experiment canary -w -o json --output-watch-events', meanwhile: plain('label experiment canary color=green --overwrite')}, // prettier-ignore
  {kubectl: 'wait experiment/canary --for=condition=Completed --timeout=20s', meanwhile: plain(stage('Completed', 'True'))}, // prettier-ignore
  ...plain('wait experiment/canary --for=jsonpath={.status.stage}=Completed --timeout=20s'),
  ...plain('patch experiment canary --type=merge -p {"spec":{"target":"a"}}'),
  ...plain('patch experiment canary --type=json -p [{"op":"test","path":"/spec/target","value":"a"},{"op":"replace","path":"/spec/target","value":"b"}]'), // prettier-ignore
  ...refused('patch experiment canary --type=strategic -p {"spec":{"target":"c"}}'),
  ...refused('patch experiment canary --type=json -p [{"op":"test","path":"/spec/target","value":"z"}]'),
  ...refused('patch experiment canary --type=json -p [{"op":"remove","path":"/spec/none"}]'),
  ...refused('patch experiment canary --type=merge -p {"spec":{"duration":{"intervalSeconds":-1.5}}}'),
  ...refused('patch experiment none --type=merge -p {"spec":{"target":"a"}}'),
  ...plain(
    'label experiment canary color-',
    'label experiment canary color=red',
    'annotate experiment canary note-',
  ),
  ...refused('label experiment canary color=blue', 'label experiment canary a/b/c=d', 'scale experiment canary --replicas=2'), // prettier-ignore
  {kubectl: 'edit experiment canary', editor: 's/target: b/target: c/'},
  {kubectl: 'replace -f -', input: experiment({target: 'shop/replaced'})},
  {
    kubectl: 'replace -f -',
    input: {...experiment(), metadata: {name: 'canary', resourceVersion: '1'}},
    fails: true,
  },
  {kubectl: 'replace -f -', input: {...experiment(), metadata: {name: 'none'}}, fails: true},
  {kubectl: 'apply --server-side -f -', input: experiment(), fails: true},
  {kubectl: 'apply --server-side --force-conflicts -f -', input: experiment()},
  {
    kubectl: 'apply --server-side --field-manager=other -f -',
    input: experiment({target: 'shop/other'}),
    fails: true,
  },
  {kubectl: 'diff --server-side -f -', input: experiment({target: 'shop/other'}), fails: true},
  ...plain('get experiment canary -o yaml --show-managed-fields', 'events --for=experiment/canary'),
  {kubectl: 'create -f -', input: metric},
  ...plain('get metrics', 'get metric latency -o wide', 'describe metric latency', 'get experiments,metrics'),
  {kubectl: 'wait --for=delete experiment/canary --timeout=20s', meanwhile: plain('delete experiment canary')},
  ...refused('delete experiment canary'),
  ...plain('delete experiment canary --ignore-not-found', 'delete metrics --all'),
];

const CORE_KINDS: Step[] = [
  {kubectl: 'apply -f -', input: settings({color: 'blue'})},
  {kubectl: 'apply -f -', input: settings({color: 'green', size: 'big'})},
  {kubectl: 'apply --server-side --field-manager=other -f -', input: settings({color: 'red'}), fails: true},
  {kubectl: 'apply --server-side --field-manager=other -f -', input: settings({shape: 'round'})},
  ...plain('patch configmap settings -p {"data":{"size":null}}', 'get configmap settings -o yaml --show-managed-fields'), // prettier-ignore
  ...plain('get configmap settings', 'describe configmap settings', 'label configmap settings suite=traffic'),
  ...plain('create configmap more --from-literal=a=b', 'label configmap more suite=traffic'),
  ...plain('get configmaps -l suite=traffic', 'get configmaps -l suite=traffic --chunk-size=1 -o name'),
  ...refused('create configmap more --from-literal=a=b', 'create configmap Wrong_Name --from-literal=a=b'),
  {kubectl: 'get configmaps -l suite=traffic -w', meanwhile: plain('delete configmap more')},
  {kubectl: 'create -f -', input: secret},
  ...plain('get secret credentials', 'get secrets -o wide', 'describe secret credentials'),
  ...plain('get secrets --field-selector=type=Opaque -o name', 'create secret generic key --from-literal=word=b'),
  ...refused('patch secret credentials --type=merge -p {"type":"other"}'),
  {kubectl: 'apply -f -', input: service(80)},
  {kubectl: 'apply -f -', input: service(81)},
  ...plain('get service web', 'get services -o wide', 'patch service web --type=strategic -p {"spec":{"ports":[{"port":82,"name":"more"}]}}'), // prettier-ignore
  {kubectl: 'apply -f -', input: lease},
  ...plain('get leases', 'get lease leader -o yaml', 'patch lease leader --type=merge -p {"spec":{"holderIdentity":"two"}}'), // prettier-ignore
  {kubectl: 'create -f -', input: event},
  ...plain('get events', 'get events -o wide', 'events', 'get events --field-selector=involvedObject.kind=Experiment -o name'), // prettier-ignore
  ...plain('delete secret credentials key', 'delete service web', 'delete lease leader', 'delete event canary.1'),
  ...plain('delete configmap settings --grace-period=0', 'get configmaps -l suite=traffic'),
];

const WORKLOADS: Step[] = [
  {kubectl: 'apply -f -', input: deployment('nginx:1')},
  {kubectl: 'apply -f -', input: deployment('nginx:2')},
  ...plain(
    'set env deployment/web B=2',
    'set image deployment/web web=nginx:3',
    'scale deployment web --replicas=2',
  ),
  ...plain(
    'get deployment web',
    'get deployments -o wide',
    'get deployment web -o yaml',
    'describe deployment web',
  ),
  ...plain(
    'patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"web","image":"nginx:4"}]}}}}',
  ),
  ...plain('patch deployment web --type=json -p [{"op":"replace","path":"/spec/replicas","value":1}]'),
  ...refused('patch deployment web --type=merge -p {"spec":{"selector":{"matchLabels":{"app":"other"}}}}'),
  ...refused('get deployment none', 'rollout status deployment/none', 'logs none', 'logs deployment/none'),
  ...plain('delete deployment web --cascade=background'),
  {kubectl: 'apply --server-side -f -', input: deployment('nginx:5')},
  {kubectl: 'apply --server-side --field-manager=other -f -', input: deployment('nginx:6'), fails: true},
  ...plain('get deployment web --show-labels', 'get deployment web -o yaml', 'delete deployment web'),
  ...plain('create deployment made --image=nginx --port=80 --replicas=0', 'delete deployment made'),
  ...plain('create serviceaccount robot', 'create role reader --verb=get --resource=pods', 'get roles'),
  ...plain('create rolebinding reader --role=reader --serviceaccount=%:robot', 'get rolebindings', 'describe role reader'), // prettier-ignore
  ...plain('delete rolebinding reader', 'delete role reader', 'delete serviceaccount robot'),
];

const WIDGETS: Step[] = [
  {kubectl: 'apply -f -', input: widgetDefinition('%.example.com') as unknown as JsonObject},
  ...plain('wait --for=condition=Established crd/widgets.%.example.com --timeout=20s'),
  {kubectl: 'create -f -', input: {apiVersion: '%.example.com/v1', kind: 'Widget', metadata: {name: 'one'}, spec: {size: 3}}}, // prettier-ignore
  {kubectl: 'create -f -', input: {apiVersion: '%.example.com/v1', kind: 'Widget', metadata: {name: 'two'}, spec: {size: 30}}, fails: true}, // prettier-ignore
  {kubectl: 'create -f -', input: {apiVersion: '%.example.com/v1', kind: 'Widget', metadata: {name: 'two'}, spec: {sizes: 3, size: 3}}, fails: true}, // prettier-ignore
  ...plain('get widgets', 'get wd one -o yaml', 'get widgets.v1beta1.%.example.com', 'delete widget one'),
  ...plain('delete crd widgets.%.example.com --wait=false'),
];

/** What people do with kubectl, on the kinds that matter here. */
export const SCENARIO: readonly Step[] = [
  ...DISCOVERY,
  ...ABOUT_ME,
  ...EXPERIMENTS,
  ...CORE_KINDS,
  ...WORKLOADS,
  ...WIDGETS,
];
