import {describe, expect, it} from '@jest/globals';
import {judgementOf} from '../../../src/analysis/replay/judgement.js';
import {isObject, type JsonObject} from '../../../src/experiment/json.js';
import {storedLooks} from '../../../src/experiment/stored-looks.js';
import {withRules} from '../../../src/operate/replay/change-criteria.js';
import {recordingOf} from '../../../src/operate/replay/read-recording.js';
import {replayRun} from '../../../src/operate/replay/replay.js';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import {unkept} from './support/counted-shop.js';
import {recordRun, shop, sourcesOf} from './support/recorded-run.js';

const PROOF = {objectives: [], confidence: '0.95'};

async function replayed(resources: readonly JsonObject[], wanted?: Parameters<typeof withRules>[1]) {
  const recording = recordingOf(resources);
  return replayRun(recording, wanted && withRules(readExperimentResource(recording.resource), wanted));
}

describe('a replay of what is left of a run', () => {
  it('names the iterations that the status has thinned out, and judges the others as the run did', async () => {
    const duration = {intervalSeconds: 12, iterationsPerLoop: 130};
    const written = await recordRun(['c:latency=30±10'], shop({deployment: 'FixedSplit', duration}));
    const replay = await replayed(sourcesOf(written).slice(-1));
    expect(replay.gaps).toEqual([
      expect.stringMatching(
        /^nothing is left of \d+, .* and others, of 130 iterations that were judged, since the status keeps only so many points$/,
      ),
    ]);
    expect(replay.asWritten.fate).toEqual(replay.fate);
    const judged = new Map(written.map((one) => [one.status.completedIterations, judgementOf(one)] as const));
    const {looks} = replay.asWritten;
    expect(looks.length).toBeGreaterThan(80);
    expect(looks.map(({experiment}) => judgementOf(experiment))).toEqual(
      looks.map(({iteration}) => judged.get(iteration)),
    );
  });

  it('still knows what was counted at looks whose values are gone', async () => {
    const duration = {intervalSeconds: 12, iterationsPerLoop: 130, endEarly: false};
    const criteria = {strength: {confidence: 0.95, looks: 30}};
    const sketch = {deployment: 'FixedSplit', duration, criteria};
    const written = await recordRun(['c:latency=30±10,error-rate=0.019,rps=5'], shop(sketch));
    const ended = written.at(-1)!;
    const {replayed: again, fate} = await replayed(sourcesOf(written).slice(-1));
    expect(storedLooks(again.experiment)).toEqual(storedLooks(ended));
    expect(again.fate).toEqual(fate);
    const judged = new Map(written.map((one) => [one.status.completedIterations, judgementOf(one)] as const));
    for (const {iteration, experiment} of again.looks) {
      expect([iteration, judgementOf(experiment)]).toEqual([iteration, judged.get(iteration)]);
    }
  });

  it('has no gap where the whole of it was watched', async () => {
    const written = await recordRun(['c:latency=30±10']);
    expect((await replayed(sourcesOf(written))).gaps).toEqual([]);
  });

  it('says whose samples were not counted, so that little can be shown', async () => {
    const uncounted = shop({
      objectives: [{metric: 'mean-latency', upperLimit: 50}],
      criteria: {requestCount: undefined},
    });
    const written = await recordRun(['c:latency=30±10'], uncounted);
    const replay = await replayed(sourcesOf(written).slice(-1), PROOF);
    expect(replay.gaps).toEqual([
      'mean-latency of c shows little: how many samples there were was recorded at 1 of 11 looks only',
    ]);
    expect(replay.replayed.fate.kind).toBe('noWinner');
  });

  it('says that nobody has counted what is above another limit of a percentile', async () => {
    const objectives = [{metric: 'p95-latency', upperLimit: 150}];
    const written = await recordRun(
      ['c:latency=80±20'],
      shop({objectives, criteria: {strength: {confidence: 0.95}}}),
    );
    const replay = await replayed(sourcesOf(written).slice(-1), {objectives: ['p95-latency<=120']});
    expect(replay.gaps).toEqual([
      'p95-latency of c shows nothing: how many requests were above this limit was not recorded',
    ]);
  });

  it('tells that a run was aborted, which no rule foresees', async () => {
    const written = await recordRun(['c:latency=30±10']);
    const early = written.find(({status}) => status.completedIterations === 5)!.source;
    const status = isObject(early.status) ? early.status : {};
    const aborted = {
      ...early,
      status: {...status, stage: 'Completed', progress: {ending: {kind: 'aborted', reason: ''}}},
    };
    const {fate, replayed: again} = await replayed([aborted]);
    expect(fate).toMatchObject({kind: 'aborted', iteration: 5});
    expect(again.fate).toMatchObject({kind: 'open', iteration: 5});
  });

  it('takes only the last of two runs of one name', async () => {
    const older = await recordRun(['c:latency=90±10']);
    const newer = await recordRun(['c:latency=30±10'], shop(), '2');
    const again = sourcesOf(newer).map((source) => ({
      ...source,
      metadata: {...(source.metadata as JsonObject), uid: 'new'},
    }));
    const replay = await replayed([...sourcesOf(older), ...again]);
    expect(replay.fate).toMatchObject({kind: 'won', version: 'c'});
    expect(replay.asWritten.fate).toEqual(replay.fate);
  });

  it('takes the samples of an engine that writes none down from the metric that counts them', async () => {
    const experiment = unkept();
    const values = (v1: string, v2: string) => ({data: {v1: {value: v1}, v2: {value: v2}}});
    const data = {'shop/requests': values('3000', '2000'), 'shop/error-rate': values('0.001', '0.001')};
    const analysis = {
      aggregatedMetrics: {timestamp: '2026-11-22T10:09:00Z', data},
      versionAssessments: {data: {v1: [true], v2: [true]}},
      winnerAssessment: {data: {winnerFound: true, winner: 'v2'}},
    };
    const ended = {...(experiment.status as JsonObject), stage: 'Completed', completedIterations: 10, analysis};
    const replay = await replayed([{...experiment, status: ended}], PROOF);
    expect(replay.asWritten.fate).toEqual({kind: 'won', version: 'v2', iteration: 10});
    expect(replay.replayed.fate).toEqual({kind: 'won', version: 'v2', iteration: 10});
    expect(replay.gaps).toEqual(['nothing is left of 1-9, of 10 iterations that were judged']);
  });

  it('does without copies of metrics that cannot be read', async () => {
    const written = await recordRun(['c:latency=30±10']);
    const {status, ...rest} = written.at(-1)!.source;
    const metrics = ['mean-latency', 'error-rate', 'request-count'].map((name) => ({
      name: `default/${name}`,
      metricObj: {},
    }));
    const replay = await replayed([{...rest, status: {...(status as JsonObject), metrics}}]);
    expect(replay.asWritten.fate).toEqual(replay.fate);
  });
});
