import type {JsonObject} from '../../../experiment/json.js';
import type {Schema} from '../schema/schema.js';
import type {Column} from '../table/column.js';
import type {Check} from './checks.js';

export type Subresource = 'status' | 'scale' | 'log';

/** A kind in one of its versions, as it stands in paths and in discovery. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  readonly subresources: readonly Subresource[];
  /** Objects of all versions of a kind are stored under the same name. */
  readonly storage: string;
  /** Of a CustomResourceDefinition; undefined: any field, nothing checked. */
  readonly schema?: Schema | undefined;
  /** Defined by a CustomResourceDefinition, with its stricter rules. */
  readonly isCustom: boolean;
  /** Counts changes of the spec in `metadata.generation`. */
  readonly countsGenerations: boolean;
  /** A PUT of a name that does not exist creates it. */
  readonly createsOnUpdate: boolean;
  /** Only POST: the server answers, and stores nothing. */
  readonly isReview: boolean;
  /** Sent with every answer: that this version is going away. */
  readonly warning?: string | undefined;
  /** Whoever deletes an object is answered with it, where other kinds say that it is gone. */
  readonly answersDeleted?: boolean;
  /** Of a Table. */
  readonly columns: readonly Column[];
  /** Fields besides metadata.name and metadata.namespace that a field selector may name. */
  readonly selectableFields: readonly string[];
  /** Fills in what a real server fills in when an object is created. */
  readonly prepare: (object: JsonObject) => JsonObject;
  /** What is refused besides what the schema says. */
  readonly check: Check;
  /** From the form in which the kind is stored to that of this version. */
  readonly fromStorage: (object: JsonObject) => JsonObject;
  readonly toStorage: (object: JsonObject) => JsonObject;
}

/** What can be done with the objects of a kind. */
export const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Under which names the two kinds are stored that the server itself acts on. */
export const NAMESPACES = 'namespaces';
export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

export function apiVersionOf(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

export function hasStatus(type: ResourceType): boolean {
  return type.subresources.includes('status');
}
