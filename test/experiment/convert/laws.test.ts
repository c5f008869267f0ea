import {readdirSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Iter8Error} from '../../../src/errors.js';
import {convertResource} from '../../../src/experiment/convert/convert.js';
import {withTodaysCriteria} from '../../../src/experiment/convert/legacy-criteria.js';
import {isObject, type Json, type JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {readResources} from '../../../src/experiment/reading/experiments.js';
import {describeView} from '../../../src/render/describe/view.js';
import {fixture, fixturePath} from '../../support/golden.js';

const FILES = [...readdirSync(fixturePath('legacy')).map((file) => `legacy/${file}`), 'canary-running.yaml'];

interface Sample {
  readonly name: string;
  readonly source: JsonObject;
}

async function samplesOf(file: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const {value} of readResources({name: file, text: fixture(file)})) {
    if (value.kind === 'Experiment') samples.push({name: `${file} (${samples.length})`, source: value});
  }
  return samples;
}

const SAMPLES = (await Promise.all(FILES.map(samplesOf))).flat();

function converted(source: JsonObject): JsonObject {
  const result = convertResource(source);
  if (result.kind === 'foreign') throw new Error('is no resource of ours');
  return result.resource;
}

/** Of an old generation as its criteria are judged today. */
function today(source: JsonObject): Experiment {
  const experiment = parseExperiment(source);
  return experiment.dialect.startsWith('v1') ? withTodaysCriteria(experiment) : experiment;
}

/** What must be the same before and after, once metrics have the names of today. */
function essence(experiment: Experiment) {
  const {verdict, ...view} = describeView(experiment);
  return {
    verdict: [verdict.outcome, verdict.isFinal],
    name: [view.name, view.namespace, view.target],
    patterns: [view.testingPattern, view.deploymentPattern],
    progress: [view.stage, view.completedIterations, view.totalIterations, view.message],
    versions: view.versions,
    weights: view.weights,
    winner: view.winner && [view.winner.found, view.winner.version, view.winner.recommended],
    objectives: view.objectives,
    rewards: view.rewards.filter(({preferredDirection}) => preferredDirection !== null),
    values: view.metrics.map(({metric, versions}) => [metric, versions] as const),
  };
}

describe('converting', () => {
  it('has samples of every old version', () => {
    expect(new Set(SAMPLES.map(({source}) => source.apiVersion)).size).toBe(3);
  });

  it.each(SAMPLES)('$name keeps verdict, stage, iterations, winner, assessments and values', ({source}) => {
    const [before, after] = [today(source), parseExperiment(converted(source))];
    expect(essence(after)).toEqual(essence(before));
    expect([after.dialect, after.legacy]).toEqual(['v2alpha2', undefined]);
  });

  it.each(SAMPLES)('$name a second time changes nothing', ({source}) => {
    const once = converted(source);
    expect(convertResource(once)).toEqual({kind: 'current', resource: once});
  });

  it('leaves an experiment of the newest version as it is', () => {
    const source = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'e'},
      odd: [1, {a: null}],
    };
    expect(convertResource(source)).toEqual({kind: 'current', resource: source});
  });

  it('goes by content when a server sent old content under the new version', () => {
    const source = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'e'},
      spec: {criteria: {reward: {metric: 'shop/sales', preferredDirection: 'High'}}},
    };
    expect(converted(source)).toMatchObject({
      spec: {criteria: {rewards: [{metric: 'shop/sales', preferredDirection: 'High'}]}},
    });
  });

  it('writes no float anywhere, since the schema has none', () => {
    const floats = SAMPLES.flatMap(({source}) => numbersIn(converted(source))).filter((n) => !Number.isInteger(n));
    expect(floats).toEqual([]);
  });

  it('of whatever is left of an experiment is an error in words, or holds the laws', () => {
    const damage = fc.record({
      sample: fc.constantFrom(...SAMPLES),
      at: fc.array(fc.nat(), {minLength: 1, maxLength: 7}),
      value: fc.constantFrom<Json | undefined>(undefined, null, '', 'x', 0, 1.5, -3, true, [], {}, [{}], ['x'], {
        x: 1,
      }),
    });
    fc.assert(
      fc.property(damage, ({sample, at, value}) => {
        const source = replaceAt(sample.source, at, value) as JsonObject;
        const once = tryConvert(source);
        if (once === undefined) return;
        expect(converted(once)).toEqual(once);
        const before = essence(today(source));
        const after = essence(parseExperiment(once));
        const shown = before.values.map(([metric]) => metric);
        expect({...after, values: after.values.filter(([metric]) => shown.includes(metric))}).toEqual(before);
      }),
      {numRuns: 1000},
    );
  });
});

function tryConvert(source: JsonObject): JsonObject | undefined {
  try {
    const result = convertResource(source);
    return result.kind === 'foreign' ? undefined : result.resource;
  } catch (error) {
    expect(error).toBeInstanceOf(Iter8Error);
    return undefined;
  }
}

/** Replaces one field; the numbers choose the way down to it. */
function replaceAt(value: Json, [choice = 0, ...rest]: readonly number[], replacement: Json | undefined): Json {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return replacement ?? null;
  const key = Object.keys(value)[choice % Object.keys(value).length]!;
  const change = (child: Json) => (rest.length === 0 ? replacement : replaceAt(child, rest, replacement));
  if (isObject(value)) return {...value, [key]: change(value[key] ?? null)};
  const list = value;
  return list.map((item, index) => (String(index) === key ? (change(item) ?? null) : item));
}

function numbersIn(value: Json | undefined): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
