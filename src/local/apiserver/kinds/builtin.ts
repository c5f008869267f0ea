import {AGE, CREATED_AT, NAME} from '../table/common-columns.js';
import * as core from '../table/core-columns.js';
import * as workload from '../table/workload-columns.js';
import {definitionProblems} from './check-definition.js';
import * as checks from './checks.js';
import {prepareDefinition} from './custom.js';
import {eventFromCore, eventToCore} from './event-forms.js';
import {KNATIVE_KINDS} from './knative.js';
import * as prepare from './prepare.js';
import type {ResourceType} from './resource-type.js';

export type Kind = Pick<ResourceType, 'group' | 'version' | 'kind' | 'plural'> & Partial<ResourceType>;

/** A kind with what is usual for the built-in ones: namespaced, any field, columns NAME and AGE. */
function builtinType(kind: Kind): ResourceType {
  return {
    singular: kind.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    isNamespaced: true,
    subresources: [],
    storage: kind.group ? `${kind.plural}.${kind.group}` : kind.plural,
    isCustom: false,
    countsGenerations: kind.subresources?.includes('status') ?? false,
    createsOnUpdate: false,
    isReview: false,
    columns: [NAME, AGE],
    selectableFields: [],
    prepare: prepare.unchanged,
    check: checks.unchecked,
    fromStorage: prepare.unchanged,
    toStorage: prepare.unchanged,
    ...kind,
  };
}

type Details = Partial<ResourceType>;

function kindsOf(group: string, version: string) {
  return (kind: string, plural: string, details: Details = {}) =>
    builtinType({group, version, kind, plural, ...details});
}

const coreKind = kindsOf('', 'v1');
const apps = kindsOf('apps', 'v1');
const rbac = kindsOf('rbac.authorization.k8s.io', 'v1');
const authorization = kindsOf('authorization.k8s.io', 'v1');

const EVENT_FIELDS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

const EVENT: Details = {
  shortNames: ['ev'],
  columns: core.EVENT_COLUMNS,
  createsOnUpdate: true,
  storage: 'events',
  selectableFields: [
    ...EVENT_FIELDS.flatMap((field) => [`involvedObject.${field}`, `regarding.${field}`]),
    ...['reason', 'type', 'source', 'reportingComponent', 'reportingController'],
  ],
};

const POD: Details = {
  shortNames: ['po'],
  categories: ['all'],
  subresources: ['status', 'log'],
  columns: workload.POD_COLUMNS,
  prepare: prepare.preparePod,
  check: checks.checkPod,
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
};

const DEPLOYMENT: Details = {
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  columns: workload.DEPLOYMENT_COLUMNS,
  prepare: prepare.prepareDeployment,
  check: checks.checkDeployment,
};

const REPLICA_SET: Details = {
  shortNames: ['rs'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  columns: workload.REPLICA_SET_COLUMNS,
  prepare: prepare.prepareReplicaSet,
  check: checks.checkDeployment,
};

const NAMESPACE: Details = {
  shortNames: ['ns'],
  isNamespaced: false,
  subresources: ['status'],
  countsGenerations: false,
  columns: core.NAMESPACE_COLUMNS,
  prepare: prepare.prepareNamespace,
  selectableFields: ['status.phase'],
};

const SECRET: Details = {
  columns: core.SECRET_COLUMNS,
  prepare: prepare.prepareSecret,
  check: checks.checkSecret,
  selectableFields: ['type'],
};

const SERVICE: Details = {
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['status'],
  countsGenerations: false,
  createsOnUpdate: true,
  answersDeleted: true,
  columns: core.SERVICE_COLUMNS,
  prepare: prepare.prepareService,
};

const BINDING: Details = {columns: core.BINDING_COLUMNS, check: checks.checkBinding};
const CLUSTER_WIDE = {isNamespaced: false};
const REVIEW: Details = {isNamespaced: false, isReview: true};

export const BUILTIN_KINDS: readonly ResourceType[] = [
  coreKind('Namespace', 'namespaces', NAMESPACE),
  coreKind('Pod', 'pods', POD),
  coreKind('Service', 'services', SERVICE),
  coreKind('Secret', 'secrets', SECRET),
  coreKind('ConfigMap', 'configmaps', {
    shortNames: ['cm'],
    columns: core.CONFIG_MAP_COLUMNS,
    check: checks.checkConfigMap,
  }),
  coreKind('Event', 'events', {...EVENT, check: checks.checkCoreEvent}),
  coreKind('Endpoints', 'endpoints', {
    shortNames: ['ep'],
    singular: 'endpoints',
    createsOnUpdate: true,
    columns: core.ENDPOINTS_COLUMNS,
  }),
  coreKind('ServiceAccount', 'serviceaccounts', {
    shortNames: ['sa'],
    answersDeleted: true,
    columns: core.SERVICE_ACCOUNT_COLUMNS,
  }),
  kindsOf('events.k8s.io', 'v1')('Event', 'events', {
    ...EVENT,
    check: checks.checkGroupEvent,
    fromStorage: eventFromCore,
    toStorage: eventToCore,
  }),
  apps('Deployment', 'deployments', DEPLOYMENT),
  apps('ReplicaSet', 'replicasets', REPLICA_SET),
  kindsOf('batch', 'v1')('Job', 'jobs', {
    categories: ['all'],
    subresources: ['status'],
    columns: workload.JOB_COLUMNS,
    prepare: prepare.prepareJob,
    check: checks.checkJob,
    selectableFields: ['status.successful'],
  }),
  kindsOf('coordination.k8s.io', 'v1')('Lease', 'leases', {
    createsOnUpdate: true,
    columns: core.LEASE_COLUMNS,
    check: checks.checkLease,
  }),
  rbac('Role', 'roles', {columns: [NAME, CREATED_AT]}),
  rbac('RoleBinding', 'rolebindings', BINDING),
  rbac('ClusterRole', 'clusterroles', {...CLUSTER_WIDE, columns: [NAME, CREATED_AT]}),
  rbac('ClusterRoleBinding', 'clusterrolebindings', {...CLUSTER_WIDE, ...BINDING}),
  authorization('SelfSubjectAccessReview', 'selfsubjectaccessreviews', REVIEW),
  authorization('SubjectAccessReview', 'subjectaccessreviews', REVIEW),
  authorization('SelfSubjectRulesReview', 'selfsubjectrulesreviews', REVIEW),
  kindsOf('authentication.k8s.io', 'v1')('SelfSubjectReview', 'selfsubjectreviews', REVIEW),
  kindsOf('apiextensions.k8s.io', 'v1')('CustomResourceDefinition', 'customresourcedefinitions', {
    ...CLUSTER_WIDE,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    subresources: ['status'],
    columns: [NAME, CREATED_AT],
    prepare: prepareDefinition,
    check: definitionProblems,
  }),
  ...KNATIVE_KINDS.map(builtinType),
];
