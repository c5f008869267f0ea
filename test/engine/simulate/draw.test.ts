import {describe, expect, it} from '@jest/globals';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {drawBinomial, drawLogNormal, drawPoisson, drawSum} from '../../../src/engine/simulate/draw.js';
import {SyntheticVersion} from '../../../src/engine/simulate/synthetic-version.js';
import {parseTruth} from '../../../src/engine/simulate/truth.js';
import {quantityToNumber} from '../../../src/experiment/quantity.js';

const DRAWS = 20_000;

function moments(draw: (random: () => number) => number) {
  const random = seededRandom('moments');
  const values = Array.from({length: DRAWS}, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1);
  return {mean, variance, values};
}

describe('drawn numbers have the mean and the variance of their distribution', () => {
  it.each<[string, (random: () => number) => number, number, number]>([
    ['Poisson, few', (random) => drawPoisson(3, random), 3, 3],
    ['Poisson, many', (random) => drawPoisson(900, random), 900, 900],
    ['binomial, rare', (random) => drawBinomial(200, 0.02, random), 4, 3.92],
    ['binomial, frequent', (random) => drawBinomial(50, 0.9, random), 45, 4.5],
    ['binomial, many', (random) => drawBinomial(10_000, 0.2, random), 2000, 1600],
    ['log-normal', (random) => drawLogNormal({mean: 80, deviation: 20}, random), 80, 400],
    ['sums', (random) => drawSum(25, {mean: 4, deviation: 2}, random), 100, 100],
  ])('%s', (_what, draw, mean, variance) => {
    const drawn = moments(draw);
    expect(Math.abs(drawn.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
    expect(drawn.variance / variance).toBeGreaterThan(0.93);
    expect(drawn.variance / variance).toBeLessThan(1.07);
  });

  it('and stay where they must', () => {
    const {values} = moments((random) => drawBinomial(5, 0.5, random));
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value <= 5)).toBe(true);
    expect(drawBinomial(9, 1, () => 0.5)).toBe(9);
    expect(drawBinomial(9, 0, () => 0.5)).toBe(0);
    expect(drawPoisson(0, () => 0.5)).toBe(0);
    expect(moments((random) => drawLogNormal({mean: 1, deviation: 5}, random)).values.every((value) => value > 0)).toBe(true);
    expect(drawLogNormal({mean: 7, deviation: 0}, () => 0.5)).toBe(7);
  }); // prettier-ignore
});

describe('a synthetic version', () => {
  const version = (truth: string) => new SyntheticVersion(parseTruth(truth), seededRandom('v'));
  const number = (of: SyntheticVersion, name: string) => quantityToNumber(of.value(name)!);

  it('has metrics close to its truth after many requests', () => {
    const synthetic = version('c:error-rate=0.1,latency=80±20,rps=100,sales=3±1');
    for (let interval = 0; interval < 20; interval += 1) synthetic.advance(20, 0.5);
    expect(synthetic.requests).toBeGreaterThan(19_000);
    expect(number(synthetic, 'request-count')).toBe(synthetic.requests);
    expect(number(synthetic, 'error-rate')).toBeCloseTo(0.1, 1);
    expect(number(synthetic, 'error-count') / synthetic.requests).toBeCloseTo(number(synthetic, 'error-rate'), 7);
    expect(Math.abs(number(synthetic, 'mean-latency') - 80)).toBeLessThan(1);
    expect(number(synthetic, 'sales')).toBeCloseTo(3, 1);
    expect(Math.abs(number(synthetic, 'latency-50th-percentile') - 77.6)).toBeLessThan(2); // 80 / √(1 + (20/80)²)
    expect(Math.abs(number(synthetic, '95th-percentile-tail-latency') - 116.4)).toBeLessThan(5);
    expect(number(synthetic, 'p99-latency')).toBeGreaterThan(number(synthetic, '95th-percentile-tail-latency'));
  });

  it('without traffic counts nothing, and has no rates and latencies', () => {
    const synthetic = version('c:latency=80');
    synthetic.advance(100, 0);
    expect(number(synthetic, 'request-count')).toBe(0);
    for (const name of ['error-rate', 'mean-latency', 'latency-95th-percentile', 'weather']) {
      expect(synthetic.value(name)).toBeUndefined();
    }
  });
});
