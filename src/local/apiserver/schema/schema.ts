import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {objectOf, objectsOf, textOf, textsOf, valueAt} from '../object.js';

/** A structural schema of a CustomResourceDefinition, read from whatever somebody applied. */
export class Schema {
  readonly type: string;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly additional: Schema | undefined;
  readonly items: Schema | undefined;
  readonly required: readonly string[];
  readonly keepsUnknown: boolean;
  readonly isIntOrString: boolean;
  readonly isNullable: boolean;
  readonly isEmbeddedResource: boolean;
  readonly listType: string;
  readonly listKeys: readonly string[];
  readonly isAtomicMap: boolean;
  readonly hasDefault: boolean;
  /** Schemas under these words check, and declare nothing. */
  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  /** Everything else: minimum, pattern, enum, … */
  readonly source: JsonObject;
  /** There is a default somewhere in it. */
  readonly hasDefaults: boolean;

  constructor(source: JsonObject) {
    this.source = source;
    this.type = textOf(source.type);
    this.properties = new Map(
      Object.entries(objectOf(source.properties)).map(([name, schema]) => [name, new Schema(objectOf(schema))]),
    );
    this.additional = additionalOf(source.additionalProperties);
    this.items = isObject(source.items) ? new Schema(source.items) : undefined;
    this.required = textsOf(source.required);
    this.keepsUnknown =
      source['x-kubernetes-preserve-unknown-fields'] === true || source.additionalProperties === true;
    this.isIntOrString = source['x-kubernetes-int-or-string'] === true;
    this.isNullable = source.nullable === true;
    this.isEmbeddedResource = source['x-kubernetes-embedded-resource'] === true;
    this.listType = textOf(source['x-kubernetes-list-type']);
    this.listKeys = textsOf(source['x-kubernetes-list-map-keys']);
    this.isAtomicMap = source['x-kubernetes-map-type'] === 'atomic';
    this.hasDefault = source.default !== undefined;
    this.allOf = objectsOf(source.allOf).map((branch) => new Schema(branch));
    this.anyOf = objectsOf(source.anyOf).map((branch) => new Schema(branch));
    this.oneOf = objectsOf(source.oneOf).map((branch) => new Schema(branch));
    this.hasDefaults = this.hasDefault || this.inner().some(({hasDefaults}) => hasDefaults);
  }

  /** The schema of a member; undefined where none is declared. */
  member(name: string): Schema | undefined {
    return this.properties.get(name) ?? this.additional;
  }

  private inner(): Schema[] {
    return [...this.properties.values(), this.additional, this.items].filter((schema) => schema !== undefined);
  }
}

function additionalOf(value: Json | undefined): Schema | undefined {
  return isObject(value) ? new Schema(value) : undefined;
}

/** The schema of one version of a CustomResourceDefinition. */
export function schemaOfVersion(version: JsonObject): Schema | undefined {
  const source = valueAt(version, 'schema', 'openAPIV3Schema');
  return isObject(source) ? new Schema(source) : undefined;
}
