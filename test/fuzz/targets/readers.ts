import assert from 'node:assert/strict';
import fc from 'fast-check';
import {isAlias, isScalar, type Node} from 'yaml';
import {isObject, type Json} from '../../../src/experiment/json.js';
import {formatJson, parseJson} from '../../../src/experiment/json-format.js';
import {readExperiments, readResources} from '../../../src/experiment/reading/experiments.js';
import {readJson} from '../../../src/experiment/reading/json-resources.js';
import type {Resource} from '../../../src/experiment/reading/resource.js';
import {decodeText} from '../../../src/experiment/reading/source.js';
import {formatYaml} from '../../../src/experiment/reading/yaml-format.js';
import {readYaml} from '../../../src/experiment/reading/yaml-resources.js';
import {memberOf, nodeOf, offsetOf, resourceDocument} from '../../../src/experiment/reading/yaml-text.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {allOf, assertPrintable, assertSameData, unlessRefused} from '../support/laws.js';
import {JSON_SEEDS, YAML_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const NAME = 'input';

function read(text: string): Promise<Resource[] | undefined> {
  return unlessRefused(() => allOf(readResources({name: NAME, text})));
}

async function checkReading(text: string): Promise<void> {
  const resources = (await read(text)) ?? [];
  for (const resource of resources) {
    assert.ok(isObject(resource.value), 'a resource is an object');
    assert.ok(resource.start <= resource.end && resource.end <= text.length, 'it stands in the text');
    for (const path of [[], ['metadata', 'name'], ['spec', 'criteria', 'objectives', 0]]) {
      const offset = offsetOf(resource, path);
      assert.ok(offset >= 0 && offset <= text.length, 'its fields stand in the text');
    }
  }
  await unlessRefused(() => allOf(readExperiments({name: NAME, text})));
}

/** What was read, written and read again, is the same, and the writing harms no terminal. */
async function checkWriting(text: string): Promise<void> {
  for (const {value} of (await read(text)) ?? []) {
    const [yaml, json] = [formatYaml(value), formatJson(value)];
    assertPrintable(json, 'JSON');
    assertPrintable(yaml.replaceAll('\t', ' '), 'YAML');
    const [fromYaml, ...more] = await allOf(readYaml({name: NAME, text: yaml}));
    if (!isListLike(value)) {
      assert.equal(more.length, 0, 'one document is one object');
      assertSameData(fromYaml?.value, value, 'YAML is read back');
    }
    assertSameData(parseJson(json), value, 'JSON is read back');
  }
}

function isListLike({items}: Resource['value']): boolean {
  return Array.isArray(items);
}

/** Positions come from another parser than data: what it finds at a place must be what was read from there. */
async function checkAgreement(text: string): Promise<void> {
  const resources = (await unlessRefused(() => allOf(readYaml({name: NAME, text})))) ?? [];
  for (const resource of resources) {
    const document = resourceDocument(resource);
    if (document.errors.length > 0 || document.warnings.length > 0) continue;
    const start = resource.root.reduce<Node | undefined>(
      (node, key) => memberOf(node, key)?.value,
      nodeOf(document.contents),
    );
    compareNode(start, resource.value, []);
  }
}

/** What is not written there, but comes from an alias or a merge, has no place of its own. */
function compareNode(node: Node | undefined, value: Json | undefined, path: readonly string[]): void {
  const isNumberWithoutEnd = isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value);
  if (isScalar(node) && typeof value !== 'object' && !isNumberWithoutEnd)
    assertSameData(exactNumber(node.value), value, `both readers agree at ${path.join('.')}`);
  if (typeof value !== 'object' || value === null || isAlias(node)) return;
  for (const [key, child] of Object.entries(value)) {
    const member = memberOf(node, Array.isArray(value) ? Number(key) : key);
    if (member) compareNode(member.value, child, [...path, key]);
  }
}

function exactNumber(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Whatever JSON.parse takes as an object is taken here too, as the same data. */
async function checkJsonAgreement(text: string): Promise<void> {
  const ours = await unlessRefused(() => [...readJson({name: NAME, text})]);
  const theirs = parsed(text);
  if (!isObject(theirs) || isListLike(theirs)) return;
  if (ours === undefined) return; // a key that stands twice
  assert.equal(ours.length, 1, 'one object is one resource');
  assert.equal(roundedText(ours[0]?.value), roundedText(theirs), 'both readers agree');
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** With the digits that a number has. */
function roundedText(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) => (typeof child === 'bigint' ? Number(child) : child));
}

/** JSON written by JavaScript's own writer, whatever is in it, is read as it was. */
async function checkOwnJson(value: unknown): Promise<void> {
  const text = JSON.stringify({kind: 'X', value});
  const [resource] = await allOf(readResources({name: NAME, text}));
  assert.equal(roundedText(resource?.value), text);
}

export const READER_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'yaml-reader',
    law: 'YAML is read or refused in words, and every place that is told lies in the text',
    inputs: fc.oneof(mutated(YAML_SEEDS), mutated(['a: 1\n', '- a\n', 'kind: List\nitems:\n- a: 1\n']), anyText),
    check: checkReading,
  }),
  fuzzTarget({
    name: 'yaml-writer',
    law: 'what was read is written as YAML and JSON that is read back as the same, and harms no terminal',
    inputs: fc.oneof(mutated(YAML_SEEDS), mutated(JSON_SEEDS)),
    check: checkWriting,
    shortRuns: 60,
  }),
  fuzzTarget({
    name: 'yaml-agreement',
    law: 'the reader of data and the reader of positions take a text for the same data',
    inputs: fc.oneof(mutated(YAML_SEEDS), mutated(['a: 1\nb: [x, "y", 2]\nc: {d: null}\n', 'a: |\n  text\nb: >-\n  more\n'])),
    check: checkAgreement,
    shortRuns: 60,
  }), // prettier-ignore
  fuzzTarget({
    name: 'json-reader',
    law: 'JSON is read or refused in words, and as what JSON.parse takes it for',
    inputs: fc.oneof(mutated(JSON_SEEDS), mutated(['{"kind":"List","items":[{"a":1},{"b":[2]}]}', '{"a":"\\u0041"}']), anyText),
    check: async (text) => {
      await checkReading(text);
      await checkJsonAgreement(text);
    },
  }), // prettier-ignore
  fuzzTarget({
    name: 'json-values',
    law: 'any value that JavaScript writes as JSON is read as it was',
    inputs: fc.jsonValue({stringUnit: 'binary', maxDepth: 4}),
    check: checkOwnJson,
  }),
  fuzzTarget({
    name: 'bytes',
    law: 'bytes are text or refused in words',
    inputs: fc.oneof(
      fc.array(fc.nat(255), {maxLength: 60}),
      mutated(YAML_SEEDS.slice(0, 5)).map((text) => [...Buffer.from(text, 'utf16le')]),
    ),
    check: async (bytes) => {
      const source = await unlessRefused(() => decodeText(NAME, Uint8Array.from(bytes)));
      if (source) await read(source.text);
    },
  }),
];
