import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {boundAdditions, LOOK_BYTES, MOST_BYTES} from '../../src/engine/bounds.js';
import {historyJson} from '../../src/engine/history.js';
import {progressJson} from '../../src/engine/step/progress.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {looksJson, type LookSeries, storedLooks} from '../../src/experiment/stored-looks.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {experiment} from './support/experiment.js';
import {play} from './support/play.js';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? null));
const AT = '2026-11-22T10:00:00Z';

/** How large a status is, and what its texts are made of. */
interface Size {
  readonly versions: number;
  readonly metrics: number;
  readonly tasks: number;
  readonly loops: number;
  readonly text: string;
}

const range = <T>(length: number, of: (index: number) => T): T[] => Array.from({length}, (_, index) => of(index));
const named = <T>(names: readonly string[], of: (index: number) => T) =>
  Object.fromEntries(names.map((name, index) => [name, of(index)]));
const versionNames = ({versions}: Size) => range(versions, (index) => `version-${index}`);
const metricNames = ({metrics}: Size) => range(metrics, (index) => `namespace-of-metrics/metric-${index}`);
const STATES = ['satisfied', 'violated', 'unknown'] as const;
const stateOf = (version: number, metric: number) => STATES[(version + metric) % 3]!;

/** Every third value is there, every third is old and could not be read now, every third was never there. */
function metricEntry(index: number, text: string): JsonObject {
  const reading = {observedAt: AT, sampleSize: 1_000_000 + index};
  if (index % 3 === 0) return {value: String(index), ...reading};
  return index % 3 === 1 ? {lastValue: '7', ...reading, unavailable: text} : {unavailable: text};
}

function analysisOf(size: Size): JsonObject {
  const [versions, metrics] = [versionNames(size), metricNames(size)];
  const block = (data: Json) => ({provenance: 'iter8ctl', timestamp: AT, message: size.text.repeat(9), data});
  const assessed = (of: (version: number, metric: number) => Json) =>
    block(named(versions, (version) => range(size.metrics, (metric) => of(version, metric))));
  return {
    aggregatedMetrics: block(
      named(metrics, (metric) => ({data: named(versions, (version) => metricEntry(metric + version, size.text))})),
    ),
    versionAssessments: assessed((version, metric) => stateOf(version, metric) === 'satisfied'),
    objectiveAssessments: assessed((version, metric) => ({
      state: stateOf(version, metric),
      value: '1',
      limit: '2',
      message: size.text,
    })),
    winnerAssessment: block({winnerFound: true, winner: versions[0]!, bestVersions: [versions[0]!]}),
    weights: block(versions.map((name) => ({name, value: 1}))),
  };
}

function actionOf({tasks, text}: Size): JsonObject {
  const ended = range(tasks, (index) => ({
    index,
    task: 'run',
    result: index % 2 === 0 ? 'succeeded' : 'failed',
    reason: text,
    output: text.repeat(8),
  }));
  return {state: 'running', startedAt: AT, tasks: ended};
}

function statusOf(size: Size): JsonObject {
  const points = range(120, (index) => ({at: AT, value: String(index)}));
  const series = metricNames(size).flatMap((metric) =>
    versionNames(size).map((version) => ({metric, version, points})),
  );
  return {
    progress: progressJson({attempts: 3, ending: {kind: 'rolledBack', reason: size.text.repeat(9)}}),
    actions: named(['start', ...range(size.loops, (index) => `loop-${index + 1}`), 'finish'], () =>
      actionOf(size),
    ),
    history: historyJson({series, leftOut: 0}),
    analysis: analysisOf(size),
  };
}

/** Bytes of all that the original does not write. */
function additionsOf({progress, actions, history, analysis = {}}: JsonObject): number {
  const {objectiveAssessments, ...blocks} = analysis as Record<string, {message?: string; data: Json}>;
  const beside = Object.values((blocks.aggregatedMetrics?.data ?? {}) as Record<string, {data: JsonObject}>).map(
    ({data}) =>
      Object.values(data).map((entry) => Object.entries(entry as JsonObject).filter(([key]) => key !== 'value')),
  );
  const messages = Object.values(blocks).map(({message}) => message);
  return [progress, actions, history, objectiveAssessments, messages].reduce<number>(
    (sum, part) => sum + bytesOf(part),
    beside.flat(2).reduce((sum, [key, value]) => sum + bytesOf({[key]: value}) - 1, 0),
  );
}

