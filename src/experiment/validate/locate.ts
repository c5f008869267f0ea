import {type Document, isCollection, isMap, type Node, type YAMLMap} from 'yaml';
import type {FieldPath} from '../field.js';
import type {Resource} from '../reading/resource.js';
import {type Member, memberOf, nodeOf, resourceDocument} from '../reading/yaml-text.js';
import type {Finding} from './finding.js';

/** A part of a text, by offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A field as it stands in a text. */
export interface FieldNode extends Member {
  /** The map that has the field. */
  readonly parent: YAMLMap | undefined;
  /** Whether it is inside of something that an alias elsewhere may repeat, so that a change here would be one there too. */
  readonly isShared: boolean;
}

/** Finds the fields of one resource in the text it was read from. Offsets count from the start of that text. */
export class Locator {
  private readonly document: Document;
  private readonly source: string;

  constructor(private readonly resource: Resource) {
    this.document = resourceDocument(resource);
    this.source = resource.source.text;
  }

  /** The field itself; undefined if it is not written there, but comes from an alias or a merge. */
  field(path: FieldPath): FieldNode | undefined {
    let found: FieldNode = {
      key: undefined,
      value: nodeOf(this.document.contents),
      parent: undefined,
      isShared: false,
    };
    for (const key of [...this.resource.root, ...path]) {
      const next = memberOf(found.value, key);
      if (!next) return undefined;
      const parent = isMap(found.value) ? found.value : undefined;
      found = {...next, parent, isShared: found.isShared || isAnchored(found.value)};
    }
    return found;
  }

  /** Where in the text a node stands, its value alone. */
  span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return {start: this.resource.start + start, end: this.resource.start + end};
  }

  /** Where to point for a finding: at the key or value, or at the closest place above that is written there. */
  offsetOf({path, at}: Pick<Finding, 'path' | 'at'>): number {
    for (let length = path.length; length > 0; length -= 1) {
      const found = this.field(path.slice(0, length));
      if (!found) continue;
      const isHere = length === path.length && at === 'value' && !isEmpty(found.value);
      const node = (isHere ? found.value : found.key) ?? found.value;
      if (node) return this.span(node).start;
    }
    const top = this.field([])?.value;
    return top ? this.span(top).start : this.firstCharacter();
  }

  private firstCharacter(): number {
    return this.resource.start + Math.max(0, this.source.slice(this.resource.start).search(/\S/));
  }
}

/** A value that is left out, as in `versionInfo:`. */
function isEmpty(node: Node | undefined): boolean {
  return !node?.range || node.range[0] === node.range[1];
}

function isAnchored(node: Node | undefined): boolean {
  return isCollection(node) && node.anchor !== undefined;
}
