import type {Field} from '../experiment/field.js';
import type {Experiment} from '../experiment/model.js';
import {versionFields} from '../experiment/version-fields.js';
import type {QueriedVersion} from './template.js';

/**
 * The versions of an experiment with their variables, baseline first.
 *
 * @throws FieldError when a variable is no text
 */
export function queriedVersions({source, spec}: Experiment): QueriedVersion[] {
  const details = versionFields(source);
  return spec.versions.map(({name}) => {
    const detail = details.find((field) => field.get('name').value === name);
    return {name, variables: detail ? variablesOf(detail) : new Map<string, string>()};
  });
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
