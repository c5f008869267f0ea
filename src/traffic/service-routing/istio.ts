import {Field} from '../../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {changedObjects, freeName, isHostOf, isOurs, labelName, nameOf, newObject, withSpec} from './ours.js';
import type {IstioRouters, RoutedVersions, ServiceRouting, ServiceVersion} from './service-routing.js';
import {objectsOf} from './split.js';
import {labelsOf, labelsThatTell, selectsAlone} from './tell-apart.js';
import {planVirtualService} from './virtual-service.js';

/** The subset of each version by its name, the baseline's first, and the DestinationRule that has them all. */
interface Subsets {
  readonly destinationRule: JsonObject | undefined;
  readonly names: ReadonlyMap<string, string>;
}

/** The DestinationRule goes first: a VirtualService that names a subset nobody knows loses its requests. */
export function planIstio(service: JsonObject, versions: RoutedVersions, found: IstioRouters): ServiceRouting {
  const subsets = planSubsets(service, versions, found);
  const {virtualService, weightObjRefs} = planVirtualService(service, subsets.names, found);
  const wanted = [...(subsets.destinationRule ? [subsets.destinationRule] : []), virtualService];
  return {
    objects: changedObjects(wanted, [...found.destinationRules, ...found.virtualServices]),
    weightObjRefs,
  };
}

function planSubsets(service: JsonObject, versions: RoutedVersions, found: IstioRouters): Subsets {
  const rules = rulesOf(service, found);
  const chosen = rules.find(isOurs) ?? rules[0] ?? newRule(service, found);
  const foreign = rules.filter((rule) => rule !== chosen).flatMap(subsetsOf);
  const routed = [versions.baseline, ...versions.candidates];
  const everyone = [...routed, ...(versions.others ?? [])];
  let own = subsetsOf(chosen);
  const names = new Map<string, string>();
  for (const version of routed) {
    const others = everyone.filter((other) => other !== version);
    const there = [...own, ...foreign].find((subset) => isSubsetOf(subset, version, others));
    const subset = there ?? newSubset(version, others, {own, foreign, isOurs: isOurs(chosen)});
    if (!there) own = [...own.filter((other) => other.name !== subset.name), subset];
    names.set(version.name, new Field(subset).get('name').requiredText());
  }
  const kept = isOurs(chosen) ? usedSubsets(own, names, found) : own;
  const isNeeded = kept.length > 0 || rules.length > 0;
  return {destinationRule: isNeeded ? withSpec(chosen, {subsets: kept}) : undefined, names};
}

/** Those that hold for all clients. */
function rulesOf(service: JsonObject, {destinationRules}: IstioRouters): readonly JsonObject[] {
  return destinationRules.filter((rule) => {
    const spec = new Field(rule).get('spec');
    return isHostOf(service, spec.get('host').text()) && !spec.get('workloadSelector').exists;
  });
}

function newRule(service: JsonObject, {apiVersion, destinationRules}: IstioRouters): JsonObject {
  const name = freeName(nameOf(service), (taken) => destinationRules.some((rule) => nameOf(rule) === taken));
  return withSpec(newObject(service, apiVersion, 'DestinationRule', name), {host: nameOf(service)});
}

function subsetsOf(rule: JsonObject): readonly JsonObject[] {
  return objectsOf(new Field(rule).get('spec', 'subsets'));
}

/** The version whose Pods alone a subset has; undefined: none of them. */
export function versionOfSubset(
  service: JsonObject,
  subset: string | undefined,
  versions: readonly ServiceVersion[],
  found: IstioRouters,
): ServiceVersion | undefined {
  const named = rulesOf(service, found)
    .flatMap(subsetsOf)
    .find(({name}) => name === subset);
  return (
    named &&
    versions.find((version) =>
      isSubsetOf(
        named,
        version,
        versions.filter((other) => other !== version),
      ),
    )
  );
}

function isSubsetOf(subset: JsonObject, version: ServiceVersion, others: readonly ServiceVersion[]): boolean {
  return selectsAlone(labelsOf(new Field(subset).get('labels')), version, others);
}

/** Where subsets are written to, and what names they may not take. */
interface SubsetHome {
  readonly own: readonly JsonObject[];
  readonly foreign: readonly JsonObject[];
  readonly isOurs: boolean;
}

/** A subset of ours that means other Pods by now is written anew; one made by hand stays. */
function newSubset(version: ServiceVersion, others: readonly ServiceVersion[], home: SubsetHome): JsonObject {
  const taken = home.isOurs ? home.foreign : [...home.own, ...home.foreign];
  const name = freeName(labelName(version.name), (word) => taken.some((subset) => subset.name === word));
  return {name, labels: labelsThatTell(version, others)};
}

/** In a rule of ours, subsets of versions that are gone are left out once no route names them. */
function usedSubsets(
  subsets: readonly JsonObject[],
  names: ReadonlyMap<string, string>,
  {virtualServices}: IstioRouters,
): readonly JsonObject[] {
  const used = new Set<Json | undefined>([...names.values(), ...virtualServices.flatMap(subsetsNamedIn)]);
  return subsets.filter(({name}) => used.has(name));
}

function subsetsNamedIn(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(subsetsNamedIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    return key === 'subset' && typeof inner === 'string' ? [inner] : subsetsNamedIn(inner);
  });
}
