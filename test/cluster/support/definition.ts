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

/** Resolves when the server has forgotten the kind, so that the next test does not take it for served. */
export async function removeDefinition({client}: Pick<TestCluster, 'client'>, name: string): Promise<void> {
  const path = `${DEFINITIONS}/${name}`;
  await client.ok('DELETE', path);
  await until(async () => (await client.request('GET', path)).status === 404, `${name} is gone`);
}
