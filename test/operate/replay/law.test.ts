import {describe, expect, it} from '@jest/globals';
import {analysedIteration, fateOf, judgementOf} from '../../../src/analysis/replay/judgement.js';
import type {Judgement} from '../../../src/analysis/replay/recording.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {playBack} from '../../../src/operate/replay/play-back.js';
import {readRecordedSources} from '../../../src/operate/replay/read-sources.js';
import {describeView} from '../../../src/render/describe/view.js';
import {recordingOf} from '../../../src/operate/replay/read-recording.js';
import type {Sketch} from '../../engine/support/experiment.js';
import {recordRun, shop, sourcesOf} from './support/recorded-run.js';

const strength = (policy: string, more: JsonObject = {}) => ({
  criteria: {strength: {confidence: 0.95, policy, ...more}},
});
const rollback = {
  objectives: [{metric: 'error-rate', upperLimit: '0.02', rollback_on_failure: true}],
};

const RUNS: readonly (readonly [what: string, sketch: Sketch, truths: readonly string[]])[] = [
  ['a good candidate', {}, ['c:latency=30±10,error-rate=0.005']],
  ['a slow candidate', {}, ['c:latency=70±20']],
  ['a candidate near its limit', {}, ['c:latency=50±40,error-rate=0.02']],
  ['too little traffic', {criteria: {strength: {minimumSamples: 400}}}, ['c:rps=2', 'b:rps=2']],
  ['a rollback', rollback, ['c:error-rate=0.05']],
  ['a candidate that is proven safe', strength('provenSafe'), ['c:latency=30±10,error-rate=0.002']],
  ['a candidate that is stopped', strength('provenSafe'), ['c:error-rate=0.2']],
  ['what stays unknown', strength('provenSafe'), ['c:error-rate=0.02']],
  ['what is not harmful', strength('provenHarmful'), ['c:error-rate=0.021']],
  ['three looks', strength('provenSafe', {looks: 3}), ['c:error-rate=0.005,latency=30±10']],
  [
    'a percentile',
    {...strength('provenSafe'), objectives: [{metric: 'p95-latency', upperLimit: 150}]},
    ['c:latency=80±20'],
  ],
  ['a split that stays', {deployment: 'FixedSplit'}, ['c:latency=30±10']],
  ['a conformance test', {pattern: 'Conformance', candidates: []}, ['b:latency=30±10,error-rate=0.01']],
  [
    'two versions that are compared by a reward',
    {pattern: 'A/B', criteria: {rewards: [{metric: 'books', preferredDirection: 'High'}]}},
    ['b:books=5±2', 'c:books=6±2'],
  ],
  [
    'a reward that is proven',
    {
      pattern: 'A/B/N',
      candidates: ['c', 'd'],
      criteria: {rewards: [{metric: 'books', preferredDirection: 'High'}], strength: {confidence: 0.9}},
    },
    ['b:books=5±2', 'c:books=9±2', 'd:books=5±1'],
  ],
  ['a switch', {deployment: 'BlueGreen'}, ['c:latency=30±10']],
];

/** Iteration → what the run concluded when it was there. */
function judgements(written: readonly Experiment[]): Map<number, Judgement | undefined> {
  const judged = written.filter(({status}) => status.analysis.aggregatedMetrics);
  return new Map(judged.map((one) => [analysedIteration(one), judgementOf(one)]));
}

async function replayed(resources: readonly JsonObject[]) {
  const recording = recordingOf(resources);
  const {looks, fate} = await playBack(recording, recording.resource);
  return {judged: new Map(looks.map((look) => [look.iteration, judgementOf(look.experiment)])), fate};
}

describe.each(RUNS)('the run of %s', (_what, sketch, truths) => {
  it.each(['1', '2'])(
    'comes to its verdict again, look by look, as it was watched and as it is kept (seed %s)',
    async (seed) => {
      const written = await recordRun(truths, shop(sketch), seed);
      const expected = {judged: judgements(written), fate: fateOf(written.at(-1)!)};
      expect(expected.judged.size).toBeGreaterThan(0);
      const resources = sourcesOf(written);
      expect(await replayed(resources)).toEqual(expected);
      expect(await replayed(resources.slice(-1))).toEqual(expected);
    },
  );
});

describe('what was watched in lines of JSON', () => {
  const linesOf = (written: readonly Experiment[]) =>
    written.map((one) => JSON.stringify(describeView(one))).join('\n');
  const watched = RUNS.filter(([, sketch]) => sketch !== rollback); // of one in the first iteration no values are told

  async function fromLines(texts: readonly string[]) {
    const sources = texts.map((text, index) => ({name: `file ${index}`, text}));
    const {recording} = await readRecordedSources(sources, {name: undefined, namespace: undefined});
    const {looks, fate} = await playBack(recording, recording.resource);
    return {judged: new Map(looks.map((look) => [look.iteration, judgementOf(look.experiment)])), fate};
  }

  it.each(watched)('tells the run of %s again with the Experiment beside it', async (_what, sketch, truths) => {
    const written = await recordRun(truths, shop(sketch));
    const resource = JSON.stringify(written.at(-1)!.source);
    const expected = {judged: judgements(written), fate: fateOf(written.at(-1)!)};
    expect(await fromLines([linesOf(written), resource])).toEqual(expected);
  });

  it.each(RUNS.slice(0, 3))(
    'tells the run of %s alone, where the last value decides',
    async (_what, sketch, truths) => {
      const written = await recordRun(truths, shop(sketch));
      const {judged, fate} = await fromLines([linesOf(written)]);
      expect([...judged.values()]).toEqual([...judgements(written).values()]);
      expect(fate).toEqual(fateOf(written.at(-1)!));
    },
  );
});
