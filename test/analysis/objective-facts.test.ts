import {describe, expect, it} from '@jest/globals';
import {objectiveFacts} from '../../src/analysis/objective-facts.js';
import {assessedFacts} from '../../src/analysis/verdict-words/assessed-facts.js';
import type {Experiment} from '../../src/experiment/model.js';
import {parseQuantity} from '../../src/experiment/quantity.js';
import {reportView} from '../../src/render/report/view.js';
import {watchView} from '../../src/render/watch/view.js';
import {SITUATIONS} from './verdict-words/situations.js';

/** Analysed once, and not counted, since the traffic could not be moved. */
const {experiment, now} = await SITUATIONS['weights-refused']!();

const firstFacts = (of: Experiment) => objectiveFacts(of, of.spec.criteria.objectives[0]!, 0);

/** The states of the first objective, as each face shows them. */
function shownStates(of: Experiment) {
  const report = reportView(of, {now, actions: []});
  return {
    verdict: assessedFacts(of).map(({state}) => state),
    report: report.objectives[0]!.facts.map(({state}) => state),
    watch: watchView(of, []).criteria[0]!.versions.map(({state}) => state),
  };
}

describe('how versions stand to an objective', () => {
  it('is told by all faces as soon as the first iteration is analysed', () => {
    expect(experiment.status.completedIterations).toBe(0);
    const both = ['satisfied', 'satisfied'];
    expect(shownStates(experiment)).toEqual({verdict: [...both, ...both], report: both, watch: both});
  });

  it('is not what a status holds from another run', () => {
    const waiting = {...experiment, status: {...experiment.status, stage: 'Waiting' as const}};
    const none = ['unknown', 'unknown'];
    expect(shownStates(waiting)).toEqual({verdict: [], report: none, watch: none});
    expect(reportView(waiting, {now, actions: []}).objectives[0]!.facts[0]!.note).toBe('not assessed yet');
  });

  it('shows the last value there was where none is new enough', () => {
    const lastValue = parseQuantity('290')!;
    const stale = {value: undefined, lastValue, observedAt: new Date(0), sampleSize: 12};
    const {analysis} = experiment.status;
    const aggregatedMetrics = new Map([['mean-latency', new Map([['checkout-v2', stale]])]]);
    const late = {...experiment, status: {...experiment.status, analysis: {...analysis, aggregatedMetrics}}};
    const [baseline, candidate] = firstFacts(late);
    expect(baseline).toMatchObject({value: undefined, bound: undefined, readAt: undefined});
    expect(candidate).toMatchObject({value: lastValue, readAt: new Date(0), bound: {margin: parseQuantity('10')}});
  });
});
