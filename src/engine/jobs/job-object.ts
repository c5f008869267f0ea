import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Assignment, packAssignment} from '../../tasks/job/assignment.js';
import {TASK_ACCOUNT} from './account.js';
import {ACTION_LABEL, ATTEMPT_LABEL, EXPERIMENT_LABEL, type JobIdentity, jobName} from './job-name.js';

/** Holds what the Job is to do: what only a Job knows cannot be forged by whoever may create other objects. */
const ASSIGNMENT_ANNOTATION = 'iter8.tools/assignment';
const ASSIGNMENT_FOLDER = '/var/run/iter8';
const ASSIGNMENT_FILE = 'assignment';

/** How Jobs are made. */
export interface JobSettings {
  /** With iter8ctl as its entry point, and the programs that tasks run. */
  readonly image: string;
  /** Longest time of an action. */
  readonly timeoutMs: number;
  /** Longest time until its Pod runs. */
  readonly startLimitMs: number;
}

/** After the runner has ended its tasks by itself, it has this long to say so. */
const LAST_WORDS_MS = 60_000;
/** From the request to end to the end by force: programs get ten seconds of it. */
const GRACE_SECONDS = 30;

/** The longest that a Job can take, from its creation. */
export function longestMs({startLimitMs, timeoutMs}: JobSettings): number {
  return startLimitMs + timeoutMs + LAST_WORDS_MS;
}

/** The Job that runs an action: once, in the namespace of the Experiment and with the account there, removed with it. */
export function jobObject(identity: JobIdentity, assignment: Assignment, settings: JobSettings): JsonObject {
  const labels = {
    // Not the label of what install has made, which uninstall removes.
    'app.kubernetes.io/managed-by': 'iter8-controller',
    [EXPERIMENT_LABEL]: identity.uid,
    [ACTION_LABEL]: identity.instance,
    [ATTEMPT_LABEL]: String(identity.attempt),
  };
  const annotations = {[ASSIGNMENT_ANNOTATION]: packAssignment(assignment)};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(identity),
      namespace: new Field(assignment.resource).get('metadata', 'namespace').text() ?? 'default',
      labels,
      ownerReferences: [ownerReference(assignment.resource)],
    },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 0,
      podReplacementPolicy: 'Failed', // never a second Pod while the first one may still be at work
      activeDeadlineSeconds: Math.ceil(longestMs(settings) / 1000),
      template: {metadata: {labels, annotations}, spec: podSpec(settings)},
    },
  };
}

function ownerReference(experiment: JsonObject): JsonObject {
  const {apiVersion, kind} = experiment;
  const metadata = new Field(experiment).get('metadata');
  const [name, uid] = [metadata.get('name').requiredText(), metadata.get('uid').requiredText()];
  return {apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: false};
}

function podSpec(settings: JobSettings): JsonObject {
  return {
    restartPolicy: 'Never',
    serviceAccountName: TASK_ACCOUNT,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: 'RuntimeDefault'}},
    containers: [container(settings)],
    volumes: [
      {name: 'tmp', emptyDir: {}},
      {
        name: 'assignment',
        downwardAPI: {items: [{path: ASSIGNMENT_FILE, fieldRef: {fieldPath: annotationPath()}}]},
      },
    ],
  };
}

function annotationPath(): string {
  return `metadata.annotations['${ASSIGNMENT_ANNOTATION}']`;
}

function container({image}: JobSettings): JsonObject {
  return {
    name: 'task-runner',
    image,
    args: ['task-runner', `${ASSIGNMENT_FOLDER}/${ASSIGNMENT_FILE}`],
    resources: {requests: {cpu: '100m', memory: '128Mi'}, limits: {memory: '1Gi'}},
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL']},
    },
    volumeMounts: [
      {name: 'tmp', mountPath: '/tmp'},
      {name: 'assignment', mountPath: ASSIGNMENT_FOLDER, readOnly: true},
    ],
  };
}
