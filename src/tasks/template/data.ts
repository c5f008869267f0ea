import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {type Placeholder, TemplateError} from '../../experiment/task-template.js';
import type {SecretData} from '../../metrics/secrets.js';
import {queriedVersions} from '../../metrics/version.js';
import {actionOf} from '../action.js';

/** Keys of the data that no variable has made. */
const FIELDS = ['this', 'Name', 'Namespace', 'Spec', 'Status', 'secret', 'Secret'];

/** What placeholders of an experiment are filled in from. */
export interface TemplateData {
  readonly root: JsonObject;
  /** Whose variables are in it; undefined: no version is recommended yet, so there are none. */
  readonly version: string | undefined;
  /** The variables by their names, for messages. */
  readonly variables: readonly string[];
  /** Keys of the Secret, for messages; undefined: the item names none. */
  readonly secretKeys: readonly string[] | undefined;
}

/** What an item brings itself. */
export interface ItemData {
  /** Input `versionInfo`: variables by place, baseline first, that replace those of the experiment. */
  readonly overrides?: Json | undefined;
  /** Of the Secret that it names. */
  readonly secret?: SecretData | undefined;
}

/**
 * The variables of the version that is recommended for promotion (the winner, or else the baseline) and its `name`; the
 * whole experiment as `this`, and under the names that Go has for its fields (`Name`, `Spec`), as `run` had them; the keys of
 * the Secret under `secret`.
 *
 * @throws TemplateError when the overrides have no entry for the version
 */
export function templateData(experiment: Experiment, {overrides, secret}: ItemData = {}): TemplateData {
  const versions = queriedVersions(experiment);
  const {recommendedVersion} = experiment.status;
  const at = versions.findIndex(({name}) => name === recommendedVersion);
  const version = versions[at];
  const own = Object.fromEntries(version?.variables ?? []);
  const variables = version && overrides !== undefined ? overridden(overrides, at) : own;
  const {source, name, namespace} = experiment;
  const fields = {Name: name, Namespace: namespace, Spec: source.spec, Status: source.status};
  const data = secret && {secret: Object.fromEntries(secret)};
  return {
    root: {...fields, ...variables, ...(version && {name: version.name}), this: source, ...data},
    version: version?.name,
    variables: Object.keys(variables),
    secretKeys: secret && [...secret.keys()],
  };
}

function overridden(overrides: Json, at: number): JsonObject {
  const entry = Array.isArray(overrides) ? (overrides as readonly Json[])[at] : undefined;
  if (!isObject(entry)) throw new TemplateError(`versionInfo has no entry ${at + 1}, for the recommended version`);
  const variables = Array.isArray(entry.variables) ? (entry.variables as readonly Json[]).filter(isObject) : [];
  return Object.fromEntries(variables.map(({name, value}) => [typeof name === 'string' ? name : '', value]));
}

/**
 * The text that a placeholder stands for.
 *
 * @throws TemplateError when its key is not there, or holds no single value
 */
export function valueOf(placeholder: Placeholder, data: TemplateData): string {
  const {path, source} = placeholder;
  const value = path.reduce<Json | undefined>(member, data.root);
  if (value === undefined || value === null) throw new TemplateError(unknownKey(placeholder, data));
  if (typeof value !== 'object') return String(value);
  throw new TemplateError(
    `${source} is ${Array.isArray(value) ? 'a list' : 'an object'}; name a single value in it`,
  );
}

/**
 * First keys that placeholders can have with one version or another.
 *
 * @returns undefined: a start action is still to supply the versions
 */
export function variablesOfAny(experiment: Experiment): ReadonlySet<string> | undefined {
  const versions = queriedVersions(experiment);
  if (versions.length === 0) return undefined;
  const start = actionOf(experiment, 'start') ?? [];
  const found = start.some(({task}) => task === 'knative/init-experiment') ? ['namespace'] : [];
  return new Set(['name', ...versions.flatMap(({variables}) => [...variables.keys()]), ...found, ...FIELDS]);
}

/** Whether a placeholder stands for a key of a Secret: `.secret.token`, or `.Secret "token"` as `run` had it. */
export function isOfSecret({path: [first]}: Placeholder): boolean {
  return first === 'secret' || first === 'Secret';
}

/** Go names of fields begin with a capital. */
function member(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly Json[])[key] : undefined;
  if (!isObject(value)) return undefined;
  const names = [String(key), String(key).replace(/^\p{Lu}/u, (letter) => letter.toLowerCase())];
  const name = names.find((each) => Object.hasOwn(value, each));
  return name === undefined ? undefined : value[name];
}

function unknownKey(placeholder: Placeholder, data: TemplateData): string {
  const {path, source} = placeholder;
  const [first, ...rest] = path;
  if (isOfSecret(placeholder)) return unknownSecretKey(source, data);
  const isField = rest.length > 0 || FIELDS.includes(String(first));
  if (isField) return `${source} names a field that the experiment does not have`;
  const {version, variables} = data;
  if (version === undefined) return `${source} cannot be filled in: no version is recommended for promotion yet`;
  const known = ['name', ...variables].join(', ');
  return `${source} names no variable of the recommended version ${JSON.stringify(version)}, which has ${known}`;
}

function unknownSecretKey(source: string, {secretKeys}: TemplateData): string {
  if (!secretKeys) return `${source} cannot be filled in: the task names no secret`;
  return `${source} names no key of the task's secret, which has ${secretKeys.join(', ') || 'none'}`;
}
