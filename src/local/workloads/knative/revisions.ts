import {isDeepStrictEqual} from 'node:util';
import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, namespaceOf, objectOf, textOf, valueAt} from '../../apiserver/object.js';
import {ownerReference} from '../owners.js';

export const GROUP = 'serving.knative.dev';
export const SERVICE_LABEL = `${GROUP}/service`;
const CONFIGURATION_LABEL = `${GROUP}/configuration`;
const GENERATION_LABEL = `${GROUP}/configurationGeneration`;

/** The Revision that a Service's template asks for. */
export type Wanted =
  | {readonly kind: 'existing'; readonly name: string}
  | {readonly kind: 'new'; readonly revision: JsonObject}
  /** The template has the name of a Revision that is another. */
  | {readonly kind: 'taken'; readonly name: string};

/**
 * What Knative's configuration controller decides: a template with a name means the Revision of that name, which must
 * have the same spec; one without a name means a new Revision, unless it is that of the latest one.
 *
 * @param revisions of the Service
 */
export function wantedRevision(service: JsonObject, revisions: readonly JsonObject[]): Wanted {
  const template = objectOf(valueAt(service, 'spec', 'template'));
  const name = nameOf(template);
  const latest = [...revisions].sort((a, b) => generationOf(b) - generationOf(a))[0];
  if (name === '') {
    if (latest && isOf(template, latest)) return {kind: 'existing', name: nameOf(latest)};
    return {kind: 'new', revision: newRevision(service, latest)};
  }
  const existing = revisions.find((revision) => nameOf(revision) === name);
  if (!existing) return {kind: 'new', revision: newRevision(service, latest)};
  return isDeepStrictEqual(existing.spec, objectOf(template.spec))
    ? {kind: 'existing', name}
    : {kind: 'taken', name};
}

function generationOf(revision: JsonObject): number {
  return Number(textOf(objectOf(metadataOf(revision).labels)[GENERATION_LABEL])) || 0;
}

function isOf(template: JsonObject, revision: JsonObject): boolean {
  const {labels, annotations} = metadataOf(template);
  const has = metadataOf(revision);
  return (
    isDeepStrictEqual(objectOf(template.spec), revision.spec) &&
    isDeepStrictEqual(objectOf(annotations), objectOf(has.annotations)) &&
    Object.entries(objectOf(labels)).every(([key, value]) => objectOf(has.labels)[key] === value)
  );
}

function newRevision(service: JsonObject, latest: JsonObject | undefined): JsonObject {
  const template = objectOf(valueAt(service, 'spec', 'template'));
  const generation = (latest ? generationOf(latest) : 0) + 1;
  const ownLabels = {
    [SERVICE_LABEL]: nameOf(service),
    [CONFIGURATION_LABEL]: nameOf(service),
    [GENERATION_LABEL]: String(generation),
  };
  const {labels, annotations} = metadataOf(template);
  return {
    metadata: {
      name: nameOf(template) || `${nameOf(service)}-${String(generation).padStart(5, '0')}`,
      namespace: namespaceOf(service),
      labels: {...objectOf(labels), ...ownLabels},
      annotations: objectOf(annotations),
      ownerReferences: [ownerReference(service, {apiVersion: `${GROUP}/v1`, kind: 'Service'})],
    },
    spec: objectOf(template.spec),
  };
}
