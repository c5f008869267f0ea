import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import {parseTruth, plainTruth} from '../../../src/engine/simulate/truth.js';

describe('a truth', () => {
  it('says what a version is like', () => {
    expect(parseTruth('candidate:error-rate=0.02,latency=80±20,rps=50,shop/sales=-1.5±2e-1')).toEqual({
      version: 'candidate',
      errorRate: 0.02,
      latency: {mean: 80, deviation: 20},
      requestsPerSecond: 50,
      others: new Map([['shop/sales', {mean: -1.5, deviation: 0.2}]]),
    });
  });

  it('can be typed without ±, with blanks, and in part', () => {
    expect(parseTruth(' a:b : latency = 80 +- 20 ')).toEqual({
      ...plainTruth('a:b'),
      latency: {mean: 80, deviation: 20},
    });
  });

  it.each([
    ['latency=80', 'has no version and colon in front'],
    ['', 'has no version and colon in front'],
    ['c:', 'has no version and colon in front'],
    ['c:latency', 'has no version and colon in front'],
    ['c:latency=80,', 'has "" where name=value should stand'],
    ['c:latency=80,rps', 'has "rps" where name=value should stand'],
    ['c:latency=fast', 'has "fast" for latency, which is no number, and no number ± number'],
    ['c:latency=80±', 'has "80±" for latency, which is no number, and no number ± number'],
    ['c:latency=80±-3', 'has a deviation of latency that is not 0 or more'],
    ['c:latency=0', 'has a latency that is not above 0'],
    ['c:latency=1,latency=2', 'says latency twice'],
    ['c:error-rate=2', 'has an error-rate that is no share from 0 to 1'],
    ['c:error-rate=0.1±0.1', 'has an error-rate that is no share from 0 to 1'],
    ['c:rps=0', 'has an rps that is not above 0 and up to 1000000'],
    ['c:sales=1e999', 'has "1e999" for sales, which is no number, and no number ± number'],
  ])('written %j is refused', (text, problem) => {
    const parse = () => parseTruth(text);
    expect(parse).toThrow(Iter8Error);
    expect(parse).toThrow(`the truth ${JSON.stringify(text)} ${problem}`);
  });
});
