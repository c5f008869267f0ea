import Validate from '../../../src/commands/validate.js';
import type {Cluster} from '../../../src/cluster/port.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {controllerObjects} from '../../../src/operate/install/controller.js';
import {DEFAULT_ROUTERS} from '../../../src/traffic/policy.js';
import {fakeCluster, type FakeClusterOptions} from '../../support/fake-cluster.js';
import {type Outcome, runCommand, type World} from '../../support/run-command.js';

/** Who asks for what, as a sentence: `shop/iter8-tasks get secrets in shop`; `I` asks for oneself. */
export type Judge = (sentence: string) => boolean;

export interface ReviewedOptions extends FakeClusterOptions {
  readonly may?: Judge;
}

const LATENCY = {
  ...named('iter8.tools/v2alpha2', 'Metric', 'latency', 'iter8-system'),
  spec: {urlTemplate: 'https://metrics.example', jqExpression: '.value'},
};

/** The cluster in memory, which also says what who may. */
export function reviewedCluster({may = () => true, ...options}: ReviewedOptions = {}): Cluster {
  const objects = [LATENCY, ...(options.objects ?? [])];
  const cluster = fakeCluster({...options, objects});
  return {
    ...cluster,
    create: async (kind, object, call) => {
      if (!kind.kind.endsWith('AccessReview')) return cluster.create(kind, object, call);
      await options.interfere?.('create', kind, undefined);
      return {...object, status: {allowed: may(sentenceOf(object))}};
    },
  };
}

function sentenceOf({spec}: JsonObject): string {
  const {user, resourceAttributes} = spec as {
    user?: string;
    resourceAttributes: Record<string, string | undefined>;
  };
  const {verb, group, resource, namespace} = resourceAttributes;
  const who = user?.replace('system:serviceaccount:', '').replace(':', '/') ?? 'I';
  const what = group === '' ? resource : `${resource!}.${group!}`;
  return `${who} ${verb!} ${what!}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** What install makes of the controller; `flags` go before its own. */
export function controllerDeployment(...flags: string[]): JsonObject {
  const options = {
    namespace: 'iter8-system',
    parts: 'everything' as const,
    image: 'iter8ctl:0.1.0',
    routers: DEFAULT_ROUTERS,
    taskNamespaces: [],
    secretNamespaces: [],
    allowedBackends: [],
    metrics: [],
  };
  const deployment = structuredClone(controllerObjects(options)[1]!) as {
    spec: {template: {spec: {containers: {args: string[]}[]}}};
  };
  deployment.spec.template.spec.containers[0]!.args.push(...flags);
  return deployment;
}

export function named(apiVersion: string, kind: string, name: string, namespace = 'shop'): JsonObject {
  return {apiVersion, kind, metadata: {name, namespace}};
}

export const TASK_ACCOUNT = named('v1', 'ServiceAccount', 'iter8-tasks');

/** `validate --server` of a text, in the namespace `shop`. */
export async function validate(text: string, cluster: Cluster, world: Partial<World> = {}): Promise<Outcome> {
  return runCommand(Validate, ['-f', 'e.yaml', '--server'], {files: {'e.yaml': text}, cluster, ...world});
}

/** An experiment that needs nothing of a cluster but its place; parts of its spec are added as they are written. */
export function experiment(spec = ''): string {
  return `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata: {name: canary, namespace: shop}
spec:
  target: shop/app
  strategy:
    testingPattern: Conformance
${spec}`;
}
