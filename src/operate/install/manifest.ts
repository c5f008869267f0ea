import type {JsonObject} from '../../experiment/json.js';
import {LABELS} from './labels.js';

/** What all objects that are installed begin with. */
export function manifest(
  apiVersion: string,
  kind: string,
  {name, namespace, labels}: {name: string; namespace?: string; labels?: JsonObject},
): JsonObject {
  return {
    apiVersion,
    kind,
    metadata: {name, ...(namespace !== undefined && {namespace}), labels: {...LABELS, ...labels}},
  };
}

export function namespaceObject(name: string): JsonObject {
  return manifest('v1', 'Namespace', {name});
}
