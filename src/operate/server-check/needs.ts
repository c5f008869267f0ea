import {Iter8Error} from '../../errors.js';
import type {FieldPath} from '../../experiment/field.js';
import type {Severity} from '../../experiment/validate/finding.js';
import type {Experiment} from '../../experiment/model.js';
import {type ActionItem, nameOfItem} from '../../tasks/action.js';
import {inputOf, textsOf} from '../../tasks/inputs.js';
import {KNATIVE} from '../../tasks/knative/kinds.js';
import {readReadiness, type WantedObject} from '../../tasks/readiness/request.js';
import {helmCallOf, helmCallsIn} from './helm-calls.js';
import {secretNameOf, secretPath} from './rules/secrets.js';
import type {Subject, TaskUse, World} from './world.js';

/** Rights that an item of an action needs. */
export interface Need {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name?: string;
  /** Who needs it, in words: `helm upgrade`. */
  readonly what: string;
  readonly path: FieldPath;
  /** A warning where it is guessed from what a script says. */
  readonly severity: Severity;
}

/** What the items of the actions are known to need; what programs do by themselves nobody knows. */
export async function needsOf(subject: Subject, world: World): Promise<readonly Need[]> {
  const needs = subject.tasks.map(async (use) => [
    ...secretNeeds(use, subject),
    ...helmNeeds(use, subject),
    ...(await readinessNeeds(use, subject, world)),
    ...knativeNeeds(use, subject),
  ]);
  return (await Promise.all(needs)).flat();
}

function secretNeeds(use: TaskUse, subject: Subject): Need[] {
  const secret = secretNameOf(use, subject);
  if (secret === undefined || typeof secret === 'string') return [];
  const what = nameOfItem(use.item);
  const path = secretPath(use);
  return [{verbs: ['get'], group: '', resource: 'secrets', ...secret, what, path, severity: 'error'}];
}

const HELM_VERBS = ['get', 'list', 'create', 'update', 'delete'];

/** Helm keeps what it has released in Secrets. */
function helmNeeds({item, path}: TaskUse, {experiment}: Subject): Need[] {
  return helmUses(item)
    .map(({namespace = experiment.namespace, ...use}) => ({...use, namespace}))
    .filter(({namespace}) => isPlain(namespace))
    .map((use) => ({verbs: HELM_VERBS, group: '', resource: 'secrets', path, ...use}));
}

interface HelmUse extends Pick<Need, 'what' | 'severity'> {
  /** Of the release; undefined: that of the experiment. */
  readonly namespace: string | undefined;
}

function helmUses(item: ActionItem): HelmUse[] {
  const task = nameOfItem(item);
  const text = (name: string) => inputOf(item.inputs, name).text();
  if (task === 'common/promote-helm') return [{what: task, namespace: text('namespace'), severity: 'error'}];
  const calls =
    task === 'common/exec'
      ? helmCallOf(text('cmd') ?? '', textsOf(inputOf(item.inputs, 'args')))
      : helmCallsIn(item.script ?? text('script') ?? '');
  return calls.map(({verb, namespace}) => ({what: `helm ${verb}`, namespace, severity: 'warning'}));
}

/** Whether a text is what it will be: no placeholder, no variable of a shell. */
function isPlain(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

async function readinessNeeds({item, path}: TaskUse, {experiment}: Subject, world: World): Promise<Need[]> {
  if (nameOfItem(item) !== 'common/readiness') return [];
  const needs = objectsOf(item, experiment).map((object) => readingNeed(object, path, world));
  return (await Promise.all(needs)).flat();
}

/** None where the experiment has weights that cannot be used, which its text shows. */
function objectsOf(item: ActionItem, experiment: Experiment): readonly WantedObject[] {
  try {
    return readReadiness(item, experiment).objects;
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'INVALID') return [];
    throw error;
  }
}

async function readingNeed(object: WantedObject, path: FieldPath, {cluster, signal}: World): Promise<Need[]> {
  const kind =
    object.from === 'inputs'
      ? await cluster.findResource(object.type, {signal})
      : await cluster.findKind({group: object.target.first.group, kind: object.target.first.kind}, {signal});
  if (!kind?.isNamespaced) return [];
  const {group, plural: resource} = kind;
  const {namespace, label: what} = object;
  return [{verbs: ['get'], group, resource, namespace, what, path, severity: 'error'}];
}

function knativeNeeds({item, path}: TaskUse, {experiment}: Subject): Need[] {
  if (nameOfItem(item) !== 'knative/init-experiment') return [];
  const [namespace = '', name] = experiment.spec.target.split('/');
  if (name === undefined) return [];
  return ['services', 'revisions'].map((resource) => ({
    verbs: ['get'],
    group: KNATIVE,
    resource,
    namespace,
    what: nameOfItem(item),
    path,
    severity: 'error',
  }));
}
