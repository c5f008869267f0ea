import {describe, expect, it} from '@jest/globals';
import {lines, spoilt, VALID} from './lines.js';

const PLACE = 'spec.criteria.strength';

/** The valid Experiment with this in `criteria.strength`, and perhaps a duration. */
function withStrength(strength: string, duration = '{}'): string {
  return spoilt('  criteria:\n', `  duration: ${duration}\n  criteria:\n    strength: ${strength}\n`);
}

describe('criteria.strength', () => {
  it.each([
    '{confidence: 0.95}',
    '{confidence: 0.5, policy: provenHarmful, looks: 15}',
    '{policy: provenSafe, looks: auto}',
    '{policy: provenSafe, looks: anytime, minimumSamples: 0}',
    '{policy: lastValue, minimumSamples: 20}',
  ])('is sound as %s', async (strength) => {
    expect(await lines(withStrength(strength))).toEqual([]);
  });

  it('goes with rollback_on_failure', async () => {
    const text = withStrength('{confidence: 0.9}').replace(
      'upperLimit: 50',
      'upperLimit: 50\n      rollback_on_failure: true',
    );
    expect(await lines(text)).toEqual([]);
  });

  it.each([
    ['{confidence: 1}', '11:28', 'confidence: expected a probability from 0.5 to below 1, such as 0.95, got 1'],
    ['{confidence: 0.4}', '11:28', 'confidence: 0.4 is out of range; write a number from 0.5 to 1'],
    ['{confidence: "0.95"}', '11:28', 'confidence: expected a number, got "0.95"; write 0.95, without quotes'],
    ['{policy: provensafe}', '11:24', 'policy: "provensafe" is not allowed, it must be one of provenSafe, provenHarmful, lastValue; did you mean provenSafe?'],
    ['{looks: often}', '11:23', 'looks: expected auto or anytime or a whole number, got "often"'],
    ['{looks: 2.5}', '11:23', 'looks: expected auto or anytime or a whole number, got 2.5'],
    ['{looks: 0}', '11:23', 'looks: expected a number of looks from 1 up, got 0'],
    ['{looks: "5"}', '11:23', 'looks: expected auto or anytime or a whole number, got "5"'],
    ['{minimumSamples: -1}', '11:32', 'minimumSamples: -1 is out of range; write a number from 0'],
  ])('that no verdict can be held to, as %s, is an error, said once', async (strength, at, message) => {
    expect(await lines(withStrength(strength))).toEqual([`${at} error ${PLACE}.${message}`]);
  }); // prettier-ignore

  it.each(['"0.95"', '5', '[confidence]'])('may be %s, which old experiments have, and is read by nobody', async (strength) => {
    expect(await lines(withStrength(strength))).toEqual([
      `11:15 warning ${PLACE}: is read by nobody, and a server of today refuses it; write an object, such as criteria.strength: {confidence: 0.95}`,
    ]);
  }); // prettier-ignore

  it.each([
    ['{confidnce: 0.95}', 'confidnce: is read by nobody; did you mean confidence?'],
    ['{mode: strict}', 'mode: is read by nobody; known here are confidence, policy, looks, minimumSamples'],
    ['{policy: lastValue, confidence: 0.9}', 'confidence: counts for nothing with policy lastValue; write provenSafe or provenHarmful'],
  ])('is doubtful as %s', async (strength, message) => {
    const [line, ...others] = await lines(withStrength(strength));
    expect([line, others]).toEqual([expect.stringContaining(` warning ${PLACE}.${message}`), []]);
  }); // prettier-ignore

  it.each([
    ['{iterationsPerLoop: 3, maxLoops: 2}', 6, 7],
    ['{maxLoops: 2}', 30, 31],
  ])('has at most as many looks as %s has iterations', async (duration, most, more) => {
    expect(await lines(withStrength(`{looks: ${most}}`, duration))).toEqual([]);
    expect(await lines(withStrength(`{looks: ${more}}`, duration))).toEqual([
      `11:23 warning ${PLACE}.looks: there are ${most} iterations, and no more looks than these; write auto, or more iterations`,
    ]);
  });

  it('without objectives and rewards has nothing to prove', async () => {
    const text = withStrength('{confidence: 0.95}').replace(/ {4}objectives:\n.*\n.*\n/, '');
    expect(await lines(text)).toContain(
      `11:5 warning ${PLACE}: there is nothing to prove; write criteria.objectives with a limit`,
    );
  });
});

describe('duration.endEarly', () => {
  const words = 'spec.duration.endEarly: does nothing where the last values decide';
  const text = (endEarly: boolean) =>
    spoilt('  criteria:\n', `  duration: {endEarly: ${endEarly}}\n  criteria:\n`);

  it('does nothing without strength', async () => {
    expect(await lines(text(true))).toEqual([expect.stringContaining(`9:14 warning ${words}`)]);
    expect(await lines(withStrength('{minimumSamples: 5}', '{endEarly: true}'))).toHaveLength(1);
  });

  it('may be said with strength, and denied always', async () => {
    expect(await lines(withStrength('{confidence: 0.95}', '{endEarly: true}'))).toEqual([]);
    expect(await lines(withStrength('{confidence: 0.95}', '{endEarly: false}'))).toEqual([]);
    expect(await lines(text(false))).toEqual([]);
  });
});

it('leaves experiments without strength alone', async () => {
  expect(await lines(VALID)).toEqual([]);
});
