import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parse, stringify} from 'yaml';
import {editValues} from '../../../src/tasks/gitops/edit-values.js';
import type {HelmexVerdict} from '../../../src/tasks/gitops/verdict.js';

const VALUES = `# values of both versions
common:
  application: hello # the name of everything
  args: ['-v', "2"]
  hosts:
  - a.example
  - b.example

baseline:
  # what may change
  dynamic:
    id: "mn82l82"
    tag: 1.0
  static: kept

# the one that is tried
candidate:
  dynamic:
    id: "8s72oa"
    tag: "2.0" # the newest
    text: |
      two
       lines

# the end
other: {a: 1}
`;

const verdict = (over: Partial<HelmexVerdict> = {}): HelmexVerdict => ({
  version: 'candidate',
  isBaseline: false,
  isOnlyCandidate: true,
  candidateId: '8s72oa',
  ...over,
});

const KEPT = {version: 'current', isBaseline: true};

const changed = (text: string, over?: Partial<HelmexVerdict>): string => {
  const edit = editValues(text, verdict(over));
  if (edit.kind !== 'changed') throw new Error(edit.reason);
  return edit.text;
};

describe('values of the Helmex shape', () => {
  it('get the candidate as baseline when it is promoted; all else stays as it is written', () => {
    expect(changed(VALUES)).toBe(`# values of both versions
common:
  application: hello # the name of everything
  args: ['-v', "2"]
  hosts:
  - a.example
  - b.example

baseline:
  # what may change
  dynamic:
    id: "8s72oa"
    tag: "2.0" # the newest
    text: |
      two
       lines
  static: kept

# the end
other: {a: 1}
`);
  });

  it('lose the candidate when the baseline is kept', () => {
    const from = VALUES.indexOf('\n# the one');
    expect(changed(VALUES, KEPT)).toBe(VALUES.slice(0, from) + VALUES.slice(VALUES.indexOf('\n# the end')));
  });

  it('keep the ends of their lines', () => {
    const dos = (lines: string) => lines.replaceAll('\n', '\r\n');
    expect(changed(dos(VALUES))).toBe(dos(changed(VALUES)));
  });

  it('have nothing to change the second time', () => {
    const unchanged = {kind: 'unchanged', reason: 'has no candidate: there is nothing to change'};
    expect(editValues(changed(VALUES), verdict())).toEqual(unchanged);
    expect(editValues(changed(VALUES, KEPT), verdict(KEPT))).toEqual(unchanged);
    expect(editValues('baseline: {dynamic: {}}\ncandidate:\n', verdict({candidateId: undefined}))).toEqual(unchanged);
  }); // prettier-ignore

  it.each([
    ['another candidate', VALUES, {candidateId: 'older'}, 'has moved on: the experiment is about candidate older, and the file has 8s72oa'],
    ['another candidate, though it keeps the baseline', VALUES, {...KEPT, candidateId: 'older'}, 'has moved on: the experiment is about candidate older, and the file has 8s72oa'],
    ['another baseline already', 'baseline: {dynamic: {id: 7}}', {}, 'has moved on: the experiment is about candidate 8s72oa, and the file has none, and 7 as its baseline'],
    ['no baseline', 'candidate: {dynamic: {}}', {}, 'has no baseline with dynamic, as values of the Helmex shape have'],
    ['a baseline without dynamic', 'baseline: {}', {}, 'has no baseline with dynamic, as values of the Helmex shape have'],
    ['a candidate without dynamic', 'baseline: {dynamic: {}}\ncandidate: {a: 1}', {}, 'has a candidate without dynamic'],
    ['two documents', 'a: 1\n---\nb: 1', {}, 'holds more than one document'],
    ['nothing', '', {}, 'is empty'],
    ['a list', '- a', {}, 'holds no values'],
    ['no YAML', 'a: [1', {}, expect.stringMatching(/^is no YAML: .*at line 1, column 6$/)],
    ['an alias of what would go', 'baseline: {dynamic: {}}\ncandidate: {dynamic: {}, x: &x 1}\ny: *x', {candidateId: undefined}, expect.stringMatching(/^cannot be changed: .*alias/)],
  ])('are left as they are with %s', (_what, text, over, reason) => {
    expect(editValues(text, verdict(over))).toEqual({kind: 'refused', reason});
  }); // prettier-ignore

  describe('with several candidates', () => {
    const LIST = `baseline: {dynamic: {tag: 1}}
candidates:
  - id: red
    dynamic: {tag: 2}
  - dynamic: {id: blue, tag: 3}
`;
    const several = {isOnlyCandidate: false, candidateId: undefined};

    it('take the one that goes by the name of the version', () => {
      expect(parse(changed(LIST, {...several, version: 'red'}))).toEqual({baseline: {dynamic: {tag: 2}}});
      expect(parse(changed(LIST, {...several, version: 'blue'}))).toEqual({
        baseline: {dynamic: {id: 'blue', tag: 3}},
      });
    });

    it('lose all of them when the baseline is kept', () => {
      expect(changed(LIST, {...several, ...KEPT})).toBe('baseline: {dynamic: {tag: 1}}\n');
    });

    it('are left as they are when none goes by it, or two', () => {
      const none = 'has 0 candidates that go by "green" (id, name or dynamic.id); it has red, blue';
      expect(editValues(LIST, verdict({...several, version: 'green'}))).toEqual({kind: 'refused', reason: none});
      const twice = LIST.replace('id: blue', 'id: red');
      expect(editValues(twice, verdict({...several, version: 'red'}))).toMatchObject({
        reason: expect.stringContaining('has 2 candidates'),
      });
    });
  });

  it('keep every value but those of the versions', () => {
    const json = fc.jsonValue({maxDepth: 3});
    const members = fc.dictionary(fc.string(), json);
    fc.assert(
      fc.property(members, members, members, (common, old, dynamic) => {
        const text = stringify({common, baseline: {dynamic: old, common}, candidate: {dynamic}, list: [common]});
        const expected = {...parse(text), baseline: {dynamic, common}} as Record<string, unknown>;
        delete expected.candidate;
        const read = parse(changed(text, {candidateId: undefined})) as unknown;
        expect(JSON.stringify(read)).toBe(JSON.stringify(parse(stringify(expected))));
      }),
    );
  });
});
