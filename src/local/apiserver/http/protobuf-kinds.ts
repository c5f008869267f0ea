import {bytes, empty, flag, ignored, integer, map, type Message, message, messages, text, texts} from './protobuf-message.js'; // prettier-ignore

/** @see https://github.com/kubernetes/api — the field numbers of `generated.proto` */
const OWNER: Message = {
  1: text('kind'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: flag('controller'),
  7: flag('blockOwnerDeletion'),
};

/** The server's own fields, times and managedFields among them, are not read. */
const METADATA: Message = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  4: ignored,
  5: text('uid'),
  6: text('resourceVersion'),
  7: ignored,
  8: ignored,
  9: ignored,
  10: ignored,
  11: map('labels'),
  12: map('annotations'),
  13: messages('ownerReferences', OWNER),
  14: texts('finalizers'),
  17: ignored,
};

const metadata = message('metadata', METADATA);

const CONTAINER: Message = {
  1: text('name'),
  2: text('image'),
  3: texts('command'),
  4: texts('args'),
  5: text('workingDir'),
  6: messages('ports', {
    1: text('name'),
    3: integer('containerPort'),
    4: text('protocol'),
    2: ignored,
    5: ignored,
  }),
  7: messages('env', {1: text('name'), 2: text('value')}),
  8: empty,
  13: text('terminationMessagePath'),
  14: text('imagePullPolicy'),
  16: ignored,
  17: ignored,
  18: ignored,
  20: text('terminationMessagePolicy'),
};

const POD_SPEC: Message = {
  2: messages('containers', CONTAINER),
  3: text('restartPolicy'),
  4: integer('terminationGracePeriodSeconds'),
  6: text('dnsPolicy'),
  7: map('nodeSelector'),
  8: text('serviceAccountName'),
  9: text('serviceAccount'),
  10: text('nodeName'),
  11: ignored,
  12: ignored,
  13: ignored,
  14: empty,
  16: text('hostname'),
  17: text('subdomain'),
  19: text('schedulerName'),
  24: text('priorityClassName'),
};

const template = message('template', {1: metadata, 2: message('spec', POD_SPEC)});
const selector = message('selector', {1: map('matchLabels')});

const DEPLOYMENT_SPEC: Message = {
  1: integer('replicas'),
  2: selector,
  3: template,
  4: message('strategy', {1: text('type')}),
  5: ignored,
  7: ignored,
};

const JOB_SPEC: Message = {
  1: integer('parallelism'),
  2: integer('completions'),
  3: integer('activeDeadlineSeconds'),
  4: selector,
  6: template,
  7: integer('backoffLimit'),
  8: integer('ttlSecondsAfterFinished'),
};

const rules = messages('rules', {
  1: texts('verbs'),
  2: texts('apiGroups'),
  3: texts('resources'),
  4: texts('resourceNames'),
  5: texts('nonResourceURLs'),
});

const BINDING: Message = {
  1: metadata,
  2: messages('subjects', {1: text('kind'), 2: text('apiGroup'), 3: text('name'), 4: text('namespace')}),
  3: message('roleRef', {1: text('apiGroup'), 2: text('kind'), 3: text('name')}),
};

const ACCESS: Message = {
  1: message('resourceAttributes', {
    1: text('namespace'),
    2: text('verb'),
    3: text('group'),
    4: text('version'),
    5: text('resource'),
    6: text('subresource'),
    7: text('name'),
  }),
  2: message('nonResourceAttributes', {1: text('path'), 2: text('verb')}),
};

/** What kubectl and helm send in protobuf; they do not try JSON when it is refused. */
export const PROTOBUF_KINDS: Readonly<Record<string, Message>> = {
  Secret: {1: metadata, 2: map('data', bytes), 3: text('type'), 4: map('stringData'), 5: flag('immutable')},
  ConfigMap: {1: metadata, 2: map('data'), 3: map('binaryData', bytes), 4: flag('immutable')},
  Namespace: {1: metadata, 2: message('spec', {1: texts('finalizers')}), 3: ignored},
  ServiceAccount: {1: metadata},
  Deployment: {1: metadata, 2: message('spec', DEPLOYMENT_SPEC), 3: ignored},
  Job: {1: metadata, 2: message('spec', JOB_SPEC), 3: ignored},
  Role: {1: metadata, 2: rules},
  ClusterRole: {1: metadata, 2: rules},
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  SelfSubjectAccessReview: {1: metadata, 2: message('spec', ACCESS), 3: ignored},
  SelfSubjectRulesReview: {1: metadata, 2: message('spec', {1: text('namespace')}), 3: ignored},
  SelfSubjectReview: {1: metadata, 2: ignored},
  DeleteOptions: {
    1: integer('gracePeriodSeconds'),
    2: message('preconditions', {1: text('uid'), 2: text('resourceVersion')}),
    3: flag('orphanDependents'),
    4: text('propagationPolicy'),
    5: texts('dryRun'),
  },
};
