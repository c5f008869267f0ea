import {analyse, type AnalysisResult} from '../../analysis/analyse.js';
import type {AnalysisInput} from '../../analysis/input.js';
import type {Observation, Observations} from '../../analysis/observations.js';
import {recordLooks} from '../../analysis/record-looks.js';
import {type RunResult, runResult} from '../../analysis/run-result.js';
import {outcomeOf, type Outcome} from '../../analysis/verdict.js';
import {initialWeights} from '../run/traffic.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, totalIterations, type Weight} from '../../experiment/model.js';
import {parseQuantity} from '../../experiment/quantity.js';
import type {LookSeries} from '../../experiment/stored-looks.js';
import {seededRandom} from '../../metrics/mock/random.js';
import type {MeasuredMetric} from './measured-metrics.js';
import type {PlannedRun} from './planned-run.js';
import {type CountedMetric, QuickVersion} from './quick-version.js';
import type {Turns} from './turns.js';

/** What one run came to. */
export interface Played {
  readonly outcome: Outcome;
  readonly result: RunResult;
  /** undefined: nobody won. */
  readonly winner: string | undefined;
  /** From the start until the decision, in seconds. */
  readonly seconds: number;
}

/** What changes from iteration to iteration. */
interface Situation {
  readonly iteration: number;
  readonly weights: readonly Weight[];
  readonly looks: readonly LookSeries[];
}

/**
 * Plays one run by the analysis that judges real ones, without the engine around it: nothing is stored, no task is run,
 * and metrics never fail to be read.
 *
 * @param truths one for each version
 * @throws Iter8Error INTERRUPTED by the signal of the turns
 */
export async function playRun(
  run: PlannedRun,
  truths: readonly Truth[],
  {seed, turns}: {readonly seed: string; readonly turns: Turns},
): Promise<Played> {
  const {intervalSeconds} = run.experiment.spec.duration;
  const iterations = totalIterations(run.experiment.spec);
  const versions = truths.map((truth) => {
    return new QuickVersion(truth, run.counted, seededRandom(`${seed}/${truth.version}`));
  });
  let situation: Situation = {iteration: 1, weights: firstWeights(run.experiment), looks: []};
  for (;;) {
    await turns.next();
    const {iteration, weights} = situation;
    const input = inputOf(run, versions, situation);
    const result = analyse(input);
    const isLast = result.rollbackReasons.length > 0 || result.isSettled || iteration >= iterations;
    if (isLast) return ended(input, result, (iteration - 1) * intervalSeconds);
    const next = result.plan.weights.length > 0 ? result.plan.weights : weights;
    for (const version of versions) version.advance(intervalSeconds, shareOf(next, version.truth.version));
    situation = {iteration: iteration + 1, weights: next, looks: input.looks ?? []};
  }
}

/** Conformance has one version, which gets everything. */
export function firstWeights({spec}: Experiment): readonly Weight[] {
  return initialWeights(
    spec.versions.map(({name}) => name),
    spec.deploymentPattern,
  );
}

function shareOf(weights: readonly Weight[], version: string): number {
  return (weights.find((weight) => weight.version === version)?.percent ?? 0) / 100;
}

function inputOf(run: PlannedRun, versions: readonly QuickVersion[], situation: Situation): AnalysisInput {
  const {iteration, weights, looks: earlier} = situation;
  const {spec, status} = run.experiment;
  const {minimumSamples} = spec.criteria;
  const now = new Date(iteration * spec.duration.intervalSeconds * 1000);
  const experiment = {
    ...run.experiment,
    status: {...status, weights, completedIterations: iteration - 1},
    source: {status: {looks: earlier as unknown as readonly JsonObject[]}}, // they are what they are parsed to
  };
  const observations = observe(run, versions, now);
  const looks = recordLooks(experiment, observations);
  return {
    experiment,
    observations,
    now,
    ...(looks && {looks}),
    ...(minimumSamples !== undefined && {minimumSamples}),
  };
}

function observe({metrics, counted}: PlannedRun, versions: readonly QuickVersion[], now: Date): Observations {
  const entries = metrics.map((metric, index): [string, ReadonlyMap<string, Observation>] => {
    const what = counted[index] ?? {name: bareName(metric.name), limits: []};
    const observed = versions.map((version): [string, Observation] => {
      return [version.truth.version, observeVersion(metric, what, {version, now})];
    });
    return [metric.name, new Map(observed)];
  });
  return new Map(entries);
}

function observeVersion(
  {isCounted, tellsAbove, tellsSums}: MeasuredMetric,
  what: CountedMetric,
  {version, now}: {readonly version: QuickVersion; readonly now: Date},
): Observation {
  const number = version.value(what);
  const value = number === undefined ? undefined : parseQuantity(number.toFixed(9));
  if (!value) return NOT_YET;
  const {name, limits} = what;
  const sums = tellsSums ? version.latencySums(name) : undefined;
  return {
    ...{kind: 'value', value, observedAt: now},
    ...(isCounted && {sampleSize: version.requests}),
    ...(tellsAbove && {above: new Map(limits.map((limit) => [limit, version.countAbove(name, limit)]))}),
    ...(sums && {sums}),
  };
}

const NOT_YET: Observation = {kind: 'unavailable', reason: 'the version has had no request yet'};

function ended(
  {experiment}: AnalysisInput,
  {decision, assessments, rollbackReasons}: AnalysisResult,
  seconds: number,
): Played {
  const winner = rollbackReasons.length > 0 ? undefined : decision.winner;
  const states = [...assessments].map(([version, list]) => [version, list.map(({state}) => state)] as const);
  const analysis = {
    ...experiment.status.analysis,
    versionAssessments: new Map(states),
    winner: {found: winner !== undefined, version: winner},
  };
  const over: Experiment = {...experiment, status: {...experiment.status, stage: 'Completed', analysis}};
  return {outcome: outcomeOf(over), result: runResult(over), winner, seconds};
}
