import {Iter8Error} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import type {WeightReference} from './references.js';

/** A kind of object that splits traffic. */
export interface Router {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}

/** What the weights of experiments may be written to: whoever writes an Experiment must not get our rights by it. */
export interface TrafficPolicy {
  /** As in `--routers`. */
  readonly routers: readonly Router[];
  /** Besides the experiment's own namespace; as in `--allow-namespace`. */
  readonly allowedNamespaces: readonly string[];
}

/** What `--routers` is unless it is given. */
export const DEFAULT_ROUTERS: readonly Router[] = [
  {group: 'serving.knative.dev', kind: 'Service'},
  {group: 'networking.istio.io', kind: 'VirtualService'},
  {group: 'gateway.networking.k8s.io', kind: 'HTTPRoute'},
  {group: 'split.smi-spec.io', kind: 'TrafficSplit'},
  {group: 'serving.kserve.io', kind: 'InferenceService'},
  {group: 'serving.kubeflow.org', kind: 'InferenceService'},
  {group: 'networking.k8s.io', kind: 'Ingress'},
];

export const DEFAULT_POLICY: TrafficPolicy = {routers: DEFAULT_ROUTERS, allowedNamespaces: []};

/**
 * Reads an item of `--routers`: `serving.knative.dev/Service` or `Service.serving.knative.dev`.
 *
 * @throws Iter8Error INVALID for anything else
 */
export function parseRouter(text: string): Router {
  const [, slashGroup, slashKind] = /^([a-z0-9.-]*)\/([A-Z][A-Za-z0-9]*)$/.exec(text) ?? [];
  if (slashGroup !== undefined && slashKind !== undefined) return {group: slashGroup, kind: slashKind};
  const [, kind, group = ''] = /^([A-Z][A-Za-z0-9]*)(?:\.([a-z0-9.-]+))?$/.exec(text) ?? [];
  if (kind !== undefined) return {group, kind};
  const hint = 'write group/Kind or Kind.group, as in networking.istio.io/VirtualService';
  throw new Iter8Error('INVALID', `${JSON.stringify(text)} is no kind of router`, hint);
}

/**
 * Refuses to touch an object that no flag of the engine allows.
 *
 * @throws Iter8Error FORBIDDEN that names the flag
 */
export function checkAllowed(
  reference: Pick<WeightReference, 'version' | 'group' | 'kind' | 'namespace'>,
  experiment: Experiment,
  policy: TrafficPolicy,
): void {
  const {version, group, kind} = reference;
  const weight = `the weight of version ${JSON.stringify(version)}`;
  if (!policy.routers.some((router) => router.group === group && router.kind === kind)) {
    const listed = policy.routers.map(formatRouter).join(', ') || 'nothing';
    throw new Iter8Error(
      'FORBIDDEN',
      `${weight} is in an object of kind ${formatRouter({group, kind})}, and the engine may change only ${listed}`,
      `start the controller with --routers ${formatRouter({group, kind})} besides the others, and give it the right to patch them`,
    );
  }
  checkNamespace(weight, reference.namespace, experiment, policy);
}

/**
 * Refuses to look at an object of another namespace than the experiment's that no flag of the engine allows.
 *
 * @param what the object in words, before "is in namespace"
 * @throws Iter8Error FORBIDDEN that names the flag
 */
export function checkNamespace(
  what: string,
  namespace: string,
  experiment: Experiment,
  {allowedNamespaces}: TrafficPolicy,
): void {
  if (namespace === experiment.namespace || allowedNamespaces.includes(namespace)) return;
  throw new Iter8Error(
    'FORBIDDEN',
    `${what} is in namespace ${namespace}, and the experiment in ${experiment.namespace}`,
    `create the experiment in ${namespace}, or start the controller with --allow-namespace ${namespace}`,
  );
}

function formatRouter({group, kind}: Router): string {
  return group === '' ? kind : `${group}/${kind}`;
}
