import type {Json, JsonObject} from '../../../experiment/json.js';
import {type Cause, invalidValue, requiredValue, unsupportedValue} from '../causes.js';
import {isList, nameOf, objectOf, objectsOf, textOf, valueAt} from '../object.js';

/** What is wrong with a CustomResourceDefinition itself. */
export function definitionProblems(definition: JsonObject): readonly Cause[] {
  const spec = objectOf(definition.spec);
  const names = objectOf(spec.names);
  const name = nameOf(definition);
  const expected = `${textOf(names.plural)}.${textOf(spec.group)}`;
  return [
    ...(name === expected
      ? []
      : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]),
    ...missing('spec.group', spec.group),
    ...missing('spec.names.plural', names.plural),
    ...missing('spec.names.kind', names.kind),
    ...scopeProblems(spec),
    ...versionProblems(objectsOf(spec.versions)),
  ];
}

function missing(field: string, value: Json | undefined): readonly Cause[] {
  return textOf(value) === '' ? [requiredValue(field)] : [];
}

function scopeProblems({scope}: JsonObject): readonly Cause[] {
  if (scope === 'Namespaced' || scope === 'Cluster') return [];
  return [unsupportedValue('spec.scope', textOf(scope), ['Cluster', 'Namespaced'])];
}

function versionProblems(versions: readonly JsonObject[]): readonly Cause[] {
  const stored = versions.filter(({storage}) => storage === true).length;
  const counted: readonly Cause[] =
    stored === 1
      ? []
      : [invalidValue('spec.versions', '', 'must have exactly one version marked as storage version')];
  return [...counted, ...versions.flatMap((version, index) => schemaProblems(version, `spec.versions[${index}]`))];
}

function schemaProblems(version: JsonObject, path: string): readonly Cause[] {
  const field = `${path}.schema.openAPIV3Schema`;
  const schema = valueAt(version, 'schema', 'openAPIV3Schema');
  if (schema === undefined) return [requiredValue(field, 'schemas are required')];
  return structureProblems(objectOf(schema), field, true);
}

/** A structural schema says the type of everything, so that unknown fields can be told and dropped. */
function structureProblems(schema: JsonObject, field: string, isRoot: boolean): readonly Cause[] {
  const isOpen =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const type = textOf(schema.type);
  if (type === '' && (isRoot || !isOpen)) {
    return [requiredValue(`${field}.type`, 'must not be empty for specified object fields')];
  }
  if (isRoot && type !== 'object') return [invalidValue(`${field}.type`, type, 'must be object at the root')];
  return innerProblems(schema, field);
}

function innerProblems(schema: JsonObject, field: string): readonly Cause[] {
  const members = Object.entries(objectOf(schema.properties)).flatMap(([name, member]) =>
    structureProblems(objectOf(member), `${field}.properties[${name}]`, false),
  );
  const others = (['items', 'additionalProperties'] as const).flatMap((word) => {
    const inner = schema[word];
    const isSchema = typeof inner === 'object' && inner !== null && !isList(inner);
    return isSchema ? structureProblems(objectOf(inner), `${field}.${word}`, false) : [];
  });
  return [...members, ...others];
}
