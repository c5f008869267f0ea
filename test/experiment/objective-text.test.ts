import {describe, expect, it} from '@jest/globals';
import {parseObjectiveText} from '../../src/experiment/objective-text.js';

describe('an objective on the command line', () => {
  it.each([
    ['mean-latency<=50', {metric: 'mean-latency', upperLimit: 50}],
    ['error-rate <= 0.01', {metric: 'error-rate', upperLimit: '0.01'}],
    ['iter8-istio/availability>=995m', {metric: 'iter8-istio/availability', lowerLimit: '0.995'}],
    ['x>=-5', {metric: 'x', lowerLimit: -5}],
  ])('%s is read', (text, objective) => {
    expect(parseObjectiveText(text)).toEqual(objective);
  });

  it.each(['', 'mean-latency', 'mean-latency<50', '<=50', 'mean-latency<=fast', 'a<=1<=2', 'mean-latency=50'])(
    '%j is refused with an example',
    (text) => {
      expect(() => parseObjectiveText(text)).toThrow(`not an objective: ${text}`);
    },
  );
});
