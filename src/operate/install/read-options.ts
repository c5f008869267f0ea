import {Iter8Error} from '../../errors.js';
import {type StackName, STACKS} from '../../metrics/ready-made/stacks.js';
import {DEFAULT_ROUTERS, parseRouter} from '../../traffic/policy.js';
import type {InstallOptions, MetricSet} from './options.js';

/** What the flags of `install` say. */
export interface InstallFlags {
  readonly namespace: string;
  readonly image: string;
  readonly 'crds-only': boolean;
  readonly 'without-controller': boolean;
  readonly routers?: readonly string[] | undefined;
  readonly 'tasks-in'?: readonly string[] | undefined;
  readonly 'secrets-in'?: readonly string[] | undefined;
  readonly 'allow-backend'?: readonly string[] | undefined;
  readonly metrics?: readonly string[] | undefined;
  readonly 'prometheus-url'?: string | undefined;
}

/** @throws Iter8Error INVALID that names the flag */
export function readInstallOptions(flags: InstallFlags): InstallOptions {
  requireUse(flags);
  return {
    namespace: namespaceName(flags.namespace, '--namespace'),
    parts: partsOf(flags),
    image: imageName(flags.image),
    routers: flags.routers?.map(parseRouter) ?? DEFAULT_ROUTERS,
    taskNamespaces: namespaceNames(flags['tasks-in'], '--tasks-in'),
    secretNamespaces: namespaceNames(flags['secrets-in'], '--secrets-in'),
    allowedBackends: flags['allow-backend'] ?? [],
    metrics: (flags.metrics ?? []).map((text) => metricSet(text, prometheusUrl(flags['prometheus-url']))),
  };
}

function partsOf(flags: InstallFlags): InstallOptions['parts'] {
  if (flags['crds-only']) return 'crds';
  return flags['without-controller'] ? 'without-controller' : 'everything';
}

/** Flags of the controller say nothing where none is installed. */
function requireUse(flags: InstallFlags): void {
  const parts = partsOf(flags);
  if (parts === 'everything') return;
  const unused = (['routers', 'tasks-in', 'secrets-in', 'allow-backend'] as const).find((name) => flags[name]);
  const flag = unused ?? (parts === 'crds' && flags.metrics ? 'metrics' : undefined);
  if (flag === undefined) return;
  const reason = parts === 'crds' ? '--crds-only' : '--without-controller';
  throw new Iter8Error('INVALID', `--${flag} does nothing with ${reason}`, 'leave out one of the two');
}

function namespaceNames(names: readonly string[] | undefined, flag: string): string[] {
  return [...new Set(names ?? [])].map((name) => namespaceName(name, flag));
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
function namespaceName(name: string, flag: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  const hint = 'lower-case letters, digits and hyphens, at most 63';
  throw new Iter8Error('INVALID', `${flag} ${JSON.stringify(name)} is no name of a namespace`, hint);
}

function imageName(image: string): string {
  if (/^[a-zA-Z0-9][\w./:@-]*$/.test(image)) return image;
  throw new Iter8Error('INVALID', `--image ${JSON.stringify(image)} is no image`, 'write registry/name:tag');
}

/** `knative`, or `knative=default` for another namespace than the stack's own. */
function metricSet(text: string, url: string | undefined): MetricSet {
  const [, stack = '', namespace] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (!isStack(stack)) {
    const known = `known are ${Object.keys(STACKS).join(', ')}`;
    throw new Iter8Error('INVALID', `--metrics ${JSON.stringify(text)} names no traffic stack`, known);
  }
  return {
    stack,
    ...(namespace !== undefined && {namespace: namespaceName(namespace, '--metrics')}),
    ...(url !== undefined && {prometheusUrl: url}),
  };
}

function isStack(word: string): word is StackName {
  return Object.hasOwn(STACKS, word);
}

function prometheusUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (isHttp) return text;
  throw new Iter8Error('INVALID', `--prometheus-url ${JSON.stringify(text)} is no URL`, 'http://HOST:PORT');
}
