import {describe, expect, it} from '@jest/globals';
import {type RunResult, runResult} from '../../../src/analysis/run-result.js';
import Demo from '../../../src/commands/demo.js';
import {simulateExperiment} from '../../../src/engine/simulate/simulate.js';
import {parseTruth, type Truth} from '../../../src/engine/simulate/truth.js';
import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {type ScenarioName, SCENARIOS} from '../../../src/operate/sandbox/scenario-names.js';
import {type Scenario, scenarioOf} from '../../../src/operate/sandbox/scenarios.js';

/** What the versions of a scenario really do, as its own data say: the behaviour of the app, and the level of its metrics. */
function truthsOf({versions, metrics}: Scenario): Truth[] {
  return versions.map(({name, behaviour}) => {
    const levels = metrics.map((metric) => `${nameOf(metric)}=${levelOf(metric, name)}`);
    return parseTruth(`${name}:${[behaviour, 'rps=60', ...levels].join()}`);
  });
}

const nameOf = (metric: JsonObject) => new Field(metric).get('metadata', 'name').requiredText();

function levelOf(metric: JsonObject, version: string): string {
  const mock = new Field(metric).get('spec', 'mock').items();
  const level = mock.find((each) => each.get('name').value === version)?.get('level');
  return level?.requiredText() ?? '';
}

/** Every answer takes longer, and how much longer varies: as measured where two other programs want each core. */
function onBusyMachine(truth: Truth): Truth {
  const {mean, deviation} = truth.latency;
  return {...truth, latency: {mean: mean + 60, deviation: Math.hypot(deviation, 60)}};
}

async function playScenario(name: ScenarioName, changed = (truth: Truth) => truth): Promise<Experiment> {
  const scenario = scenarioOf(name);
  const {experiment} = await simulateExperiment({
    resource: scenario.experiment,
    truths: truthsOf(scenario).map(changed),
    seed: 'demo',
    start: new Date('2026-11-22T06:00:00Z'),
  });
  return experiment!;
}

const EXPECTED: Readonly<Record<ScenarioName, readonly [result: RunResult, winner: string]>> = {
  good: ['won', 'candidate'],
  slow: ['lost', 'current'],
  errors: ['lost', 'current'],
  flaky: ['lost', 'current'],
  ab: ['won', 'candidate'],
  abn: ['won', 'candidate-2'],
  conformance: ['won', 'current'],
  bluegreen: ['won', 'candidate'],
};

describe('a scenario of the demo, in simulated time', () => {
  it.each(SCENARIOS)('%s comes out as it should', async (name) => {
    const experiment = await playScenario(name);
    const {analysis, completedIterations, stage} = experiment.status;
    expect([stage, completedIterations]).toEqual(['Completed', 8]);
    expect([runResult(experiment), analysis.winner?.version]).toEqual(EXPECTED[name]);
  });

  it.each(SCENARIOS)('%s comes out the same on a busy machine', async (name) => {
    const experiment = await playScenario(name, onBusyMachine);
    expect([runResult(experiment), experiment.status.analysis.winner?.version]).toEqual(EXPECTED[name]);
  });

  it('has all of its traffic on the winner in the end', async () => {
    const weightsOf = async (name: ScenarioName) => (await playScenario(name)).status.weights;
    const all = (version: string, other: string) => expect.arrayContaining([{version, percent: 100}, {version: other, percent: 0}]); // prettier-ignore
    expect(await weightsOf('bluegreen')).toEqual(all('candidate', 'current'));
    expect(await weightsOf('errors')).toEqual(all('current', 'candidate'));
  });

  it('can be asked for by the flag, each of them', () => {
    expect(Demo.flags.scenario.options).toEqual(SCENARIOS);
  });
});
