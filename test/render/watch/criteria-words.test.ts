import {describe, expect, it} from '@jest/globals';
import {checkObjective} from '../../../src/analysis/objective.js';
import {parseQuantity} from '../../../src/experiment/quantity.js';
import {objectiveLabel} from '../../../src/render/describe/text.js';
import {limitsView} from '../../../src/render/describe/view.js';
import {limitText, marginText, ruleText, valueText} from '../../../src/render/watch/criteria-words.js';

const quantity = (text: string) => parseQuantity(text)!;

function margin(value: string, limits: {readonly upper?: string; readonly lower?: string}): string {
  const objective = {
    metric: 'm',
    upperLimit: parseQuantity(limits.upper),
    lowerLimit: parseQuantity(limits.lower),
    relativeLimit: undefined,
    rollbackOnFailure: false,
  };
  return marginText(checkObjective(objective, quantity(value)).bound);
}

describe('the numbers of watch', () => {
  it.each([
    ['17.5', '200', '91 % left'],
    ['197', '200', '1.5 % left'],
    ['199.9999', '200', '< 0.1 % left'],
    ['200', '200', 'at limit'],
    ['220', '200', '10 % over'],
    ['0.2', '0.01', '1900 % over'],
    ['99999999', '1', '1.0e+10 % over'],
    ['3', '0', '3 over'],
  ])('says how far %s is from an upper limit of %s: %s', (value, upper, words) => {
    expect(margin(value, {upper})).toBe(words);
  });

  it('says how far a value is from a lower limit', () => {
    expect(margin('0.96', {lower: '0.95'})).toBe('1.0 % left');
    expect(margin('0.5', {lower: '0.95'})).toBe('47 % under');
  });

  it('names limits relative to the baseline on both sides', () => {
    const objective = {
      metric: 'm',
      upperLimit: undefined,
      lowerLimit: undefined,
      relativeLimit: quantity('1.2'),
      relativeLowerLimit: quantity('0.9'),
      rollbackOnFailure: false,
    };
    const criterion = {metric: 'm', units: undefined, rule: {kind: 'objective', objective}, versions: []} as const;
    expect(ruleText(criterion)).toBe('>= 0.9 x baseline and <= 1.2 x baseline');
    expect(objectiveLabel(limitsView(objective))).toBe('0.900 x baseline <= m <= 1.200 x baseline');
  });

  it('shows no part of a number that is too long', () => {
    expect(valueText(quantity('17675857385n'))).toBe('17.676');
    expect(valueText(quantity('123456789012345'))).toBe('1.23457e+14');
    expect(limitText(quantity('0.000000001'))).toBe('0.000000001');
    expect(valueText(undefined)).toBe('no value');
  });
});
