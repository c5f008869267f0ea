import {
  ANYTHING,
  BOOLEAN,
  DURATION,
  integer,
  listOf,
  mapOf,
  NAMED_VALUES,
  number,
  object,
  oneOf,
  OPEN_OBJECT,
  type Schema,
  text,
} from './schema.js';

/** One task that an action can name. */
export interface TaskDefinition {
  /** What may and must stand under `with`. */
  readonly inputs: Schema;
  /** Whether `{{ }}` placeholders in its inputs are replaced by variables of the recommended version. */
  readonly hasPlaceholders?: true;
}

const VERSION_OVERRIDE: Schema = listOf(object({variables: NAMED_VALUES}));

const OBJECT_REFERENCE: Schema = object(
  {kind: text({minLength: 1}), name: text({minLength: 1}), namespace: text(), waitFor: text()},
  ['kind', 'name'],
);

const COLLECTED_VERSION: Schema = object(
  {name: text({minLength: 1}), url: text({minLength: 1}), headers: mapOf(text())},
  ['name', 'url'],
);

const COLLECT: Schema = object(
  {
    versions: listOf(COLLECTED_VERSION),
    numQueries: integer(0),
    time: DURATION,
    qps: number(0),
    connections: integer(1),
    loadOnly: BOOLEAN,
    payloadStr: text(),
    payloadURL: text(),
    contentType: text(),
  },
  ['versions'],
);

const HTTP: Schema = object(
  {
    url: text({minLength: 1}),
    method: oneOf(['GET', 'POST']),
    authType: oneOf(['Basic', 'Bearer', 'APIKey']),
    secret: text(),
    headers: NAMED_VALUES,
    body: text(),
    ignoreFailure: BOOLEAN,
    versionInfo: VERSION_OVERRIDE,
  },
  ['url'],
);

const SLACK: Schema = object(
  {channel: text(), secret: text(), api: text(), ignoreFailure: BOOLEAN, versionInfo: VERSION_OVERRIDE},
  ['channel', 'secret'],
);

const WORKFLOW: Schema = object(
  {
    repository: text(),
    workflow: text(),
    secret: text(),
    ref: text(),
    inputs: NAMED_VALUES,
    api: text(),
    ignoreFailure: BOOLEAN,
  },
  ['repository', 'workflow', 'secret'],
);

const COMMIT_STATUS: Schema = object(
  {
    repository: text(),
    sha: text(),
    provider: oneOf(['github', 'gitlab']),
    secret: text(),
    context: text(),
    description: text(),
    targetUrl: text(),
    state: oneOf(['pending', 'success', 'failure', 'error']),
    api: text(),
    ignoreFailure: BOOLEAN,
  },
  ['repository', 'sha', 'secret'],
);

const PROMOTE_HELM: Schema = object(
  {
    release: text({minLength: 1}),
    chart: text({minLength: 1}),
    repo: text({minLength: 1}),
    version: text({minLength: 1}),
    namespace: text({minLength: 1}),
    valuesFiles: listOf(text({minLength: 1})),
    values: OPEN_OBJECT,
    set: NAMED_VALUES,
    reuseValues: BOOLEAN,
    wait: BOOLEAN,
    rollbackOnFailure: BOOLEAN,
    secret: text({minLength: 1}),
  },
  ['release', 'chart'],
);

const HELMEX: Schema = object(
  {
    gitRepo: text({minLength: 1}),
    filePath: text({minLength: 1}),
    username: text({minLength: 1}),
    branch: text({minLength: 1}),
    secretName: text({minLength: 1}),
    secretNamespace: text({minLength: 1}),
    pullRequest: BOOLEAN,
    api: text({minLength: 1}),
  },
  ['gitRepo', 'filePath', 'username'],
);

const BY_NAME: Readonly<Record<string, TaskDefinition>> = {
  'knative/init-experiment': {inputs: object({})},
  'common/exec': {
    inputs: object({cmd: text({minLength: 1}), args: listOf(ANYTHING), disableInterpolation: BOOLEAN}, ['cmd']),
    hasPlaceholders: true,
  },
  'common/bash': {
    inputs: object({script: text(), secret: text(), versionInfo: VERSION_OVERRIDE}, ['script']),
    hasPlaceholders: true,
  },
  'common/promote-kubectl': {
    inputs: object({manifest: text(), namespace: text(), recursive: BOOLEAN}, ['manifest']),
    hasPlaceholders: true,
  },
  'common/promote-helm': {inputs: PROMOTE_HELM, hasPlaceholders: true},
  'common/readiness': {
    inputs: object({
      initialDelaySeconds: integer(0),
      numRetries: integer(0),
      intervalSeconds: integer(0),
      objRefs: listOf(OBJECT_REFERENCE),
    }),
  },
  'metrics/collect': {inputs: COLLECT},
  'notification/slack': {inputs: SLACK},
  'notification/http': {inputs: HTTP, hasPlaceholders: true},
  'notification/github-workflow': {inputs: WORKFLOW, hasPlaceholders: true},
  'notification/commit-status': {inputs: COMMIT_STATUS, hasPlaceholders: true},
  'gitops/helmex-update': {inputs: HELMEX},
};

/** Longest time, which every task may be given. */
function withTimeout(inputs: Schema): Schema {
  return {...inputs, properties: {...inputs.properties, timeout: DURATION}};
}

/** Every task by its name, `library/task`. */
export const TASKS: Readonly<Record<string, TaskDefinition>> = Object.fromEntries(
  Object.entries(BY_NAME).map(([name, task]) => [name, {...task, inputs: withTimeout(task.inputs)}]),
);

/** What may stand under `with` of an item with `run`. */
export const RUN_INPUTS: Schema = withTimeout(object({secret: text()}));
