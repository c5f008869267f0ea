import {describe, expect, it} from '@jest/globals';
import {Field} from '../../src/experiment/field.js';

describe('a time', () => {
  it.each([
    ['2021-02-18T10:00:00Z', '2021-02-18T10:00:00.000Z'],
    ['2021-02-18T10:00:00.123456+01:00', '2021-02-18T09:00:00.123Z'],
  ])('%s is read', (text, time) => {
    expect(new Field(text).time()?.toISOString()).toBe(time);
  });

  it.each(['2021-02-18 10:00:00', '2021-02-18T10:00:00', '2021-02-18', '2021-', '2021-99-18T10:00:00Z'])(
    '%s is none: without a zone it would be another one on each machine',
    (text) => {
      expect(() => new Field(text).time()).toThrow('expected a time such as 2021-02-18T10:00:00Z');
    },
  );
});
