import {describe, expect, it} from '@jest/globals';
import {proofsOverTime} from '../../src/analysis/proofs-over-time.js';
import {storedLooks} from '../../src/experiment/stored-looks.js';
import {changed, experimentOf} from '../render/watch/support.js';

const experiment = await experimentOf('strength/two-limits.yaml');
const [latency, errors] = experiment.spec.criteria.objectives;

describe('what was shown of an objective at each look', () => {
  it('is one proof for each look, in their order', () => {
    const {looks} = storedLooks(experiment).find(({version}) => version === 'candidate')!;
    const iterations = proofsOverTime(experiment, latency!, 'candidate').map(({iteration}) => iteration);
    expect(iterations).toEqual(looks.map(({iteration}) => iteration));
    expect(iterations.length).toBeGreaterThan(3);
  });

  it.each([
    ['candidate', 0],
    ['current', 1],
    ['candidate', 2],
  ])('is in the end what the status says: %s, objective %d', (version, index) => {
    const objective = experiment.spec.criteria.objectives[index]!;
    const {proof} = proofsOverTime(experiment, objective, version).at(-1)!;
    const data = experiment.source as never as Status;
    const {lower, upper, state} = data.status.analysis.objectiveAssessments.data[version]![index]!;
    expect(proof.state).toBe(state);
    // It was written when bounds had seven digits.
    expect(proof.bounds.lower).toBeCloseTo(lower, 4);
    expect(proof.bounds.upper).toBeCloseTo(upper, 4);
  });

  it('is found once for an experiment, and anew for its next status', () => {
    const proofs = proofsOverTime(experiment, errors!, 'candidate');
    expect(proofsOverTime(experiment, errors!, 'candidate')).toBe(proofs);
    const next = changed(experiment, {'/status/looks': []});
    expect(proofsOverTime(next, next.spec.criteria.objectives[1]!, 'candidate')).toEqual([]);
  });

  it('is nothing where the last value decides, or of a version that was never looked at', () => {
    const unproven = changed(experiment, {'/spec/criteria/strength': null});
    expect(proofsOverTime(unproven, unproven.spec.criteria.objectives[0]!, 'candidate')).toEqual([]);
    expect(proofsOverTime(experiment, latency!, 'nobody')).toEqual([]);
  });
});

interface Status {
  status: {
    analysis: {
      objectiveAssessments: {data: Record<string, {lower: number; upper: number; state: string}[]>};
    };
  };
}
