import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {CORE_SCHEMA, load, mergeTag} from 'js-yaml';
import {Iter8Error} from '../../errors.js';
import {Field, FieldError} from '../../experiment/field.js';
import type {Json} from '../../experiment/json.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A context, cluster or user, and the folder from which its relative paths go. */
export interface Entry {
  readonly name: string;
  readonly fields: Field;
  readonly folder: string;
}

/** One kubeconfig, or several merged. */
export interface Kubeconfig {
  /** The files it was read from, for messages. */
  readonly source: string;
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
}

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/**
 * The kubeconfig that kubectl would take: the file that is named, else those of `KUBECONFIG` that exist, else
 * `~/.kube/config`.
 *
 * @returns undefined when none is named and none exists
 * @throws Iter8Error INVALID for a named file that is not there, and for any that cannot be read
 */
export async function loadKubeconfig(
  named: string | undefined,
  env: Environment,
): Promise<Kubeconfig | undefined> {
  const files = named === undefined ? usualFiles(env) : [named];
  const read = await Promise.all(files.map((file) => readKubeconfig(file, named === undefined)));
  const found = read.filter((config) => config !== undefined);
  return found.length === 0 ? undefined : found.reduce(merge);
}

/** Where a kubeconfig is looked for when none is named. */
export function usualFiles(env: Environment): readonly string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed)];
  return [join(env.HOME ?? env.USERPROFILE ?? homedir(), '.kube', 'config')];
}

/** As kubectl does: the first file that sets the current context, or an entry of a name, wins. */
function merge(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    source: `${first.source}, ${second.source}`,
    currentContext: first.currentContext ?? second.currentContext,
    contexts: new Map([...second.contexts, ...first.contexts]),
    clusters: new Map([...second.clusters, ...first.clusters]),
    users: new Map([...second.users, ...first.users]),
  };
}

async function readKubeconfig(file: string, mayBeMissing: boolean): Promise<Kubeconfig | undefined> {
  const text = await readText(file, mayBeMissing);
  if (text === undefined) return undefined;
  try {
    return parseKubeconfig(text, file);
  } catch (error) {
    if (error instanceof FieldError) throw unreadable(file, error.message);
    throw error;
  }
}

async function readText(file: string, mayBeMissing: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(file, code ?? message);
    if (mayBeMissing) return undefined;
    throw new Iter8Error('INVALID', `no such kubeconfig: ${file}`, 'is the path right?');
  }
}

/** The YAML reader's own message is left out: it shows lines of the file, which may hold a token. */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const fields = new Field(parseYaml(text, file));
  const current = fields.get('current-context').text();
  const folder = dirname(file);
  return {
    source: file,
    currentContext: current === '' ? undefined : current,
    contexts: entries(fields.get('contexts'), 'context', folder),
    clusters: entries(fields.get('clusters'), 'cluster', folder),
    users: entries(fields.get('users'), 'user', folder),
  };
}

function parseYaml(text: string, file: string): Json | undefined {
  if (text.trim() === '') return undefined;
  try {
    return load(text, {schema: SCHEMA}) as Json;
  } catch (error) {
    const {mark} = error as {mark?: {line?: unknown}};
    const line = typeof mark?.line === 'number' ? ` at line ${mark.line + 1}` : '';
    throw unreadable(file, `no YAML${line}`);
  }
}

function entries(list: Field, key: 'context' | 'cluster' | 'user', folder: string): Map<string, Entry> {
  const all = list.items().map((item) => ({name: item.get('name').requiredText(), fields: item.get(key), folder}));
  return new Map(all.reverse().map((entry) => [entry.name, entry]));
}

function unreadable(file: string, why: string): Iter8Error {
  return new Iter8Error(
    'INVALID',
    `cannot read the kubeconfig ${file}: ${why}`,
    'kubectl config view shows what it sees',
  );
}
