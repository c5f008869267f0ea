import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type {FieldPath} from '../field.js';
import {blankDash, type Resource} from './resource.js';
import type {SourceText} from './source.js';

interface ParsedPart {
  readonly start: number;
  readonly end: number;
  readonly document: Document;
}

/** The document of each text that was looked at last; the items of a List in one document share it. */
const lastParsed = new WeakMap<SourceText, ParsedPart>();

/** The YAML (or JSON) document of a resource, with comments and positions. Offsets in it count from the text's start. */
export function resourceDocument({source, start, end}: Resource): Document {
  const last = lastParsed.get(source);
  if (last?.start === start && last.end === end) return last.document;
  const document = parsePart(source.text.slice(start, end));
  lastParsed.set(source, {start, end, document});
  return document;
}

/** Whether keys are unique was found out by whoever read the data; here it would take quadratic time. */
function parsePart(text: string): Document {
  return parseDocument(blankDash(text), {
    intAsBigInt: true,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
    uniqueKeys: false,
  });
}

/** Offset in the text of the value at `path`, or of the closest place above it that exists. */
export function offsetOf(resource: Resource, path: FieldPath): number {
  let node = nodeOf(resourceDocument(resource).contents);
  let offset = node?.range?.[0] ?? 0;
  for (const key of [...resource.root, ...path]) {
    node = memberOf(node, key)?.value;
    if (!node) break;
    offset = node.range?.[0] ?? offset;
  }
  return resource.start + offset;
}

/** A member of a map or list as it stands in a text. Items of lists have no key; a value may be left out. */
export interface Member {
  readonly key: Scalar | undefined;
  readonly value: Node | undefined;
}

/** undefined where the member is not written: nothing is there, or it comes from an alias or a merge. */
export function memberOf(node: Node | undefined, key: string | number): Member | undefined {
  if (isMap(node)) {
    const pair = pairsOf(node).get(String(key));
    return pair && {key: pair.key, value: nodeOf(pair.value)};
  }
  const item: unknown = isSeq(node) && typeof key === 'number' ? node.items[key] : undefined;
  return item === undefined || isPair(item) ? undefined : {key: undefined, value: nodeOf(item)};
}

export function nodeOf(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}

/** Members of maps by name, since one map may be asked for very many. */
const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair<Scalar>>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair<Scalar>> {
  const known = pairs.get(map);
  if (known) return known;
  const found = new Map<string, Pair<Scalar>>();
  for (const pair of map.items) {
    if (hasScalarKey(pair) && !found.has(String(pair.key.value))) found.set(String(pair.key.value), pair);
  }
  pairs.set(map, found);
  return found;
}

function hasScalarKey(pair: Pair): pair is Pair<Scalar> {
  return isScalar(pair.key);
}
