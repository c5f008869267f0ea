import {isRelativeLimit, limitField, limitsOf} from '../../analysis/limits.js';
import type {Obstacle} from '../../analysis/planning/launch-plan.js';
import type {Ramp} from '../../analysis/planning/ramp.js';
import {isLook} from '../../analysis/statistics/looks.js';
import {FEWEST_TELLING_LOOKS} from '../../analysis/statistics/sample.js';
import {type Experiment, type Objective, totalIterations} from '../../experiment/model.js';
import type {MeasuredMetric} from './measured-metrics.js';
import {testedVersion} from './scenarios.js';

/** What is known before anything is played. */
export interface Prospect {
  readonly experiment: Experiment;
  readonly metrics: readonly MeasuredMetric[];
  readonly ramps: ReadonlyMap<string, Ramp>;
}

/** Why an experiment cannot decide, whatever its versions are like. */
export function findObstacles(prospect: Prospect): Obstacle[] {
  const {objectives, rewards} = prospect.experiment.spec.criteria;
  const hasLimits = objectives.some((objective) => limitsOf(objective).length > 0);
  if (!hasLimits && rewards.length === 0) return [NOTHING_TESTED];
  return [
    ...trafficObstacles(prospect),
    ...objectives.flatMap((objective, index) => objectiveObstacles(prospect, objective, index)),
    ...rewardObstacles(prospect),
  ];
}

const NOTHING_TESTED: Obstacle = {
  field: 'spec.criteria.objectives',
  problem: 'no objective has a limit, so nothing is tested',
  advice: 'add one, such as {metric: iter8-system/error-rate, upperLimit: "0.01"}',
};

function trafficObstacles({experiment, ramps}: Prospect): Obstacle[] {
  const {spec} = experiment;
  const version = testedVersion(experiment) ?? '';
  const requests = ramps.get(version)?.requests.at(-1) ?? 0;
  if (totalIterations(spec) < 2) {
    const problem = 'the only iteration is due at once, when nothing has been observed yet';
    return [{field: 'spec.duration.iterationsPerLoop', problem, advice: 'write 2 or more'}];
  }
  if (requests < 1) return [noRequests(experiment, version)];
  const needed = spec.criteria.minimumSamples ?? 0;
  if (requests >= needed) return [];
  const words = `requests to ${version} are about ${Math.floor(requests)} in all, and ${needed} are needed before a value is judged`;
  const advice = `write ${Math.max(1, Math.floor(requests / 2))} or less, or change what the run lasts`;
  return [{field: 'spec.criteria.strength.minimumSamples', problem: words, advice}];
}

function noRequests({spec}: Experiment, version: string): Obstacle {
  if (spec.weights.maxCandidateWeight > 0 && spec.weights.maxCandidateWeightIncrement > 0) {
    const problem = `not one request is expected to reach ${version} before the run is over`;
    return {field: 'spec.duration.intervalSeconds', problem, advice: 'make it longer, or send more traffic'};
  }
  const field = spec.weights.maxCandidateWeight > 0 ? 'maxCandidateWeightIncrement' : 'maxCandidateWeight';
  const problem = `none of the traffic reaches ${version}: its weight stays 0`;
  return {field: `spec.strategy.weights.${field}`, problem, advice: 'write 5 or more'};
}

function objectiveObstacles(prospect: Prospect, objective: Objective, index: number): Obstacle[] {
  const {experiment, metrics} = prospect;
  const {strength, requestCount, minimumSamples} = experiment.spec.criteria;
  const metric = metrics.find(({reference}) => reference === objective.metric);
  const field = `spec.criteria.objectives[${index}]`;
  if (!metric || limitsOf(objective).length === 0) return [];
  const isUncounted = !metric.isCounted && requestCount === undefined;
  if (isUncounted && (strength !== undefined || minimumSamples !== undefined)) return [uncounted(metric)];
  if (!strength) return [];
  if (metric.statistic.kind === 'percentile') return percentileObstacles(objective, metric, field);
  return [...meanObstacles(prospect, metric), ...zeroObstacles(objective, metric, field)];
}

function uncounted({name}: MeasuredMetric): Obstacle {
  const problem = 'nobody says how many requests its value rests on, so that it is never judged';
  return {
    field: `Metric ${name}: spec.sampleSize`,
    problem,
    advice: 'name the metric that counts them, or write spec.criteria.requestCount',
  };
}

function percentileObstacles(objective: Objective, metric: MeasuredMetric, field: string): Obstacle[] {
  const {name} = metric;
  if (!metric.tellsAbove) {
    const problem = `${name} is a percentile from a query, one number that does not tell how many requests are above a limit`;
    return [
      {
        field: `${field}.metric`,
        problem,
        advice:
          'query it as histogram_quantile(…), or the share of requests within the limit, as le500ms-latency-percentile does',
      },
    ];
  }
  const relative = limitsOf(objective).find(([kind]) => isRelativeLimit(kind));
  if (!relative) return [];
  const problem = `${name} is a percentile, and a multiple of that of the baseline cannot be shown`;
  return [{field: `${field}.${limitField(relative[0])}`, problem, advice: 'write an upperLimit'}];
}

/** Whether the looks that there will be are enough to tell how much a mean varies. */
function meanObstacles(prospect: Prospect, {name, statistic, tellsSums}: MeasuredMetric): Obstacle[] {
  if (statistic.kind !== 'mean' || tellsSums) return [];
  const {length} = looksWithData(prospect);
  if (length >= FEWEST_TELLING_LOOKS) return [];
  const {looks = 'auto'} = prospect.experiment.spec.criteria.strength ?? {};
  const field = typeof looks === 'number' ? 'spec.criteria.strength.looks' : 'spec.duration.iterationsPerLoop';
  const problem = `${name} is a mean, and looks with data, ${length} in all, do not tell how much it varies`;
  return [{field, problem, advice: 'make them five or more'}];
}

/** Requests of the candidate at each look that has any. */
export function looksWithData({experiment, ramps}: Prospect): number[] {
  const {spec} = experiment;
  const {strength} = spec.criteria;
  const requests = ramps.get(testedVersion(experiment) ?? '')?.requests ?? [];
  const iterations = totalIterations(spec);
  return requests.filter((count, index) => count > 0 && (!strength || isLook(strength, index + 1, iterations)));
}

function zeroObstacles(objective: Objective, {name, statistic}: MeasuredMetric, field: string): Obstacle[] {
  const isZero = limitsOf(objective).some(([kind, limit]) => kind === 'upperLimit' && limit === 0);
  if (statistic.kind !== 'proportion' || !isZero) return [];
  const problem = `no number of requests shows that ${name} is 0`;
  return [{field: `${field}.upperLimit`, problem, advice: 'write the share that can be borne, such as "0.001"'}];
}

function rewardObstacles({experiment, metrics}: Prospect): Obstacle[] {
  const {rewards, strength, requestCount} = experiment.spec.criteria;
  const metric = metrics.find(({reference}) => reference === rewards[0]?.metric);
  if (!metric || strength?.policy !== 'provenSafe') return [];
  if (!metric.isCounted && requestCount === undefined) return [uncounted(metric)];
  if (metric.statistic.kind !== 'percentile') return [];
  const problem = `${metric.name} is a percentile, of which no best version can be shown`;
  return [{field: 'spec.criteria.rewards[0].metric', problem, advice: 'write a mean or a share'}];
}
