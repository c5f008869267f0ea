import {describe, expect, it} from '@jest/globals';
import {mergeSchemas} from '../../../src/experiment/schema/merge.js';
import {
  ANYTHING,
  BOOLEAN,
  integer,
  LARGE_INTEGER,
  listOf,
  mapOf,
  object,
  oneOf,
  OPEN_OBJECT,
  text,
  TIME,
} from '../../../src/experiment/schema/schema.js';

describe('mergeSchemas', () => {
  it('names the members of both objects, and requires what both require', () => {
    const one = object({a: text(), b: integer(0, 5)}, ['a', 'b']);
    const other = object({b: integer(3, 9), c: BOOLEAN}, ['b', 'c']);
    expect(mergeSchemas(one, other)).toEqual(object({a: text(), b: integer(0, 9), c: BOOLEAN}, ['b']));
  });

  it('drops a limit that only one side has', () => {
    expect(mergeSchemas(integer(1), integer(0, 100))).toEqual(integer(0));
    expect(mergeSchemas(text({minLength: 1}), text())).toEqual(text());
    expect(mergeSchemas(oneOf(['a', 'b']), text())).toEqual(text());
  });

  it('takes the words of both enumerations', () => {
    expect(mergeSchemas(oneOf(['a', 'b']), oneOf(['b', 'c']))).toEqual(oneOf(['a', 'b', 'c']));
  });

  it('has no type for a list or an object, but checks the members of either', () => {
    const merged = mergeSchemas(object({a: text()}), listOf(object({b: text()}, ['b'])));
    expect(merged).toEqual({
      ...ANYTHING,
      properties: {a: text()},
      items: object({b: text()}, ['b']),
    });
  });

  it('goes on checking the members of what was merged before', () => {
    const merged = [object({a: text()}), listOf(text()), object({b: text()}), text()].reduce(mergeSchemas);
    expect(merged).toEqual({...ANYTHING, properties: {a: text(), b: text()}, items: text()});
  });

  it('lists both truth values beside words', () => {
    expect(mergeSchemas(BOOLEAN, oneOf(['delete']))).toEqual({...ANYTHING, enum: [true, false, 'delete']});
  });

  it('says integer or text in the one way that a structural schema has', () => {
    expect(mergeSchemas(TIME, LARGE_INTEGER)).toEqual({'x-kubernetes-int-or-string': true});
  });

  it('lets anything be anything', () => {
    expect(mergeSchemas(ANYTHING, text())).toEqual(ANYTHING);
  });

  it('names members rather than having free ones, which a server does not take together', () => {
    expect(mergeSchemas(mapOf(OPEN_OBJECT), object({a: text()}))).toEqual(object({a: text()}));
    expect(mergeSchemas(mapOf(integer(1)), mapOf(integer(0)))).toEqual(mapOf(integer(0)));
  });
});
