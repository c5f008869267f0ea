import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseWeightPath} from '../../src/experiment/parse-weight-path.js';
import {
  type FieldSegment,
  type FilterSegment,
  formatWeightPath,
  type PathSegment,
  WeightPathError,
} from '../../src/experiment/weight-path.js';

const key = (name: string): FieldSegment => ({kind: 'key', name});
const index = (at: number): FieldSegment => ({kind: 'index', index: at});
const filter = (
  field: string,
  operator: FilterSegment['operator'],
  value: FilterSegment['value'],
): PathSegment => ({
  kind: 'filter',
  field: field.split('.').map(key),
  operator,
  value,
});

describe('a weight path', () => {
  const percent = [key('spec'), key('traffic'), index(1), key('percent')];
  const tagged = (operator: '==' | '!=', value: FilterSegment['value']) => [
    key('spec'),
    key('traffic'),
    filter('tag', operator, value),
    key('percent'),
  ];

  it.each([
    ['.spec.traffic[1].percent', percent],
    ['{.spec.traffic[1].percent}', percent],
    ['$.spec.traffic[1].percent', percent],
    ['{ $.spec.traffic[1].percent }', percent],
    ["$['spec']['traffic'][ 1 ][\"percent\"]", percent],
    ['.a[0][-1]', [key('a'), index(0), index(-1)]],
    ['.a[-0]', [key('a'), index(0)]],
    ['.spec.traffic[?(@.tag=="new")].percent', tagged('==', 'new')],
    [".spec.traffic[?(@.tag != 'new')].percent", tagged('!=', 'new')],
    ['.spec.traffic[ ?( @.tag==true ) ].percent', tagged('==', true)],
    ['.spec.traffic[?(@.tag==-1.5)].percent', tagged('==', -1.5)],
    ['.a[?(@.b.c=="x")]', [key('a'), filter('b.c', '==', 'x')]],
    ['.a[?(@.b=="it\'s \\"x\\"")]', [key('a'), filter('b', '==', 'it\'s "x"')]],
    [
      ".a[?(@['b.c'][0]=='x')].w",
      [key('a'), {kind: 'filter', field: [key('b.c'), index(0)], operator: '==', value: 'x'}, key('w')],
    ],
    [
      '.metadata.annotations.nginx\\.io/canary-weight',
      [key('metadata'), key('annotations'), key('nginx.io/canary-weight')],
    ],
    [".metadata['annotations']['a.b/c']", [key('metadata'), key('annotations'), key('a.b/c')]],
    [".a['it\\'s']", [key('a'), key("it's")]],
  ])('%s is read', (text, path) => {
    expect(parseWeightPath(text)).toEqual(path);
  });

  it.each([
    ['', 0, 'must start with a dot'],
    ['spec.x', 0, 'must start with a dot'],
    ['.', 1, 'a name is missing'],
    ['.spec.x.', 8, 'a name is missing'],
    ['.spec x', 5, 'a dot or [ is missing'],
    ['.spec..x', 5, 'several places'],
    ['.spec.*', 5, 'several places'],
    ['.a[*].b', 2, 'several places'],
    ['.a[0,1]', 4, 'several places'],
    ["['a','b']", 4, 'several places'],
    ['.a[0:2]', 3, 'several places'],
    ['.a[:2]', 3, 'several places'],
    ['.a[1.b', 4, '] is missing'],
    ['.a[', 3, 'an index or a name in quotes'],
    ['.a[b]', 3, 'an index or a name in quotes'],
    ['.a[99999999999999999999]', 3, 'no list is that long'],
    [".a['b]", 3, 'not closed'],
    ['{.a', 3, '} is missing'],
    ['.a}', 2, 'a dot or [ is missing'],
    ['.a[?(.b=="x")]', 2, 'must start with ?(@'],
    ['.a[?(@=="x")]', 6, 'must name a field'],
    ['.a[?(@.b)]', 8, 'by == or !='],
    ['.a[?(@.b>1)]', 8, 'by == or !='],
    ['.a[?(@.b==x)]', 10, 'a text in quotes'],
    ['.a[?(@.b==1234567890123456)]', 25, ')] is missing'],
    ['.a[?(@.b==1 && @.c==2)]', 11, ')] is missing'],
    ['.a[?(@.b[*]==1)]', 8, 'several places'],
    ['.a\\', 2, 'a dot or [ is missing'],
  ])('%s is refused at offset %i', (text, position, problem) => {
    expect(() => parseWeightPath(text)).toThrow(
      expect.objectContaining({position, problem: expect.stringContaining(problem), code: 'INVALID'}),
    );
  });

  it('is quoted in its error, with the place counted from 1', () => {
    expect(() => parseWeightPath('.a[x]')).toThrow(
      'fieldPath ".a[x]", character 4: an index or a name in quotes is missing',
    );
  });

  const anyKey = fc.oneof(
    fc.string({unit: 'grapheme'}),
    fc.string({
      unit: fc.constantFrom('a', '\\', '.', '[', ']', "'", '"', '{', ')', '$', '@', '*', '=', '!', ' ', '\n'),
    }),
  );
  const anyField: fc.Arbitrary<FieldSegment> = fc.oneof(anyKey.map(key), fc.integer().map(index));
  const anyFilter = fc.record({
    kind: fc.constant('filter' as const),
    field: fc.array(anyField, {minLength: 1, maxLength: 3}),
    operator: fc.constantFrom('==' as const, '!=' as const),
    value: fc.oneof(
      anyKey,
      fc.boolean(),
      fc.integer(),
      fc.integer().map((tenths) => tenths / 10),
    ),
  });
  const normal = (segment: PathSegment) => JSON.parse(JSON.stringify(segment)) as PathSegment; // without -0

  it('reads as itself when it is written again', () => {
    const anyPath = fc.array(fc.oneof<fc.Arbitrary<PathSegment>[]>(anyField, anyFilter), {minLength: 1});
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(parseWeightPath(formatWeightPath(path))).toEqual(path.map(normal));
      }),
    );
  });

  it('is read or refused with a place inside the text, whatever the text', () => {
    const bits = [
      '.',
      '[',
      ']',
      '?(',
      '@',
      '==',
      '!=',
      ')',
      '"',
      "'",
      '\\',
      '{',
      '}',
      '$',
      '*',
      ':',
      ',',
      '-',
      '0',
      'a',
      ' ',
    ];
    const anyText = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.string({unit: fc.constantFrom(...bits), maxLength: 24}),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          const path = parseWeightPath(text);
          expect(parseWeightPath(formatWeightPath(path))).toEqual(path);
        } catch (error) {
          if (!(error instanceof WeightPathError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
      {numRuns: 2000},
    );
  });
});
