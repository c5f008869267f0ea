import {Field} from './field.js';
import type {JsonObject} from './json.js';

/**
 * The versions of an Experiment as they are written, baseline first, also where the Helm tutorial has them by a mistake in
 * its indentation: beside `versionInfo`. None in v1alpha1 and v1alpha2, where versions are names.
 */
export function versionFields(resource: JsonObject): Field[] {
  const spec = new Field(resource).get('spec');
  const info = spec.get('versionInfo');
  const places = [info.exists ? info : spec, spec];
  return places.flatMap((place) => [place.get('baseline'), ...place.get('candidates').items()]).filter(isVersion);
}

function isVersion(field: Field): boolean {
  return field.exists && typeof field.value === 'object';
}
