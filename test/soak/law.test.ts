import {describe, expect, it} from '@jest/globals';
import {flatLaw, leastOf, limitLaw, medianOf, returnLaws} from './support/law.js';

describe('the law that memory is flat', () => {
  const law = (...afterWaves: number[]) => flatLaw('heap', 'the heap', afterWaves);

  it('holds for one that only goes up and down', () => {
    expect(law(20, 20.1, 19.9, 20, 20.2)).toMatchObject({measured: '0.5 %', atMost: '3.0 %', holds: true});
  });
  it('is broken by one that keeps something of each wave', () => {
    expect(law(20, 20.5, 21, 21.5, 22)).toMatchObject({measured: '4.8 %', holds: false});
  });
  it('does not mind what the first wave loads', () => {
    expect(law(10, 20, 20, 20, 20)).toMatchObject({holds: true});
  });
  it('is broken where there are too few waves to tell', () => {
    expect(law(20, 20, 20, 20)).toMatchObject({measured: 'too few waves', holds: false});
  });
});

describe('the law that counts return', () => {
  const slackOf = (name: string) => (name === 'sockets' ? 0 : 13);
  const after = (sockets: number, entries: number) =>
    returnLaws(
      [
        {sockets: 2, entries: 300},
        {sockets: 2, entries: 290},
        {sockets, entries},
      ],
      slackOf,
    );

  it('holds when all are back, or nearly where that is allowed', () => {
    expect(after(2, 313).map(({holds}) => holds)).toEqual([true, true]);
  });
  it('is broken by one more than is allowed', () => {
    expect(after(3, 314).map(({holds}) => holds)).toEqual([false, false]);
  });
  it('is broken where nothing was counted any more', () => {
    expect(returnLaws([{sockets: 2}, {}], slackOf)).toMatchObject([{holds: false}]);
  });
});

it('takes of each count the least, since a leak is there all the time', () => {
  expect(
    leastOf([
      {a: 1, b: 5},
      {a: 4, b: 2},
    ]),
  ).toEqual({a: 1, b: 2});
});

it.each([
  ['an odd number of', [3, 1, 2], 2],
  ['an even number of', [4, 1, 2, 3], 2.5],
])('finds the middle of %s values', (_, values, median) => {
  expect(medianOf(values)).toBe(median);
});

it('breaks a limit only by what is above it', () => {
  expect([limitLaw('age', 10, 10).holds, limitLaw('age', 10.1, 10).holds, limitLaw('age', NaN, 10).holds]).toEqual(
    [true, false, false],
  );
});
