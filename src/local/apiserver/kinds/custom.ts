import type {Json, JsonObject} from '../../../experiment/json.js';
import {isObject} from '../../../experiment/json.js';
import {objectOf, objectsOf, textOf, textsOf, valueAt} from '../object.js';
import {schemaOfVersion} from '../schema/schema.js';
import {printerColumns} from '../table/printer-columns.js';
import {unchecked} from './checks.js';
import {unchanged} from './prepare.js';
import type {ResourceType, Subresource} from './resource-type.js';

/** The kinds that a CustomResourceDefinition defines: one for each version that is served. */
export function customTypes(definition: JsonObject): readonly ResourceType[] {
  const spec = objectOf(definition.spec);
  return objectsOf(spec.versions)
    .filter(({served}) => served === true)
    .map((version) => customType(spec, version));
}

function customType(spec: JsonObject, version: JsonObject): ResourceType {
  const names = objectOf(spec.names);
  const group = textOf(spec.group);
  const plural = textOf(names.plural);
  return {
    group,
    version: textOf(version.name),
    kind: textOf(names.kind),
    plural,
    singular: textOf(names.singular) || textOf(names.kind).toLowerCase(),
    shortNames: textsOf(names.shortNames),
    categories: textsOf(names.categories),
    isNamespaced: spec.scope === 'Namespaced',
    subresources: subresourcesOf(version),
    storage: `${plural}.${group}`,
    schema: schemaOfVersion(version),
    isCustom: true,
    countsGenerations: true,
    createsOnUpdate: false,
    isReview: false,
    warning: deprecation(`${group}/${textOf(version.name)} ${textOf(names.kind)}`, version),
    columns: printerColumns(version),
    selectableFields: selectableFields(version),
    prepare: unchanged,
    check: unchecked,
    fromStorage: unchanged,
    toStorage: unchanged,
  };
}

function deprecation(name: string, {deprecated, deprecationWarning}: JsonObject): string | undefined {
  return deprecated === true ? textOf(deprecationWarning) || `${name} is deprecated` : undefined;
}

function subresourcesOf(version: JsonObject): readonly Subresource[] {
  return isObject(valueAt(version, 'subresources', 'status')) ? ['status'] : [];
}

function selectableFields(version: JsonObject): readonly string[] {
  return objectsOf(version.selectableFields).map(({jsonPath}) => textOf(jsonPath).replace(/^\./, ''));
}

/** The version in which objects are stored. */
function storageVersion(definition: JsonObject): string {
  const versions = objectsOf(valueAt(definition, 'spec', 'versions'));
  return textOf(versions.find(({storage}) => storage === true)?.name);
}

/** Fills in what a definition may leave out. */
export function prepareDefinition(definition: JsonObject): JsonObject {
  const spec = objectOf(definition.spec);
  const names = objectOf(spec.names);
  const kind = textOf(names.kind);
  const filled: JsonObject = {singular: kind.toLowerCase(), listKind: `${kind}List`, ...names};
  return {...definition, spec: {conversion: {strategy: 'None'}, ...spec, names: filled}};
}

/** The status of a definition that is served from now on. */
export function establishedStatus(definition: JsonObject, time: string): JsonObject {
  const before = objectOf(definition.status);
  const stored = new Set([...textsOf(before.storedVersions), storageVersion(definition)]);
  return {
    ...before,
    acceptedNames: valueAt(definition, 'spec', 'names'),
    storedVersions: [...stored],
    conditions: [
      condition(before, {type: 'NamesAccepted', reason: 'NoConflicts', message: 'no conflicts found'}, time),
      condition(
        before,
        {type: 'Established', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted'},
        time,
      ),
    ],
  };
}

function condition(before: JsonObject, wanted: JsonObject, time: string): Json {
  const known = objectsOf(before.conditions).find(({type}) => type === wanted.type);
  return known ?? {lastTransitionTime: time, status: 'True', ...wanted};
}
