import type {Cluster} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import {type RouterVersion, versionsOfRouter} from '../../traffic/router-versions.js';
import {identityOf} from '../stored-experiment.js';
import {flagError} from './flag-error.js';

/** What `--from` can name, by what kubectl calls it. */
export const ROUTERS: Readonly<Record<string, {readonly group: string; readonly kind: string}>> = {
  ksvc: {group: 'serving.knative.dev', kind: 'Service'},
  virtualservice: {group: 'networking.istio.io', kind: 'VirtualService'},
  vs: {group: 'networking.istio.io', kind: 'VirtualService'},
  httproute: {group: 'gateway.networking.k8s.io', kind: 'HTTPRoute'},
};

const FORMS = 'such as ksvc/sample-app, virtualservice/checkout, httproute/checkout or deployment/checkout-v2';

/** What an object that splits traffic says of an experiment on it. */
export interface RouterProposal {
  /** Its name. */
  readonly target: string;
  readonly baseline: string;
  readonly candidates: readonly string[];
  readonly versions: readonly RouterVersion[];
}

/**
 * Reads an object that splits traffic.
 *
 * @param text `ksvc/sample-app`
 * @throws Iter8Error INVALID for another form or kind; NOT_FOUND
 */
export async function readRouter(cluster: Cluster, text: string): Promise<JsonObject> {
  const [, word = '', name] = /^([A-Za-z]+)\/([^/]+)$/.exec(text) ?? [];
  const wanted = Object.hasOwn(ROUTERS, word.toLowerCase()) ? ROUTERS[word.toLowerCase()] : undefined;
  if (!wanted || name === undefined) throw flagError('from', `${text} is not KIND/NAME of a known kind`, FORMS);
  const kind = await cluster.findKind(wanted);
  if (kind) return cluster.get(kind, {namespace: cluster.namespace, name});
  throw flagError('from', `the cluster knows no ${wanted.kind} of ${wanted.group}`, FORMS);
}

/**
 * The experiment that suggests itself: the version with the most traffic is the baseline, the others of the same rule are
 * candidates.
 *
 * @param chosen versions that the command line names; undefined or empty: as suggested
 * @throws Iter8Error INVALID when the object has no version, or none of a name that is chosen
 */
export function proposeExperiment(
  object: JsonObject,
  chosen: {readonly baseline?: string | undefined; readonly candidates: readonly string[]},
): RouterProposal {
  const versions = versionsOfRouter(object);
  const target = identityOf(object).name;
  const named = [...(chosen.baseline === undefined ? [] : [chosen.baseline]), ...chosen.candidates];
  for (const name of named) requireKnown(name, versions);
  const split = splitOf(versions, named);
  const baseline = chosen.baseline ?? heaviest(split, chosen.candidates)?.name;
  if (baseline === undefined)
    throw flagError('from', `${target} splits no traffic`, 'name versions with --baseline');
  const others = split.map(({name}) => name).filter((name) => name !== baseline);
  return {target, baseline, candidates: chosen.candidates.length > 0 ? chosen.candidates : others, versions};
}

function requireKnown(name: string, versions: readonly RouterVersion[]): void {
  if (versions.some((version) => version.name === name)) return;
  throw flagError(
    'from',
    `there is no version "${name}"`,
    `versions are ${versions.map((each) => each.name).join(', ')}`,
  );
}

/** The versions of the rule of the first that is named, else of the first rule that splits at all. */
function splitOf(versions: readonly RouterVersion[], named: readonly string[]): readonly RouterVersion[] {
  const sizeOf = (rule: number) => versions.filter((version) => version.rule === rule).length;
  const first =
    versions.find(({name}) => name === named[0]) ?? versions.find(({rule}) => sizeOf(rule) > 1) ?? versions[0];
  return versions.filter(({rule}) => rule === first?.rule);
}

function heaviest(split: readonly RouterVersion[], candidates: readonly string[]): RouterVersion | undefined {
  const others = split.filter(({name}) => !candidates.includes(name));
  return others.toSorted((a, b) => b.currentWeight - a.currentWeight)[0];
}
