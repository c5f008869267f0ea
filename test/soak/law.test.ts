import {describe, expect, it} from '@jest/globals';
import {flatLaw, leastOf, limitLaw, medianOf, returnLaws, slopeAnHour} from './support/law.js';

const MINUTES = Array.from({length: 60}, (_, minute) => minute / 60);
/** Up and down by two percent, as a heap goes between two collections. */
const wave = (index: number) => 1 + 0.02 * Math.sin(7 * index);
const readings = (valueAt: (hours: number, index: number) => number) =>
  MINUTES.map((hours, index) => ({hours, value: valueAt(hours, index)}));

describe('slopeAnHour', () => {
  it('is the slope of a line', () => {
    expect(slopeAnHour(readings((hours) => 5 + 3 * hours))).toBeCloseTo(3, 9);
  });
  it('is not moved by a quarter of the readings, wherever they are', () => {
    expect(slopeAnHour(readings((hours, index) => (index % 4 === 0 ? 1000 * index : 5 + 3 * hours)))).toBeCloseTo(
      3,
      0,
    );
  });
  it('is unknown from one reading', () => {
    expect(slopeAnHour([{hours: 0, value: 1}])).toBeNaN();
  });
});

describe('the law that memory is flat', () => {
  it('holds for one that only goes up and down', () => {
    expect(
      flatLaw(
        'heap',
        'the heap',
        readings((_, index) => 20 * wave(index)),
      ),
    ).toMatchObject({holds: true});
  });
  it('is broken by one that grows by a fifth in an hour beneath that', () => {
    const growing = readings((hours, index) => 20 * (1 + 0.2 * hours) * wave(index));
    expect(flatLaw('heap', 'the heap', growing)).toMatchObject({atMost: '10.0 %', holds: false});
  });
  it('does not mind what is loaded in the first fifth of the time', () => {
    const warming = readings((hours, index) => (hours < 0.19 ? 10 : 20) * wave(index));
    expect(flatLaw('heap', 'the heap', warming)).toMatchObject({holds: true});
  });
  it('is broken where there are too few readings to tell', () => {
    expect(flatLaw('heap', 'the heap', readings(() => 20).slice(0, 10))).toMatchObject({holds: false});
  });
});

describe('the law that counts return', () => {
  const isExact = (name: string) => name === 'sockets';
  const after = (sockets: number, entries: number) =>
    returnLaws(
      [
        {sockets: 2, entries: 300},
        {sockets: 2, entries: 290},
        {sockets, entries},
      ],
      {isExact},
    );

  it('holds when all are back, or nearly where chance loads something', () => {
    expect(after(2, 313).map(({holds}) => holds)).toEqual([true, true]);
  });
  it('is broken by one handle, and by more entries than chance loads', () => {
    expect(after(3, 314).map(({holds}) => holds)).toEqual([false, false]);
  });
  it('is broken where nothing was counted any more', () => {
    expect(returnLaws([{sockets: 2}, {}], {isExact})).toMatchObject([{holds: false}]);
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