/** What an experiment was found to be, as every reader sees it. */
function verdictOf(size: Size, status: JsonObject) {
  const names = versionNames(size).slice(1);
  const {analysis} = parseExperiment(experiment({candidates: names, status})).status;
  const values = [...(analysis.aggregatedMetrics ?? [])].map(([metric, byVersion]) => [
    metric,
    [...byVersion].map(([version, {value}]) => [version, value]),
  ]);
  const {weights} = status.analysis as {weights: JsonObject};
  return [values, analysis.versionAssessments, analysis.winner, weights.data];
}

const anySize: fc.Arbitrary<Size> = fc.record({
  versions: fc.integer({min: 1, max: 12}),
  metrics: fc.integer({min: 0, max: 80}),
  tasks: fc.integer({min: 0, max: 60}),
  loops: fc.integer({min: 0, max: 8}),
  text: fc.string({maxLength: 500, unit: fc.constantFrom('x', 'é', '漢', '"', '\n', '\u0001')}),
});

describe('what the engine adds to a status', () => {
  it('is at most 128 KiB together, whatever there is, and the verdict is the same as without bounds', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const status = statusOf(size);
        const bounded = boundAdditions({stage: 'Running'}, status);
        expect(additionsOf(bounded)).toBeLessThanOrEqual(MOST_BYTES);
        expect(verdictOf(size, bounded)).toEqual(verdictOf(size, status));
      }),
      {
        numRuns: 25,
        examples: [[{versions: 10, metrics: 60, tasks: 10, loops: 3, text: 'the backend refuses '.repeat(12)}]],
      },
    );
  });

  it('stays as it is once it is in bounds, and in bounds when actions are written alone', () => {
    fc.assert(
      fc.property(anySize, anySize, (before, after) => {
        const bounded = boundAdditions({}, statusOf(before));
        expect(boundAdditions(bounded, bounded)).toEqual(bounded);
        const written = boundAdditions(bounded, {actions: statusOf(after).actions!});
        expect(additionsOf({...bounded, ...written})).toBeLessThanOrEqual(MOST_BYTES);
      }),
      {numRuns: 15},
    );
  });

  it('is in bounds after every write of a run with ten versions, sixty metrics that fail, and a talkative action', async () => {
    const metrics = range(60, (index) => `metric-${index}`);
    const candidates = range(9, (index) => `candidate-${index}`);
    const failing = named(
      metrics.map((metric) => `default/${metric}`),
      () => named(['b', ...candidates], () => null),
    );
    const resource = experiment({
      pattern: 'A/B/N',
      candidates,
      objectives: metrics.map((metric) => ({metric, upperLimit: 50})),
      criteria: {rewards: [{metric: 'metric-0', preferredDirection: 'High'}]},
      actions: {finish: range(3, () => ({run: 'printf %4000s x'}))},
    });
    const sizes: number[] = [];
    const onWrite = ({source}: Experiment) => sizes.push(additionsOf(source.status as JsonObject));
    const {experiment: ended} = await play(resource, {values: () => failing}, {onWrite});
    expect(ended.status).toMatchObject({stage: 'Completed', completedIterations: 2, failure: undefined});
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('never forgets which items of the latest action have ended, in whatever order a cluster keeps the actions', () => {
    const size = {versions: 1, metrics: 0, tasks: 300, loops: 2, text: 'x'.repeat(400)};
    const inAlphabet = Object.fromEntries(
      Object.entries(statusOf(size).actions as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    expect(Object.keys(inAlphabet)[0]).toBe('finish');
    const {finish} = boundAdditions({}, {actions: inAlphabet}).actions as Record<string, {tasks: JsonObject[]}>;
    expect(finish!.tasks.map(({index}) => index)).toEqual(range(300, (index) => index));
    expect(finish).toMatchObject({message: expect.stringContaining('left out')});
  });

  it('takes a repeated finish action for later than the first', () => {
    const tasks = range(12, (index) => ({index, result: 'succeeded', output: 'x'.repeat(4000)}));
    const actions = {
      'finish-10': {state: 'running', tasks},
      'finish-2': {state: 'failed', tasks},
      finish: {tasks},
    };
    const bounded = boundAdditions({}, {actions}).actions as Record<string, {tasks: JsonObject[]}>;
    const kept = (instance: string) =>
      bounded[instance]?.tasks.filter(({output}) => !/left out/.test(output as string));
    expect([kept('finish')?.length, kept('finish-2')?.length]).toEqual([0, 0]);
    expect(kept('finish-10')?.length).toBeGreaterThan(8);
  });

  it('drops the outputs of the oldest actions first, and says so', () => {
    const record = {
      state: 'succeeded',
      tasks: range(4, (index) => ({index, output: 'x'.repeat(4000)})),
    };
    const actions = {'loop-1': record, 'loop-10': record, 'loop-2': record};
    const bounded = boundAdditions({}, {actions}).actions as Record<string, {tasks: {output: string}[]}>;
    expect(bounded['loop-1']!.tasks[0]!.output).toBe('… left out: the status would be too large');
    expect(bounded['loop-2']).toEqual(record);
    expect(bounded['loop-10']).toEqual(record);
  });

  it('drops numbers and sentences of assessments, and says so', () => {
    const size = {versions: 10, metrics: 60, tasks: 0, loops: 0, text: 'is unavailable'.repeat(9)};
    const {objectiveAssessments} = boundAdditions({}, {analysis: analysisOf(size)}).analysis as JsonObject;
    const {data, message} = objectiveAssessments as {data: Record<string, Json[]>; message: string};
    expect(data['version-0']!.slice(0, 3)).toEqual(STATES.map((state) => ({state})));
    expect(message).toContain('numbers and sentences are left out, the status would be too large');
  });

  it('drops the reasons why there is no value, and says so', () => {
    const size = {versions: 7, metrics: 60, tasks: 0, loops: 0, text: 'the backend refuses '.repeat(6)};
    const {aggregatedMetrics} = boundAdditions({}, {analysis: analysisOf(size)}).analysis as JsonObject;
    const {data, message} = aggregatedMetrics as {data: Record<string, {data: JsonObject}>; message: string};
    expect(data['namespace-of-metrics/metric-0']!.data['version-0']).toEqual(metricEntry(0, ''));
    expect(data['namespace-of-metrics/metric-2']!.data['version-0']).toEqual({
      unavailable: `${size.text.slice(0, 39)}…`,
    });
    expect(message).toContain('details of values are left out, the status would be too large');
  });

  it('thins the history when actions take its place, though they alone change', () => {
    const points = range(120, (index) => ({at: AT, value: String(index)}));
    const series = range(24, (index) => ({metric: `m${index}`, version: 'b', points}));
    const history = historyJson({series, leftOut: 0});
    const record = {tasks: [{index: 0, output: 'x'.repeat(39_000)}]};
    const bounded = boundAdditions({history}, {actions: {start: record}});
    expect(bytesOf([bounded.history, bounded.actions])).toBeLessThanOrEqual(MOST_BYTES);
    expect((bounded.history as JsonObject).message).toMatch(/^\d+ older points are left out$/);
  });
});

describe('the looks in a status', () => {
  const seriesOf = (metrics: number, versions: number, looks: number): LookSeries[] =>
    range(metrics, (metric) =>
      range(versions, (version) => ({
        metric: `namespace-of-metrics/metric-${metric}`,
        version: `version-${version}`,
        looks: range(looks, (look) => ({
          iteration: look + 1,
          samples: 123_456 * (look + 1),
          sum: Math.PI * 1e6 * (look + 1),
        })),
      })),
    ).flat();
  const bounded = (series: readonly LookSeries[]) => {
    const looks = looksJson(series) as Json;
    const patch = boundAdditions({}, {analysis: {}, looks});
    return {bytes: bytesOf(patch.looks), looks: storedLooks({source: {status: patch}}), patch};
  };

  it('are all kept of fifty looks at ten metrics of five versions', () => {
    const {bytes, looks} = bounded(seriesOf(10, 5, 50));
    expect(bytes).toBeLessThanOrEqual(LOOK_BYTES);
    expect(looks.map((series) => series.looks.length)).toEqual(range(50, () => 50));
  });

  it('become fewer beyond that, at the same iterations in all series, and never lose the newest', () => {
    const {bytes, looks} = bounded(seriesOf(40, 5, 50));
    expect(bytes).toBeLessThanOrEqual(LOOK_BYTES);
    const [first, ...others] = looks.map((series) => series.looks.map(({iteration}) => iteration));
    expect(first).toEqual([2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50]);
    for (const iterations of others) expect(iterations).toEqual(first);
  });

  it('are in bounds still when they are bounded again, and the newest is kept of any number of series', () => {
    const {patch, looks} = bounded(seriesOf(40, 5, 50));
    expect(boundAdditions(patch, patch).looks).toEqual(patch.looks);
    expect(looks.every((series) => series.looks.at(-1)?.iteration === 50)).toBe(true);
    const most = bounded(seriesOf(400, 5, 9)).looks;
    expect(most.every((series) => series.looks.map(({iteration}) => iteration).join() === '9')).toBe(true);
  });

  it('cost the history and the actions nothing', () => {
    const status: JsonObject = {
      ...statusOf({versions: 2, metrics: 3, tasks: 2, loops: 1, text: 'x'}),
      looks: looksJson(seriesOf(10, 5, 50)),
    };
    const {history, actions} = boundAdditions({}, status);
    expect([history, actions]).toEqual([status.history, status.actions]);
  });
});
