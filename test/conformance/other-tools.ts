import {experiment, LATENCY, type Sketch} from '../engine/support/experiment.js';
import {play} from '../engine/support/play.js';
import type {Values, WorldOptions} from '../engine/support/world.js';
import type {Case, Table} from './case.js';

const ARGO = 'https://argo-rollouts.readthedocs.io/en/stable/features/analysis/';
const FLAGGER = 'https://docs.flagger.app/usage/how-it-works';
const KAYENTA = 'https://github.com/spinnaker/kayenta/blob/master/docs/canary-config.md';

/** Latencies of the candidate, look by look; null: no answer. The baseline has 10, the limit is 50. */
type Looks = readonly (string | null)[];

function world(looks: Looks): WorldOptions {
  const values = (completed: number): Values => ({'default/latency': {b: '10', c: looks[completed] ?? null}});
  return {values: ({status}) => values(status.completedIterations)};
}

/** `won after 3`, `lost …`, `rolled back …`, `undecided …`: how a run of so many looks ends, and after how many. */
async function outcome(looks: Looks, sketch: Sketch = {}): Promise<string> {
  const duration = {iterationsPerLoop: looks.length, intervalSeconds: 20};
  const {experiment: ended} = await play(experiment({duration, ...sketch}), world(looks));
  const {winner} = ended.status.analysis;
  const isBack = ended.status.message?.includes('rolled back') ?? false;
  const verdict = isBack ? 'rolled back' : ({c: 'won', b: 'lost'}[winner?.version ?? ''] ?? 'undecided');
  return `${verdict} after ${ended.status.completedIterations}`;
}

/** The candidate's percent, split by split. */
async function steps(looks: Looks, sketch: Sketch = {}): Promise<string> {
  const duration = {iterationsPerLoop: looks.length, intervalSeconds: 20};
  const played = await play(experiment({duration, ...sketch}), world(looks));
  return played.world.splits.map((split) => split[1]).join(' ');
}

const STRICT: Sketch = {objectives: [{...LATENCY, rollback_on_failure: true}]};
const RELATIVE: Sketch = {objectives: [{metric: 'latency', relativeUpperLimit: '1.1'}]};

type Row = readonly [input: string, theirs: string, ours: string, observe: Case['observe'], because?: string];

function cases(rows: readonly Row[]): Case[] {
  return rows.map(([input, theirs, ours, observe, because]) => ({input, theirs, ours, observe, ...(because !== undefined && {because})})); // prettier-ignore
}

const WHOLE_RUN = 'looks are not counted: the value of the whole run so far decides';
const UNKNOWN = 'unknown is neither good nor bad';

export const ARGO_ROLLOUTS: Table = {
  title: 'Argo Rollouts: an AnalysisRun against an Experiment of as many looks',
  source: ARGO,
  cases: cases([
    [
      'count 3, all good',
      'Successful',
      'won after 3',
      () => outcome(['12', '12', '12']),
      'the same in other words',
    ],
    ['failureLimit 0 (default), the 1st of 3 looks is bad', 'Failed at once, aborted', 'rolled back after 0', () => outcome(['99', '12', '12'], STRICT), 'the same with rollback_on_failure'], // prettier-ignore
    ['failureLimit 1, the 1st of 3 looks is bad', 'Successful: one failure is allowed', 'won after 3', () => outcome(['99', '12', '12']), WHOLE_RUN], // prettier-ignore
    ['failureLimit 1, the last of 3 looks is bad', 'Successful: one failure is allowed', 'lost after 3', () => outcome(['12', '12', '99']), WHOLE_RUN], // prettier-ignore
    ['inconclusiveLimit 0 (default), neither condition holds', 'Inconclusive, the Rollout pauses', 'undecided after 3', () => outcome([null, null, null]), `${UNKNOWN}; at the end the baseline keeps the traffic`], // prettier-ignore
    ['consecutiveErrorLimit 4 (default), 1 of 3 queries fails', 'goes on: 4 errors in a row are allowed', 'won after 3', () => outcome(['12', null, '12']), 'the last good value bridges the gap'], // prettier-ignore
    ['consecutiveErrorLimit 4 (default), 5 queries in a row fail', 'Error, aborted', 'undecided after 6', () => outcome(['12', null, null, null, null, null]), UNKNOWN], // prettier-ignore
    ['setWeight 20, 40, then the analysis fails', '20 40 0', '20 40 0 0', () => steps(['12', '12', '99'], {weights: {maxCandidateWeightIncrement: 20}}), 'the same; the last one is the end'], // prettier-ignore
  ]),
};

export const FLAGGER_CANARY: Table = {
  title: 'Flagger: a Canary against an Experiment of as many looks',
  source: FLAGGER,
  cases: cases([
    ['stepWeight 10, maxWeight 50, all good', '10 20 30 40 50, then promoted', '10 20 30 40 50 100', () => steps(['12', '12', '12', '12', '12'], {weights: {maxCandidateWeight: 50}}), 'the same: the end is not bound by the cap'], // prettier-ignore
    ['stepWeight 20, maxWeight 40, all good', '20 40, then promoted', '20 40 100', () => steps(['12', '12', '12'], {weights: {maxCandidateWeight: 40, maxCandidateWeightIncrement: 20}}), 'the same: it stays at the cap until the run ends, and what is unchanged is not set again'], // prettier-ignore
    ['threshold 1, a check fails', 'rolled back', 'rolled back after 0', () => outcome(['99', '12'], STRICT), 'the same with rollback_on_failure'], // prettier-ignore
    ['threshold 2, one of 3 checks fails', 'goes on, the step is not made', 'won after 3', () => outcome(['99', '12', '12']), WHOLE_RUN], // prettier-ignore
    ['the weight while a check fails', 'stays', '10 0 10 100', () => steps(['12', '99', '12']), 'who violates an objective gets nothing until it does no more'], // prettier-ignore
    ['iterations 3 without weights (Blue/Green), all good', 'promoted after 3', 'won after 3', () => outcome(['12', '12', '12'], {deployment: 'FixedSplit'}), 'the same in other words'], // prettier-ignore
  ]),
};

export const KAYENTA_JUDGE: Table = {
  title: 'Kayenta: the judgement of one metric',
  source: KAYENTA,
  cases: cases([
    ['direction increase, allowedIncrease 1.1, the canary has 1.2 times the baseline', 'High: the metric fails', 'lost after 1', () => outcome(['12'], RELATIVE), 'relativeUpperLimit 1.1 compares the values themselves, not their distributions'], // prettier-ignore
    ['direction increase, allowedIncrease 1.1, the canary has 1.05 times the baseline', 'Pass', 'won after 1', () => outcome(['10.5'], RELATIVE), 'the same in other words'], // prettier-ignore
    ['mustHaveData, no data', 'the metric fails', 'undecided after 1', () => outcome([null], RELATIVE), UNKNOWN],
    ['without mustHaveData, no data', 'the metric does not count', 'undecided after 1', () => outcome([null], RELATIVE), `${UNKNOWN}: nobody is promoted on what was not measured`], // prettier-ignore
    ['critical, and it fails', 'the whole canary fails with score 0', 'rolled back after 0', () => outcome(['99'], STRICT), 'the same with rollback_on_failure'], // prettier-ignore
  ]),
};
