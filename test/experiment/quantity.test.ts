import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {
  compareQuantities,
  formatExact,
  formatRoundedUp,
  multiplyQuantities,
  parseQuantity,
  type Quantity,
  quantityToNumber,
  subtractQuantities,
} from '../../src/experiment/quantity.js';

const read = (text: unknown): Quantity => parseQuantity(text)!;

const suffix = fc.constantFrom(
  '',
  'n',
  'u',
  'm',
  'k',
  'M',
  'G',
  'T',
  'P',
  'E',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'Pi',
  'Ei',
  'e3',
  'E-4',
);
const quantityText = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.bigInt({min: 0n, max: 10n ** 24n}), fc.option(fc.nat(999_999)), suffix)
  .map(([sign, whole, fraction, end]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${end}`);
const quantity = quantityText.map(read);

describe('quantities', () => {
  it.each([
    ['5880641926n', '5.880641926'],
    ['820351954438n', '820.351954438'],
    ['1591279200412345678n', '1591279200.412345678'],
    ['10m', '0.01'],
    ['0.01', '0.01'],
    ['50', '50'],
    [50, '50'],
    [0.1, '0.1'],
    [1591279200412345678n, '1591279200412345678'],
    ['1.5Gi', '1610612736'],
    ['2k', '2000'],
    ['1E', '1000000000000000000'],
    ['1e3', '1000'],
    ['2e-05', '0.00002'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-12.50', '-12.5'],
    ['+1', '1'],
    ['007', '7'],
    ['-0', '0'],
    ['1e300', `1${'0'.repeat(300)}`],
  ])('reads %p as %s', (text, exact) => {
    expect(formatExact(read(text))).toBe(exact);
  });

  it.each([
    ['5.8806419261', '5.880641927'],
    ['-5.8806419261', '-5.880641927'],
    ['1e-10', '0.000000001'],
    ['-1e-300', '-0.000000001'],
    ['0.0000000001u', '0.000000001'],
  ])('rounds %s, finer than nano, away from zero to %s', (text, exact) => {
    expect(formatExact(read(text))).toBe(exact);
  });

  it.each([
    '',
    '.',
    '-',
    'm',
    '1 ',
    ' 1',
    '1x',
    '1kk',
    '1K',
    '1mi',
    'NaN',
    'inf',
    'Infinity',
    '0x10',
    '1e',
    '1_000',
    '١',
    '1,5',
    '1e9999',
    '9'.repeat(401),
    NaN,
    Infinity,
    true,
    null,
    undefined,
    {},
    [],
  ])('refuses %p', (value) => {
    expect(parseQuantity(value)).toBeUndefined();
  });

  it.each([
    ['1.2721', '1.273'],
    ['-1.2729', '-1.272'],
    ['-0.0001', '0.000'],
    ['0', '0.000'],
    ['50', '50.000'],
    ['1.272', '1.272'],
    ['609166666667n', '609.167'],
    ['0.9999999', '1.000'],
  ])('shows %s with 3 decimals, rounded up, as %s', (text, shown) => {
    expect(formatRoundedUp(read(text))).toBe(shown);
  });

  it('are read back unchanged from what is written', () => {
    fc.assert(fc.property(quantity, (value) => expect(read(formatExact(value))).toEqual(value)));
  });

  it('are rounded up by less than a thousandth', () => {
    fc.assert(
      fc.property(quantity, (value) => {
        const surplus = subtractQuantities(read(formatRoundedUp(value)), value);
        expect(compareQuantities(surplus, read('0'))).toBeGreaterThanOrEqual(0);
        expect(compareQuantities(surplus, read('1m'))).toBeLessThan(0);
      }),
    );
  });

  it('are ordered as their difference says, and as numbers are', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const order = compareQuantities(a, b);
        expect(Math.sign(Number(subtractQuantities(a, b).digits))).toBe(order);
        expect(compareQuantities(b, a) + order).toBe(0);
        if (quantityToNumber(a) < quantityToNumber(b)) expect(order).toBe(-1);
      }),
    );
  });

  it('are the same in every spelling of one number', () => {
    fc.assert(
      fc.property(fc.integer({min: -1_000_000, max: 1_000_000}), (value) => {
        expect(read(`${value}k`)).toEqual(read(value * 1000));
        expect(read(`${value * 1000}m`)).toEqual(read(String(value)));
        expect(multiplyQuantities(read(value), read('1m'))).toEqual(read(`${value}m`));
      }),
    );
  });
});
