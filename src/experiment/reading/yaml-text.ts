import {type Document, isNode, parseDocument} from 'yaml';
import type {FieldPath} from '../field.js';
import {blankDash, type Resource} from './resource.js';

/** The YAML (or JSON) document of a resource, with comments and positions. Offsets in it count from the text's start. */
export function resourceDocument({source, start, end}: Resource): Document {
  return parseDocument(blankDash(source.text.slice(start, end)), {
    intAsBigInt: true,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
}

/**
 * Offset in the text of the value at `path`, or of the closest place above it that exists.
 *
 * @param document of the resource, for whoever looks up many places in it
 */
export function offsetOf(resource: Resource, path: FieldPath, document = resourceDocument(resource)): number {
  const fullPath = [...resource.root, ...path];
  for (let length = fullPath.length; length >= 0; length -= 1) {
    const node = document.getIn(fullPath.slice(0, length), true);
    if (isNode(node) && node.range) return resource.start + node.range[0];
  }
  return resource.start;
}
