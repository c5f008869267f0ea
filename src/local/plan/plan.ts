import {limitsOf} from '../../analysis/limits.js';
import type {LaunchPlan, PlannedTraffic, Scenario} from '../../analysis/planning/launch-plan.js';
import {planRamps} from '../../analysis/planning/ramp.js';
import {strengthRule} from '../../analysis/proof-words.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {findVersionProblem} from '../../engine/step/versions.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {bareName} from '../../experiment/metric-reference.js';
import {type Experiment, totalIterations} from '../../experiment/model.js';
import type {Metric} from '../../metrics/metric.js';
import {metricReader} from '../run/world.js';
import {playTruth, type Playing, scenarioOf} from './chances.js';
import {measuredMetrics, type MeasuredMetric} from './measured-metrics.js';
import {objectivePlans} from './objective-plans.js';
import {findObstacles, type Prospect} from './obstacles.js';
import {plannedRun} from './planned-run.js';
import {firstWeights} from './play.js';
import {findRemedies, isReached, runsFor} from './remedies.js';
import {type PlanFlags, type PlanRequest, readPlanRequest, requireKnownNames} from './request.js';
import {type TruthToPlay, truthsToPlay} from './scenarios.js';
import {untestedObstacles} from './untested.js';

/** What is planned, and for whom to stop. */
export interface PlanOptions extends Pick<Playing, 'signal' | 'onRun'> {
  readonly flags: PlanFlags;
  /** An Experiment; its status counts for nothing. */
  readonly resource: JsonObject;
  /** Of the same file. */
  readonly metrics: readonly Metric[];
  /** For all scenarios together: the more, the more exact is each chance. */
  readonly iterationsToPlay?: number | undefined;
}

const ITERATIONS_TO_PLAY = 24_000;

/**
 * Tells of an experiment before it is launched how it will judge, what that takes, what will come out, and what to change
 * where it cannot decide.
 *
 * @throws Iter8Error INVALID for a flag or an experiment that is wrong; INTERRUPTED by the signal
 */
export async function planLaunch({
  flags,
  resource,
  metrics: files,
  iterationsToPlay = ITERATIONS_TO_PLAY,
  ...stopping
}: PlanOptions): Promise<LaunchPlan> {
  const experiment = readExperimentResource({...resource, status: undefined});
  requireVersions(experiment);
  const request = readPlanRequest(flags, experiment);
  const {trafficPerSecond, seed} = request;
  const metrics = await measuredMetrics(experiment, metricReader(files));
  requireKnownNames(request.truths, metrics);
  const toPlay = truthsToPlay({experiment, metrics, request});
  const ramps = planRamps(experiment, {weights: firstWeights(experiment), trafficPerSecond});
  const prospect = {experiment, metrics, ramps};
  const found = findObstacles(prospect);
  const obstacles = found.length > 0 ? found : untestedObstacles(experiment, request, toPlay);
  const objectives = objectivePlans(prospect, toPlay);
  const scenarios = await playAll(prospect, toPlay, {request, iterationsToPlay, ...stopping});
  const {missed, reached} = divideGoals(toPlay, scenarios);
  const playing = {seed, iterationsToPlay, ...stopping};
  const setup = {experiment, trafficPerSecond};
  const isHopeful = missed.length > 0 && obstacles.length === 0;
  const remedies = isHopeful ? await findRemedies({setup, metrics, missed, reached, objectives, playing}) : [];
  const {namespace, name, spec} = experiment;
  return {
    ...{apiVersion: 'iter8ctl/v1', kind: 'LaunchPlan', experiment: {namespace, name}, trafficPerSecond},
    schedule: scheduleOf(experiment),
    strength: strengthRule(spec) ?? null,
    versions: trafficOf(prospect),
    ...{objectives, scenarios, obstacles, remedies},
    assumptions: assumptionsOf(experiment, metrics, request),
    canDecide: missed.length === 0 && obstacles.length === 0,
  };
}

/** Of the truths whose goals count. */
function divideGoals(toPlay: readonly TruthToPlay[], scenarios: readonly Scenario[]) {
  const isMissed = (_: TruthToPlay, index: number) => {
    const scenario = scenarios[index];
    return scenario?.isRequired === true && scenario.goalChance !== null && !isReached(scenario.goalChance);
  };
  const missed = toPlay.filter(isMissed);
  const reached = toPlay.filter((one, index) => scenarios[index]?.isRequired === true && !missed.includes(one));
  return {missed, reached};
}

function requireVersions(experiment: Experiment): void {
  const problem = findVersionProblem(experiment);
  if (problem === undefined) return;
  const hint = 'find every mistake with: iter8ctl validate -f FILE';
  throw new Iter8Error('INVALID', `this experiment cannot be planned: ${problem}`, hint);
}

interface Circumstances extends Pick<Playing, 'signal' | 'onRun'> {
  readonly request: PlanRequest;
  readonly iterationsToPlay: number;
}

async function playAll(
  {experiment, metrics}: Prospect,
  toPlay: readonly TruthToPlay[],
  {request: {repeat, seed}, iterationsToPlay, ...stopping}: Circumstances,
): Promise<Scenario[]> {
  const run = plannedRun(experiment, metrics);
  const runs = repeat ?? runsFor(iterationsToPlay / toPlay.length, totalIterations(experiment.spec));
  const scenarios: Scenario[] = [];
  for (const one of toPlay) {
    const playing = {...stopping, runs, seed, isWhole: repeat !== undefined};
    scenarios.push(scenarioOf(one, await playTruth(run, one.truths, playing)));
  }
  return scenarios;
}

function scheduleOf({spec}: Experiment): LaunchPlan['schedule'] {
  const iterations = totalIterations(spec);
  const {intervalSeconds} = spec.duration;
  return {iterations, intervalSeconds, seconds: (iterations - 1) * intervalSeconds};
}

function trafficOf({experiment, ramps}: Prospect): PlannedTraffic[] {
  const isTestedAlone = experiment.spec.testingPattern === 'Conformance';
  return experiment.spec.versions.map(({name, role}) => {
    const ramp = ramps.get(name);
    const percent = isTestedAlone ? 100 : (ramp?.percent ?? 0);
    return {version: name, role, requests: Math.round(ramp?.requests.at(-1) ?? 0), percent};
  });
}

function assumptionsOf(
  experiment: Experiment,
  metrics: readonly MeasuredMetric[],
  {truths}: PlanRequest,
): string[] {
  const limited = experiment.spec.criteria.objectives.filter((objective) => limitsOf(objective).length > 0);
  const judged = metrics.filter(({reference}) => limited.some(({metric}) => metric === reference));
  const varying = judged.filter(({statistic}) => statistic.kind !== 'proportion' && statistic.kind !== 'count');
  const unseen = judged.filter(({isUnseen}) => isUnseen).map(({name}) => name);
  return [
    'requests do not hang together, and versions stay as they are',
    ...(varying.length > 0 && truths.length === 0
      ? [`${varying.map(({name}) => bareName(name)).join(', ')}: single requests vary by a quarter of their mean`]
      : []),
    ...(unseen.length > 0
      ? [`${unseen.join(', ')}: not in the file, taken to say how many requests it counts`]
      : []),
  ];
}
