import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {experimentName} from '../../../../src/operate/pipeline/experiment/experiment-name.js';

const COMMIT = '1a2b3c4d5e6f';

describe('the name of an experiment', () => {
  it('tells the candidate and the commit', () => {
    expect(experimentName('iter8-demo-v101', COMMIT, new Set())).toBe('iter8-demo-v101-1a2b3c4');
  });

  it('is the next free one of a commit that was tried out before', () => {
    const taken = new Set(['app-1a2b3c4', 'app-1a2b3c4-2', 'app-1a2b3c4-4']);
    expect(experimentName('app', COMMIT, taken)).toBe('app-1a2b3c4-3');
  });

  it('is always a valid label of at most 63 characters', () => {
    const deployment = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?$/);
    fc.assert(
      fc.property(deployment, fc.nat(20), (candidate, count) => {
        const taken = new Set<string>();
        for (let number = 0; number <= count; number += 1) taken.add(experimentName(candidate, COMMIT, taken));
        expect(taken.size).toBe(count + 1);
        for (const name of taken) expect(name).toMatch(/^[a-z0-9][-a-z0-9]{0,61}[a-z0-9]$/);
      }),
    );
  });
});
