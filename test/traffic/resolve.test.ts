import {expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import type {FieldSegment, PathSegment} from '../../src/experiment/weight-path.js';
import {guardsOf} from '../../src/traffic/guards.js';
import {pointerOf, resolveWeightPath} from '../../src/traffic/resolve.js';

const anyName = fc.constantFrom('a', 'b', 'a/b', '~', '', '0', 'constructor', '__proto__');
const anyObject = fc.object({
  key: anyName,
  values: [fc.constantFrom(0, 1, 'a', '20', true, null)],
  maxDepth: 3,
  maxKeys: 4,
}) as fc.Arbitrary<JsonObject>;
const anyField: fc.Arbitrary<FieldSegment> = fc.oneof(
  fc.record({kind: fc.constant('key' as const), name: anyName}),
  fc.record({kind: fc.constant('index' as const), index: fc.integer({min: -3, max: 3})}),
);
const anySegment = fc.oneof<fc.Arbitrary<PathSegment>[]>(
  anyField,
  fc.record({
    kind: fc.constant('filter' as const),
    field: fc.array(anyField, {minLength: 1, maxLength: 2}),
    operator: fc.constantFrom('==' as const, '!=' as const),
    value: fc.constantFrom(0, 1, 'a', '20', true),
  }),
);

/** What a JSON pointer names; of our own, since that of rfc6902 leaves out `__proto__`. */
function valueAt(object: JsonObject, pointer: string): unknown {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return tokens.reduce<unknown>((value, token) => {
    expect(Object.hasOwn(value as object, token)).toBe(true);
    return (value as Readonly<Record<string, unknown>>)[token];
  }, object);
}

it('leads to the value at its pointer, which its guards find too, or says that it leads nowhere', () => {
  let found = 0;
  fc.assert(
    fc.property(anyObject, fc.array(anySegment, {minLength: 1, maxLength: 3}), (object, path) => {
      try {
        const place = resolveWeightPath(object, path);
        found += 1;
        expect(place.keys).toHaveLength(path.length);
        if (place.value !== undefined) expect(valueAt(object, pointerOf(place.keys))).toEqual(place.value);
        for (const guard of guardsOf(object, place)) {
          expect(guard).toMatchObject({op: 'test', value: valueAt(object, guard.path)});
        }
      } catch (error) {
        if (!(error instanceof Iter8Error)) throw error;
        expect(error.code).toBe('NOT_FOUND');
      }
    }),
    {numRuns: 1000},
  );
  expect(found).toBeGreaterThan(50);
});
