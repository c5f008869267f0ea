import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parse as parseYaml, stringify as formatYaml} from 'yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import {formatJson} from '../../../src/experiment/json-format.js';
import {readExperiments, readResources} from '../../../src/experiment/reading/experiments.js';
import type {Resource} from '../../../src/experiment/reading/resource.js';
import {decodeText} from '../../../src/experiment/reading/source.js';
import {fixture} from '../../support/golden.js';

const named = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name},
  ...more,
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const resources = (text: string): Promise<Resource[]> => all(readResources({name: 'file', text}));
const values = async (text: string) => (await resources(text)).map(({value}) => value);
const names = async (text: string) => (await all(readExperiments({name: 'file', text}))).map(({name}) => name);
const failure = async (text: string) =>
  names(text).then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  );

const list = (items: readonly unknown[]) => ({
  apiVersion: 'v1',
  kind: 'List',
  items,
  metadata: {resourceVersion: ''},
});
const two = [named('a'), named('b')];

describe('reading experiments', () => {
  it.each([
    ['a JSON object', JSON.stringify(named('a')), ['a']],
    ['a JSON List', JSON.stringify(list(two)), ['a', 'b']],
    ['a JSON List with items first', JSON.stringify({items: two, kind: 'List', apiVersion: 'v1'}), ['a', 'b']],
    ['JSON values in a row', two.map((value) => formatJson(value)).join(''), ['a', 'b']],
    ['JSON on one line each', two.map((value) => JSON.stringify(value)).join('\n'), ['a', 'b']],
    ['a YAML document', formatYaml(named('a')), ['a']],
    ['YAML documents', two.map((value) => formatYaml(value)).join('---\n'), ['a', 'b']],
    ['YAML documents with empty ones between', `---\n# none\n---\n${formatYaml(named('a'))}...\n---\n\n`, ['a']],
    ['a YAML List', formatYaml(list(two)), ['a', 'b']],
    [
      'a YAML List without indentation, as kubectl prints it',
      formatYaml(list(two), {indentSeq: false}),
      ['a', 'b'],
    ],
    ['a YAML List in flow style', `{apiVersion: v1, kind: List, items: ${JSON.stringify(two)}}`, ['a', 'b']],
    ['YAML in flow style', '{apiVersion: iter8.tools/v2alpha2, kind: Experiment, metadata: {name: a}}', ['a']],
    ['CRLF line ends', formatYaml(list(two)).replaceAll('\n', '\r\n'), ['a', 'b']],
    ['a YAML version line', `%YAML 1.2\n---\n${formatYaml(named('a'))}`, ['a']],
    ['other kinds beside it', `kind: Service\n---\n${formatYaml(named('a'))}`, ['a']],
    [
      'an ExperimentList whose items carry no kind',
      JSON.stringify({
        apiVersion: 'iter8.tools/v2alpha2',
        kind: 'ExperimentList',
        items: [{metadata: {name: 'a'}}],
      }),
      ['a'],
    ],
    [
      'the same in YAML',
      'apiVersion: iter8.tools/v2alpha2\nkind: ExperimentList\nitems:\n- metadata: {name: a}\n# end\n',
      ['a'],
    ],
    [
      'anchors between the items of a List',
      `kind: List\nitems:\n- &x ${JSON.stringify(named('a'))}\n- *x\n`,
      ['a', 'a'],
    ],
  ])('reads %s', async (_what, text, expected) => {
    expect(await names(text)).toEqual(expected);
  });

  it('reads UTF-8 with a byte order mark, and UTF-16 as PowerShell writes it', () => {
    const text = formatYaml(named('é日'));
    expect(decodeText('x', Buffer.from(`\ufeff${text}`)).text).toBe(text);
    expect(decodeText('x', Buffer.from(`\ufeff${text}`, 'utf16le')).text).toBe(text);
  });

  it('keeps dashes, markers and brackets inside block texts', async () => {
    const script = '- not an item\n---\n{[\nkind: List\n';
    const experiment = named('a', {spec: {run: script}});
    expect(await values(formatYaml(list([experiment, named('b')]), {indentSeq: false}))).toEqual([
      experiment,
      named('b'),
    ]);
    expect(await values(JSON.stringify(list([experiment])))).toEqual([experiment]);
  });

  it('gives the items of any List as reading it whole would', async () => {
    const item = fc.dictionary(fc.string(), fc.jsonValue()).map((more) => ({...more, kind: 'Experiment'}));
    await fc.assert(
      fc.asyncProperty(fc.array(item), fc.nat(4), async (items, indent) => {
        const json = JSON.stringify(list(items), undefined, indent);
        expect((await resources(json)).map(({value}) => formatJson(value))).toEqual(
          (JSON.parse(json) as {items: unknown[]}).items.map((value) => formatJson(value)),
        );
      }),
    );
  });

  it('gives the items of a List in YAML as reading it whole would', async () => {
    const text = fc.string({unit: fc.constantFrom('a', '-', ' ', '\n', '#', ':', '"', '{', 'é')});
    // js-yaml takes an indented key such as "--- a" for the end of a document; no field of a resource is called so.
    const key = text.filter((word) => !word.startsWith('---'));
    const item = fc.dictionary(key, fc.oneof(text, fc.array(text), fc.dictionary(text, text)));
    await fc.assert(
      fc.asyncProperty(fc.array(item, {minLength: 1}), fc.boolean(), async (items, indentSeq) => {
        const yaml = formatYaml(list(items.map((more) => ({...more, kind: 'Experiment'}))), {indentSeq});
        expect(await values(yaml)).toEqual((parseYaml(yaml) as {items: unknown[]}).items);
      }),
    );
  });

  it.each([
    ['', 'file is empty'],
    [' \n\n', 'file is empty'],
    ['hello', 'file:1:1: expected an object'],
    ['- a\n- b\n', 'file:1:1: expected an object'],
    ['"text"', 'file:1:1: expected an object'],
    ['[1]', 'file:1:1: expected an object'],
    ['{"a": 1,}', 'file:1:9: not valid JSON: '],
    ['{"a": 1', 'file:1:8: not valid JSON: '],
    ['{"kind": "List", "items": [{"a": 1}, {"b": }]}', 'file:1:44: not valid JSON: '],
    ['{"a": 1, "a": 2}', "file:1:11: not valid JSON: duplicate key 'a'"],
    ['a: 1\na: 2\n', 'file:2:1: not valid YAML: duplicated mapping key'],
    ['a: [1\nb: 2\n', 'file:2:'],
    ['a: *nosuch\n', 'file:1:'],
    ['kind: Service\napiVersion: v1\n', 'no Experiment in file: only Service (v1)'],
    ['a: 1\n', 'no Experiment in file: only an object without kind (no apiVersion)'],
    [
      'kind: Experiment\napiVersion: argoproj.io/v1alpha1\n',
      'no Experiment in file: only Experiment (argoproj.io/v1alpha1)',
    ],
    ['a: 1\n---\nspec: &s {target: t, x: *s}\n', 'file:3:25: not valid YAML: an alias refers to itself'],
    ['a: &a\n- b\n- [*a]\n', 'file:3:4: not valid YAML: an alias refers to itself'],
    ['{"kind": "List", "items": [{"a": 1} {"b": 2}]}', 'file:1:37: not valid JSON: expected a comma or the end'],
    ['{"kind": "List", "items": [{"a": 1},\n]}', 'file:2:1: not valid JSON: expected an object behind the comma'],
    ['{"kind": "List", "items": [{"a": 1}, null]}', 'file:1:38: expected an object'],
    ['{kind: List, items: [{a: 1}, null]}', 'file:1:30: expected an object'],
    ['kind: List\nitems: [\n  5]\n', 'file:3:3: expected an object'],
    ['kind: List\nitems:\n- a: 1\n- 5\n', 'file:4:1: expected an object'],
    ['kind: List\napiVersion: v1\n', 'no Experiment in file: only List (v1) without items'],
    ['{"kind": "List", "apiVersion": "v1", "items": null}', 'no Experiment in file: only List (v1) without items'],
    ['kind: List\napiVersion: v1\nitems: {}\n', 'no Experiment in file: only List (v1) whose items are no list'],
    ['kind: Bag\napiVersion: v1\nitems: [1]\n', 'no Experiment in file: only Bag (v1)'],
    ['{"kind": "Bag", "apiVersion": "v1", "items": [1]}', 'no Experiment in file: only Bag (v1)'],
    ['# nothing yet\n', 'file holds no object'],
    ['---\n# nothing yet\n---\n', 'file holds no object'],
    ['{"kind": "List", "items": []}', 'no Experiment in file: an empty list'],
    ['kind: List\nitems: []\n', 'no Experiment in file: an empty list'],
    [
      'apiVersion: iter8.tools/v9\nkind: Experiment\nmetadata: {name: x}\n',
      'file:1:13: apiVersion "iter8.tools/v9" of Experiment is not known',
    ],
    ['apiVersion: iter8.tools/v2alpha2\nkind: Experiment\n', 'file:1:1: metadata.name: is missing'],
  ])('says of %j what is wrong, and where', async (text, message) => {
    expect(await failure(text)).toContain(message);
  });

  it.each([
    ['JSON lists', '['.repeat(50_000)],
    ['JSON objects', '{"a":'.repeat(50_000)],
    ['YAML lists', `a: ${'[ '.repeat(20_000)}`],
  ])('refuses %s that are nested too deeply', async (_what, text) => {
    expect(await failure(text)).toMatch(/^file:1:\d+: .*nested too deeply$/);
  });

  it('refuses aliases that multiply', async () => {
    const bomb = Array.from({length: 12}, (_, n) => `x${n}: &x${n} [${n === 0 ? 'a' : `*x${n - 1},`.repeat(9)}]`);
    expect(await failure(bomb.join('\n'))).toContain(
      'file:1:1: not valid YAML: its aliases multiply beyond reason',
    );
  });

  it('refuses aliases that nest beyond reason', async () => {
    const levels = Array.from({length: 60}, (_, n) => {
      const inner = n === 0 ? 'a' : `*x${n - 1}`;
      return `x${n}: &x${n} ${'['.repeat(50)}${inner}${']'.repeat(50)}`;
    });
    expect(await failure(levels.join('\n'))).toBe('file:1:1: not valid YAML: nested too deeply');
  });

  it('points into a map of very many keys without delay', async () => {
    const keys = Array.from({length: 30_000}, (_, n) => `k${n}: 1\n`).join('');
    const text = `apiVersion: iter8.tools/v2alpha2\nkind: Experiment\nmetadata: {name: a}\n${keys}spec: 5\n`;
    expect(await failure(text)).toBe('file:30004:7: spec: expected an object, got 5');
  });

  it('refuses a single object that no cluster could hold', async () => {
    const text = `{"kind": "Experiment", "x": "${'y'.repeat(17 * 1024 * 1024)}"}`;
    expect(await failure(text)).toBe('file:1:1: an object of more than 16 MiB is no Experiment');
  });

  it.each([
    ['completedIterations: "4"', 'completedIterations', 'expected a whole number, got "4"'],
    ['completedIterations: 1.5', 'completedIterations', 'expected a whole number, got 1.5'],
    [
      'stage: Runing',
      'stage',
      'expected one of Waiting, Initializing, Running, Finishing, Completed, got "Runing"',
    ],
    ['analysis: text', 'analysis', 'expected an object, got "text"'],
    [
      'analysis: {aggregatedMetrics: {data: []}}',
      'analysis.aggregatedMetrics.data',
      'expected an object, got a list',
    ],
    [
      'analysis: {aggregatedMetrics: {data: {m: {data: {v: {value: NaN}}}}}}',
      'analysis.aggregatedMetrics.data.m.data.v.value',
      'expected a number such as 50, "0.01" or 10m, got "NaN"',
    ],
    ['startTime: soon', 'startTime', 'expected a time such as 2021-02-18T10:00:00Z, got "soon"'],
    ['conditions: {}', 'conditions', 'expected a list, got an object'],
  ])('names the place of a wrong type: status.%s', async (line, path, problem) => {
    const text = `apiVersion: iter8.tools/v2alpha2\nkind: Experiment\nmetadata: {name: x}\nstatus:\n  ${line}\n`;
    expect(await failure(text)).toMatch(/^file:5:\d+: /);
    expect(await failure(text)).toContain(`: status.${path}: ${problem}`);
  });

  it('takes null for absent, everywhere', async () => {
    const [experiment] = await all(
      readExperiments({
        name: 'x',
        text: 'apiVersion: iter8.tools/v2alpha2\nkind: Experiment\nmetadata: {name: x}\nspec: null\nstatus: {analysis: {aggregatedMetrics: {data: null}, winnerAssessment: null}, stage: null}\n',
      }),
    );
    expect(experiment?.status).toMatchObject({stage: undefined, completedIterations: 0, weights: []});
  });

  it('does not mistake keys such as __proto__ and constructor for its own', async () => {
    const text = fixture('canary-running.yaml')
      .replaceAll('candidate:', '__proto__:')
      .replace('name: candidate', 'name: __proto__');
    const [experiment] = await all(readExperiments({name: 'x', text}));
    expect(experiment?.status.analysis.versionAssessments?.get('__proto__')).toEqual([
      'satisfied',
      'satisfied',
      'satisfied',
    ]);
    expect(Object.hasOwn(Object.prototype, 'value')).toBe(false);
  });
});
