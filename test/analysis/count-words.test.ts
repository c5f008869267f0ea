import {describe, expect, it} from '@jest/globals';
import {assessVersions} from '../../src/analysis/assessments.js';
import type {KnownAbove, ObservedValue} from '../../src/analysis/observations.js';
import {recordLooks} from '../../src/analysis/record-looks.js';
import {value} from './support/build-input.js';
import {strengthInput} from './support/strength-input.js';

const OBJECTIVE = {metric: 'p95-latency', upperLimit: 350};

/** How the candidate stands to its objective after one iteration of ten, the only one that was looked at. */
function assess(known: KnownAbove | undefined, policy = 'provenSafe') {
  const strength = {policy, looks: 1};
  const situation = {
    metrics: {'p95-latency': {}},
    objectives: [OBJECTIVE],
    strength,
    duration: {iterationsPerLoop: 1},
  };
  const input = strengthInput(situation);
  const above = new Map(known === undefined ? [] : [[350, known] as const]);
  const read: ObservedValue = {...(value('300', 1000) as ObservedValue), above};
  const observations = new Map([['default/p95-latency', new Map([['c', read]])]]);
  const looks = recordLooks(input.experiment, observations) ?? [];
  return assessVersions({...input, observations, looks}).get('c')![0]!;
}

const inBucket = (least: number, most: number): KnownAbove => ({
  ...{of: 1000, count: (least + most) / 2},
  within: {bounds: {lower: 200, upper: 500}, least, most},
});

describe('a share in percent', () => {
  it('is not judged, and what to change is told', () => {
    const input = strengthInput({metrics: {'error-rate': {}}});
    const observations = new Map([['default/error-rate', new Map([['c', value('1.5', 1000)]])]]);
    const [objective] = assessVersions({...input, observations}).get('c')!;
    expect(objective!.state).toBe('unknown');
    expect(objective!.sentence).toContain('; a share lies between 0 and 1: let the query give one, or write statistic: mean in the Metric'); // prettier-ignore
  });
});

describe('a percentile whose limit lies within a bucket', () => {
  it('is shown to hold where it would even if all of the bucket were above', () => {
    expect(assess(inBucket(5, 30)).state).toBe('satisfied');
  });

  it('is shown to be broken where it would even if none of the bucket were above', () => {
    expect(assess(inBucket(80, 400)).state).toBe('violated');
  });

  it('is unknown between, however many requests there are, and says which bucket would help', () => {
    const {state, sentence, proof} = assess(inBucket(5, 90));
    expect([state, proof?.missing]).toEqual(['unknown', Infinity]);
    expect(sentence).toContain('; its limit 350 lies within the bucket from 200 to 500, and one that ends at the limit would tell more'); // prettier-ignore
  });

  it('says so of the last bucket, which has no end', () => {
    const {sentence} = assess({
      of: 1000,
      count: 90,
      within: {bounds: {lower: 0.3, upper: Infinity}, least: 0, most: 90},
    });
    expect(sentence).toContain('lies within the bucket above 0.3,');
  });

  it('says so of a bucket whose bounds nobody has written down', () => {
    const {sentence} = assess({of: 1000, count: 50, within: {least: 5, most: 90}});
    expect(sentence).toContain('; its limit 350 lies within a bucket, and one that ends at the limit');
  });

  it('says nothing of it once it is shown', () => {
    expect(assess(inBucket(5, 30)).sentence).not.toContain('bucket');
  });
});

describe('a percentile of which nobody knows how many are above', () => {
  it('is unknown, and says why', () => {
    const {state, sentence} = assess({reason: 'its histogram is a native one'});
    expect(state).toBe('unknown');
    expect(sentence).toMatch(/; how many are above 350 is not known: its histogram is a native one$/);
  });

  it('says nothing of it where nobody was asked, nor where the last value decides', () => {
    expect(assess(undefined).sentence).not.toContain('above 350 is');
    expect(assess({reason: 'x'}, 'lastValue').sentence).not.toContain('not known');
  });
});
