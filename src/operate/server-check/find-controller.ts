import type {Cluster} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {DEFAULT_ROUTERS, parseRouter, type TrafficPolicy} from '../../traffic/policy.js';
import {CONTROLLER} from '../install/controller.js';
import {DEPLOYMENT_KIND, nameOf} from '../install/kinds.js';
import {MANAGED_SELECTOR} from '../install/labels.js';
import {listIfServed} from '../install/list.js';
import type {Account} from '../install/rbac.js';

/** The controller that is installed, as its Deployment says. */
export interface InstalledController {
  readonly deployment: JsonObject;
  /** Where metrics without a namespace are looked for. */
  readonly namespace: string;
  readonly account: Account;
  /** Whether actions run as child processes of it, with its own rights; else in Jobs. */
  readonly runsTasksItself: boolean;
  /** Of the Jobs. */
  readonly image: string;
  readonly policy: TrafficPolicy;
}

/**
 * What `install` has made, in whichever namespace; the first of several.
 *
 * @returns undefined when there is none: a controller may still run outside of the cluster
 * @throws Iter8Error FORBIDDEN where we may not look
 */
export async function findController(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<InstalledController | undefined> {
  const found = await listIfServed(cluster, DEPLOYMENT_KIND, {labelSelector: MANAGED_SELECTOR}, signal);
  const deployment = found.find((object) => nameOf(object).name === CONTROLLER);
  return deployment && readController(deployment);
}

function readController(deployment: JsonObject): InstalledController {
  const {namespace = 'default'} = nameOf(deployment);
  const pod = new Field(deployment).get('spec', 'template', 'spec');
  const [container] = pod.get('containers').items();
  const flags = flagsOf(container?.get('args').items() ?? []);
  const image = container?.get('image').text() ?? '';
  const routers = flags.get('routers')?.map(parseRouter) ?? DEFAULT_ROUTERS;
  return {
    deployment,
    namespace: flags.get('install-namespace')?.at(-1) ?? namespace,
    account: {namespace, name: pod.get('serviceAccountName').text() ?? 'default'},
    runsTasksItself: flags.has('local-tasks'),
    image: flags.get('task-image')?.at(-1) ?? image,
    policy: {routers, allowedNamespaces: flags.get('allow-namespace') ?? []},
  };
}

/** `--name=value`, `--name value` and `--name`. */
function flagsOf(fields: readonly Field[]): ReadonlyMap<string, readonly string[]> {
  const words = fields.map((field) => field.text() ?? '');
  const flags = new Map<string, string[]>();
  for (const [at, word] of words.entries()) {
    const [, name, inline] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[at + 1];
    const value = inline ?? (next?.startsWith('-') === false ? next : undefined);
    flags.set(name, [...(flags.get(name) ?? []), ...(value === undefined ? [] : [value])]);
  }
  return flags;
}
