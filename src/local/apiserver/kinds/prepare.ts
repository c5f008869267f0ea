import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, objectOf, objectsOf, textOf, uidOf, withMembers, withMetadata} from '../object.js';

/** What a real server fills in when an object is created or changed, as far as clients look at it. */
type Prepare = (object: JsonObject) => JsonObject;

export const unchanged: Prepare = (object) => object;

function withSpec(object: JsonObject, defaults: JsonObject): JsonObject {
  return {...object, spec: {...defaults, ...objectOf(object.spec)}};
}

export const prepareNamespace: Prepare = (object) => {
  const labels = {...objectOf(metadataOf(object).labels), 'kubernetes.io/metadata.name': nameOf(object)};
  const status = isObject(object.status) ? object.status : {phase: 'Active'};
  return {...withSpec(withMetadata(object, {labels}), {finalizers: ['kubernetes']}), status};
};

/** `stringData` is written and never read: it goes into `data`. */
export const prepareSecret: Prepare = (object) => {
  const written = Object.entries(objectOf(object.stringData)).map(([key, value]): [string, Json] => [
    key,
    Buffer.from(textOf(value)).toString('base64'),
  ]);
  const data = {...objectOf(object.data), ...Object.fromEntries(written)};
  return withMembers(object, {
    type: textOf(object.type) || 'Opaque',
    stringData: undefined,
    data: Object.keys(data).length > 0 ? data : undefined,
  });
};

const SERVICE_DEFAULTS: JsonObject = {
  type: 'ClusterIP',
  sessionAffinity: 'None',
  internalTrafficPolicy: 'Cluster',
};

export const prepareService: Prepare = (object) => {
  const filled = withSpec(object, SERVICE_DEFAULTS);
  const spec = objectOf(filled.spec);
  if (!Array.isArray(spec.ports)) return filled;
  const ports = objectsOf(spec.ports).map((port) => ({
    ...port,
    protocol: port.protocol ?? 'TCP',
    targetPort: port.targetPort ?? port.port,
  }));
  return {...filled, spec: {...spec, ports}};
};

const DEPLOYMENT_DEFAULTS: JsonObject = {
  replicas: 1,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
  strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: '25%'}},
};

export const prepareDeployment: Prepare = (object) => withTemplate(withSpec(object, DEPLOYMENT_DEFAULTS));

export const prepareReplicaSet: Prepare = (object) => withTemplate(withSpec(object, {replicas: 1}));

export const prepareJob: Prepare = (object) =>
  withJobLabels(withTemplate(withSpec(object, {backoffLimit: 6, completions: 1, parallelism: 1, suspend: false})));

/** By which the Pods of a Job are found. */
function withJobLabels(job: JsonObject): JsonObject {
  const spec = objectOf(job.spec);
  if (spec.selector !== undefined) return job;
  const uid = {'batch.kubernetes.io/controller-uid': uidOf(job)};
  const template = withMetadata(objectOf(spec.template), {
    labels: {
      ...objectOf(metadataOf(objectOf(spec.template)).labels),
      ...uid,
      'batch.kubernetes.io/job-name': nameOf(job),
      'job-name': nameOf(job),
    },
  });
  return {...job, spec: {...spec, selector: {matchLabels: uid}, template}};
}

export const preparePod: Prepare = (object) => {
  const filled = {...object, spec: podSpec(objectOf(object.spec))};
  return isObject(object.status) ? filled : {...filled, status: {phase: 'Pending'}};
};

function withTemplate(object: JsonObject): JsonObject {
  const spec = objectOf(object.spec);
  const template = objectOf(spec.template);
  return {...object, spec: {...spec, template: {...template, spec: podSpec(objectOf(template.spec))}}};
}

const POD_DEFAULTS: JsonObject = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  terminationGracePeriodSeconds: 30,
  securityContext: {},
  schedulerName: 'default-scheduler',
};

const CONTAINER_DEFAULTS: JsonObject = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

function podSpec(spec: JsonObject): JsonObject {
  const containers = objectsOf(spec.containers).map((container) => {
    const imagePullPolicy = isLatest(textOf(container.image)) ? 'Always' : 'IfNotPresent';
    return withPortProtocols({...CONTAINER_DEFAULTS, imagePullPolicy, ...container});
  });
  return {...POD_DEFAULTS, ...spec, containers};
}

/** An image without a tag is the latest; what has a digest is never looked for again. */
function isLatest(image: string): boolean {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
}

/** Ports are told apart by number and protocol, so it may not stay open. */
function withPortProtocols(container: JsonObject): JsonObject {
  if (!Array.isArray(container.ports)) return container;
  const ports = objectsOf(container.ports).map((port) => ({...port, protocol: port.protocol ?? 'TCP'}));
  return {...container, ports};
}
