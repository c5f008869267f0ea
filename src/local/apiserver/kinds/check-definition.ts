import type {JsonObject} from '../../../experiment/json.js';
import type {Cause} from '../api-error.js';
import {isList, nameOf, objectOf, objectsOf, textOf, valueAt} from '../object.js';

/** What is wrong with a CustomResourceDefinition itself. */
export function definitionProblems(definition: JsonObject): readonly Cause[] {
  const spec = objectOf(definition.spec);
  const names = objectOf(spec.names);
  const expected = `${textOf(names.plural)}.${textOf(spec.group)}`;
  return [
    ...(nameOf(definition) === expected
      ? []
      : [wrong('metadata.name', nameOf(definition), `must be spec.names.plural+"."+spec.group`)]),
    ...missing('spec.group', spec.group),
    ...missing('spec.names.plural', names.plural),
    ...missing('spec.names.kind', names.kind),
    ...scopeProblems(spec),
    ...versionProblems(objectsOf(spec.versions)),
  ];
}

function missing(field: string, value: unknown): readonly Cause[] {
  if (typeof value === 'string' && value !== '') return [];
  return [{reason: 'FieldValueRequired', message: 'Required value', field}];
}

function wrong(field: string, value: string, why: string): Cause {
  return {reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field};
}

function scopeProblems({scope}: JsonObject): readonly Cause[] {
  if (scope === 'Namespaced' || scope === 'Cluster') return [];
  const message = `Unsupported value: ${JSON.stringify(textOf(scope))}: supported values: "Cluster", "Namespaced"`;
  return [{reason: 'FieldValueNotSupported', message, field: 'spec.scope'}];
}

function versionProblems(versions: readonly JsonObject[]): readonly Cause[] {
  const stored = versions.filter(({storage}) => storage === true).length;
  const counted: readonly Cause[] =
    stored === 1 ? [] : [wrong('spec.versions', '', 'must have exactly one version marked as storage version')];
  return [...counted, ...versions.flatMap((version, index) => schemaProblems(version, `spec.versions[${index}]`))];
}

function schemaProblems(version: JsonObject, path: string): readonly Cause[] {
  const field = `${path}.schema.openAPIV3Schema`;
  const schema = valueAt(version, 'schema', 'openAPIV3Schema');
  if (schema === undefined)
    return [{reason: 'FieldValueRequired', message: 'Required value: schemas are required', field}];
  return structureProblems(objectOf(schema), field, true);
}

/** A structural schema says the type of everything, so that unknown fields can be told and dropped. */
function structureProblems(schema: JsonObject, field: string, isRoot: boolean): readonly Cause[] {
  const isOpen =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const type = textOf(schema.type);
  if (type === '' && (isRoot || !isOpen)) {
    return [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: must not be empty for specified object fields',
        field: `${field}.type`,
      },
    ];
  }
  if (isRoot && type !== 'object') return [wrong(`${field}.type`, type, 'must be object at the root')];
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
