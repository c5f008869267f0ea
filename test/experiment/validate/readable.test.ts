import {describe, expect, it} from '@jest/globals';
import {readExperiments} from '../../../src/experiment/reading/experiments.js';
import {examine} from '../../../src/experiment/validate/diagnosis.js';
import {lines, spoilt, VALID} from './lines.js';

const STATUS = (text: string) => `${VALID}status:\n  ${text}\n`;

describe('what describe refuses although the schema takes it', () => {
  it('is listed with all the rest, not only where reading stops first', async () => {
    const text = spoilt('upperLimit: 50', 'upperLimit: "1e400"\n      lowerLimit: "1e401"');
    expect(await lines(`${text}status: {startTime: soon, lastUpdateTime: later}\n`)).toHaveLength(4);
  });

  it.each([
    [
      spoilt('upperLimit: 50', 'upperLimit: "1e400"'),
      '12:19 error spec.criteria.objectives[0].upperLimit: expected a number such as 50, "0.01" or 10m, got "1e400"',
    ],
    [
      STATUS('completedIterations: 99999999999999999999'),
      '21:24 error status.completedIterations: expected a whole number, got "99999999999999999999"',
    ],
    [
      STATUS('startTime: soon'),
      '21:14 error status.startTime: expected a time such as 2021-02-18T10:00:00Z, got "soon"',
    ],
    [
      STATUS('completedIterations: -1'),
      '21:24 error status.completedIterations: -1 is out of range; write a number from 0',
    ],
  ])('is an error, once', async (text, expected) => {
    expect(await lines(text)).toEqual([expected]);
  });

  it.each([
    'null',
    '5',
    '-1',
    '99999999999999999999',
    '1e999',
    'text',
    '"1e400"',
    '[]',
    '[null]',
    'true',
    '{a: {b: []}}',
  ])('never stays hidden: %s as any part', async (value) => {
    const keys = VALID.match(/^ *(?:- )?\w+:.*$/gm) ?? [];
    for (const key of keys.slice(2)) {
      const text = spoilt(key, key.replace(/:.*/, `: ${value}`));
      const {diagnoses} = await examine({name: 'a.yaml', text});
      if (diagnoses.every(({severity}) => severity === 'warning')) expect(await described(text)).toBe('read');
    }
  });
});

async function described(text: string): Promise<string> {
  try {
    for await (const {name} of readExperiments({name: 'a.yaml', text})) if (name === '') return 'no name';
    return 'read';
  } catch (error) {
    return String(error);
  }
}

describe('a list that is none', () => {
  const objectives = '    objectives:\n    - metric: istio/latency\n      upperLimit: 50\n';
  const rewarded = VALID.replace('Canary', 'A/B');

  it.each([
    [VALID.replace(objectives, '    objectives: none\n'), 'spec.criteria.objectives'],
    [VALID.replace(`\n${objectives}`, ' none\n'), 'spec.criteria'],
    [rewarded.replace(objectives, '    rewards: none\n'), 'spec.criteria.rewards'],
    [rewarded.replace(`\n${objectives}`, ' none\n'), 'spec.criteria'],
  ])('is one mistake', async (text, field) => {
    expect(await lines(text)).toEqual([expect.stringContaining(` error ${field}: expected `)]);
  });
});
