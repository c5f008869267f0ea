import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {compareQuantities, formatCanonical, parseQuantity} from '../../src/experiment/quantity.js';

const canonical = (text: string) => formatCanonical(parseQuantity(text)!);

describe('formatCanonical', () => {
  it.each([
    ['0.01', '10m'],
    ['0.5', '500m'],
    ['1000', '1k'],
    ['2000', '2k'],
    ['100000', '100k'],
    ['1500', '1500'],
    ['50', '50'],
    ['0.0', '0'],
    ['3.0', '3'],
    ['5.8806419261', '5880641927n'],
    ['0.005880641926', '5880642n'],
    ['609.16666666666663', '609166666667n'],
    ['12345678901.5', '12345678901500m'],
  ])('writes %s as the status of the original does, %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    ['5.880641926', '5880641926n', 'the original leaves the decimal point'],
    ['1234567.891', '1234567891m', 'the original leaves the decimal point'],
    ['2e-05', '20u', 'the original keeps the exponent, 20e-6'],
    ['1e-10', '1n', 'the original keeps the exponent, 1e-9'],
    ['1e+16', '10P', 'the original keeps the exponent, 10e15'],
  ])('writes %s as %s, where %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    ['-0.01', '-10m'],
    ['-2000', '-2k'],
    ['2Ki', '2048'],
    ['1000000000000000000000', '1000E'],
    ['1e-9', '1n'],
  ])('writes the edge %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('loses nothing: what it writes is read back as the same number, and written the same again', () => {
    fc.assert(
      fc.property(fc.bigInt({min: -(10n ** 30n), max: 10n ** 30n}), fc.nat(9), (digits, scale) => {
        const text = formatCanonical({digits, scale});
        const back = parseQuantity(text)!;
        expect(text).not.toContain('.');
        expect(compareQuantities(back, {digits, scale})).toBe(0);
        expect(formatCanonical(back)).toBe(text);
      }),
    );
  });
});
