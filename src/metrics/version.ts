import {Field} from '../experiment/field.js';
import type {Experiment} from '../experiment/model.js';
import type {QueriedVersion} from './template.js';

/**
 * The versions of an experiment with their variables, baseline first.
 *
 * @throws FieldError when a variable is no text
 */
export function queriedVersions({source, spec}: Experiment): QueriedVersion[] {
  const details = versionFields(new Field(source).get('spec'));
  return spec.versions.map(({name}) => {
    const detail = details.find((field) => field.get('name').value === name);
    return {name, variables: detail ? variablesOf(detail) : new Map<string, string>()};
  });
}

/** Also where the Helm tutorial has them by a mistake in its indentation: beside `versionInfo`. */
function versionFields(spec: Field): Field[] {
  const info = spec.get('versionInfo');
  const places = [info.exists ? info : spec, spec];
  return places.flatMap((place) => [place.get('baseline'), ...place.get('candidates').items()]).filter(isVersion);
}

/** In v1alpha1 and v1alpha2 `baseline` is a name, and versions have no variables. */
function isVersion(field: Field): boolean {
  return field.exists && typeof field.value === 'object';
}

/** A list of name and value, or `tags`, the map of early v2alpha1. */
function variablesOf(version: Field): Map<string, string> {
  const early = version.get('tags').entries();
  const listed = version
    .get('variables')
    .items()
    .map((variable): [string | undefined, Field] => [variable.get('name').text(), variable.get('value')]);
  const named = [...early, ...listed].map(([name, value]) => [name ?? '', value.text() ?? ''] as const);
  return new Map(named);
}
