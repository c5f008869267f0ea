import {describe, expect, it} from '@jest/globals';
import {latestReading, type Observation, rememberLastValues} from '../../src/analysis/observations.js';
import {unavailable, value} from './support/build-input.js';

const of = (observation: Observation) => new Map([['default/lat', new Map([['c', observation]])]]);

const remembered = (previous: Observation, latest: Observation) =>
  rememberLastValues(of(previous), of(latest)).get('default/lat')!.get('c')!;

describe('rememberLastValues', () => {
  it('keeps the last good value, with its age and samples, when a metric becomes unavailable', () => {
    const earlier = value('1.2', 40, 20);
    expect(remembered(earlier, unavailable())).toEqual({
      ...unavailable(),
      last: {
        value: {digits: 12n, scale: 1},
        sampleSize: 40,
        observedAt: (earlier as {observedAt: Date}).observedAt,
      },
    });
  });

  it('keeps it over any number of failures', () => {
    const once = remembered(value('1.2', undefined, 40), unavailable());
    expect(remembered(once, unavailable())).toEqual(once);
  });

  it('forgets it as soon as there is a new value', () => {
    expect(remembered(unavailable({text: '1', ageSeconds: 9}), value('2'))).toEqual(value('2'));
  });

  it('leaves a last value alone that the newer observation brings itself', () => {
    const latest = unavailable({text: '2', ageSeconds: 5});
    expect(remembered(value('1', undefined, 20), latest)).toEqual(latest);
  });

  it('has nothing to remember when there never was a value', () => {
    expect(latestReading(remembered(unavailable(), unavailable()))).toBeUndefined();
    expect(rememberLastValues(new Map(), of(unavailable()))).toEqual(of(unavailable()));
  });

  it('drops metrics that are no longer observed', () => {
    expect(rememberLastValues(of(value('1')), new Map())).toEqual(new Map());
  });
});
