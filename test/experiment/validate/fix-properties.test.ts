import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {Json} from '../../../src/experiment/json.js';
import {readResources} from '../../../src/experiment/reading/experiments.js';
import type {Resource} from '../../../src/experiment/reading/resource.js';
import {examine} from '../../../src/experiment/validate/diagnosis.js';
import {fixText} from '../../../src/experiment/validate/fix/fix-text.js';
import {fixture} from '../../support/golden.js';

const FIXTURES = ['valid', 'mistakes', 'metric-mistakes', 'legacy-mistakes', 'tutorial-listing'].map((name) =>
  fixture(`validate/${name}.yaml`),
);

/** What hands do to a file: other values and names, lines lost, doubled and indented. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('value' as const),
    line: fc.nat(),
    to: fc.constantFrom('0.5', 'true', 'null', '[]', '{}', '"x"', '/a/0/b', 'CANARY', '.nan', '&a 1', '-1', '""'),
  }),
  fc.record({kind: fc.constant('key' as const), line: fc.nat(), to: fc.nat(3)}),
  fc.record({kind: fc.constant('drop' as const), line: fc.nat(), to: fc.constant('')}),
  fc.record({kind: fc.constant('double' as const), line: fc.nat(), to: fc.constant('')}),
  fc.record({kind: fc.constant('outdent' as const), line: fc.nat(), to: fc.nat(8)}),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, mutations: readonly Mutation[]): string {
  const lines = text.split('\n');
  for (const {kind, line, to} of mutations) {
    const at = line % lines.length;
    const now = lines[at] ?? '';
    if (kind === 'value') lines[at] = now.replace(/: .*$/, `: ${to}`);
    if (kind === 'key') lines[at] = now.replace(/(\w+):/, (_, key: string) => `${spoilWord(key, to)}:`);
    if (kind === 'drop') lines.splice(at, 1);
    if (kind === 'double') lines.splice(at, 0, now);
    if (kind === 'outdent')
      for (let next = at; next < at + to; next += 1) lines[next] = (lines[next] ?? '').replace(/^ {2}/, '');
  }
  return lines.join('\n');
}

function spoilWord(word: string, how: number): string {
  const ways = [word.slice(1), word.toUpperCase(), `${word}s`, word.replace(/_?([A-Z])/g, '_$1')];
  return ways[how] ?? word;
}

const mutated = fc
  .tuple(fc.constantFrom(...FIXTURES), fc.array(mutation, {minLength: 1, maxLength: 6}))
  .map(([text, mutations]) => mutate(text, mutations));

async function readAll(text: string): Promise<Resource[] | undefined> {
  const resources: Resource[] = [];
  try {
    for await (const resource of readResources({name: 'a.yaml', text})) resources.push(resource);
    return resources;
  } catch {
    return undefined;
  }
}

/** All texts, numbers and truth values of some data, without regard to where they stand and whether they are in quotes. */
function leaves(value: Json | undefined): string[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' ? Object.values(value).flatMap(leaves).sort() : [String(value).toLowerCase()];
}

describe('on files that are spoilt at random', () => {
  it('fixing never throws, and fixing again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const once = await fixText({name: 'a.yaml', text});
        const twice = await fixText(once.source);
        expect(twice.repairs).toEqual([]);
        expect(twice.source.text).toBe(once.source.text);
      }),
      {numRuns: 60},
    );
  });

  it('a repaired file is read as the same data, but for the repairs', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const {source, repairs} = await fixText({name: 'a.yaml', text});
        if (repairs.length === 0) return expect(source.text).toBe(text);
        const [before, after] = [await readAll(text), await readAll(source.text)];
        expect(after?.length).toBe(before?.length);
        const plain = (resources: Resource[] | undefined) =>
          (resources ?? []).map(({value}) =>
            leaves(value)
              .map(normal)
              .sort()
              .filter((leaf) => !/^[./]\w+[./[]/.test(leaf)),
          );
        return expect(plain(after)).toEqual(plain(before));
      }),
      {numRuns: 60},
    );
  });

  it('every position is inside the file, in order, and no error of our own comes up', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const {diagnoses} = await examine({name: 'a.yaml', text});
        const lines = text.split('\n');
        const places = diagnoses.map(({line, column}) => line * 1e4 + column);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        for (const {line, column} of diagnoses) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
      }),
      {numRuns: 60},
    );
  });

  it('all comments stay, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const {source} = await fixText({name: 'a.yaml', text});
        const comments = (all: string) => all.match(/#.*$/gm) ?? [];
        expect(comments(source.text).sort()).toEqual(comments(text).sort());
      }),
      {numRuns: 60},
    );
  });
});

/** Numbers that are put in quotes keep their digits: `0.50` was read as 0.5, `.nan` as NaN. */
function normal(leaf: string): string {
  if (leaf === '.nan') return 'nan';
  return /^[+-]?[\d.]+$/.test(leaf) ? String(Number(leaf)) : leaf;
}
