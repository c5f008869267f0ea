import {Field} from './field.js';
import {isList, isObject, type Json, type JsonObject} from './json.js';

/**
 * The versions of an Experiment as they are written, baseline first, also where the Helm tutorial has them by a mistake in
 * its indentation: beside `versionInfo`. What they do not say themselves and a start action has found (`weightObjRef`,
 * variables) is filled in from `status.versionInfo`. None in v1alpha1 and v1alpha2, where versions are names.
 */
export function versionFields(resource: JsonObject): Field[] {
  const spec = new Field(resource).get('spec');
  const info = spec.get('versionInfo');
  const found = versionsIn(new Field(resource).get('status', 'versionInfo'));
  return [info, spec].flatMap(versionsIn).map((version) => completed(version, found));
}

function versionsIn(place: Field): Field[] {
  return [place.get('baseline'), ...place.get('candidates').items()].filter(isVersion);
}

function isVersion(field: Field): boolean {
  return field.exists && typeof field.value === 'object';
}

/** With what was found of the version of the same name; what the spec says goes first. */
function completed(version: Field, found: readonly Field[]): Field {
  const name = version.get('name').value;
  const other = found.find((field) => field.get('name').value === name)?.value;
  if (!isObject(other) || !isObject(version.value)) return version;
  const written = Object.fromEntries(Object.entries(version.value).filter(([, value]) => value !== null));
  const variables = withOthers(written.variables, other.variables);
  return new Field({...other, ...written, ...(variables && {variables})}, version.path);
}

function withOthers(written: Json | undefined, found: Json | undefined): Json | undefined {
  if (!isList(found) || written === undefined) return written ?? found;
  if (!isList(written)) return written; // of another type: whoever reads it says so
  const names = new Set(written.map(nameOf));
  return [...written, ...found.filter((variable) => !names.has(nameOf(variable)))];
}

function nameOf(variable: Json): Json | undefined {
  return isObject(variable) ? variable.name : undefined;
}
