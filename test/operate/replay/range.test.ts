import {describe, expect, it} from '@jest/globals';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {iterationTimes} from '../../../src/operate/replay/prometheus/range.js';
import {BEGIN, unkept} from './support/counted-shop.js';

const NEVER = {resource: {}, looks: [], lost: [], gaps: []};
const HOUR_MS = 3_600_000;

/** A run of a minute an iteration, asked for so many hours after its begin. */
function asked(iterationsPerLoop: number, hours: number) {
  const resource = unkept();
  const spec = {...(resource.spec as object), duration: {intervalSeconds: 60, iterationsPerLoop}};
  const experiment = readExperimentResource({...resource, spec});
  const now = new Date(BEGIN.getTime() + hours * HOUR_MS);
  return iterationTimes(experiment, NEVER, {since: BEGIN, until: undefined}, now);
}

describe('the iterations that a Prometheus is asked for', () => {
  it('are 2000 at most, and it says that there were more', () => {
    const {moments, gaps} = asked(2001, 100);
    expect(moments).toHaveLength(2000);
    expect(moments.at(-1)).toEqual({iteration: 2000, at: new Date(BEGIN.getTime() + 1999 * 60_000)});
    expect(gaps).toEqual(['the Prometheus was asked for 2000 iterations, and not for those that come after']);
  });

  it.each([
    ['the run has no more', 2000, 100, 2000],
    ['no more have been yet', 5000, 10, 601],
  ])('are all that there are where %s', (_what, iterations, hours, count) => {
    const {moments, gaps} = asked(iterations, hours);
    expect(moments).toHaveLength(count);
    expect(gaps).toEqual([]);
  });
});
