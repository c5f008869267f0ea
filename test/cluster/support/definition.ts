import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {until} from './until.js';

export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A kind of objects in namespaces, which an API server keeps as they are, whatever is in them. */
export interface FreeKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  /** Whether the status is written apart. */
  readonly hasStatus?: boolean;
}

/** The definition of such a kind, version v1. */
export function definitionOf({group, kind, plural, shortNames = [], hasStatus = false}: FreeKind): JsonObject {
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    ...(hasStatus && {subresources: {status: {}}}),
    schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      ...(group.endsWith('.k8s.io') && {
        annotations: {'api-approved.kubernetes.io': 'unapproved, for tests on one machine'},
      }),
    },
    spec: {
      group,
      names: {kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames},
      scope: 'Namespaced',
      versions: [version],
    },
  };
}

/** Resolves when the server takes requests for the kind, and tells clients that it does: neither comes first. */
export async function untilServed(
  {client}: Pick<TestCluster, 'client'>,
  definition: {readonly spec?: unknown},
): Promise<void> {
  const {group, plural, versions} = namesOf(definition);
  const answers = async (path: string) => (await client.request('GET', `/apis/${group}/${path}`)).body;
  const isServed = async (version: string) => {
    const [told, resources, list] = await Promise.all(['', version, `${version}/${plural}`].map(answers));
    return (
      hasName(told?.versions, 'version', version) && hasName(resources?.resources, 'name', plural) && !!list?.items
    );
  };
  for (const version of versions) await until(() => isServed(version), `the server knows ${plural}.${group}`);
}

function namesOf({spec}: {readonly spec?: unknown}) {
  const {group, names, versions} = spec as {
    group: string;
    names: {plural: string};
    versions: readonly {name: string; served: boolean}[];
  };
  const served = versions.filter((version) => version.served).map(({name}) => name);
  return {group, plural: names.plural, versions: served};
}

function hasName(entries: unknown, key: string, name: string): boolean {
  return Array.isArray(entries) && (entries as JsonObject[]).some((entry) => entry[key] === name);
}

/** Resolves when the server has forgotten the kind, so that the next test does not take it for served. */
export async function removeDefinition({client}: Pick<TestCluster, 'client'>, name: string): Promise<void> {
  const path = `${DEFINITIONS}/${name}`;
  const [plural = '', ...group] = name.split('.');
  const isUnknown = async (each: string) => (await client.request('GET', each)).status === 404;
  await client.ok('DELETE', path);
  await until(() => isUnknown(path), `${name} is gone`);
  await until(() => isUnknown(`/apis/${group.join('.')}/v1/${plural}`), `${name} is served no more`);
}
