import {limitsOf} from '../../analysis/limits.js';
import type {Obstacle} from '../../analysis/planning/launch-plan.js';
import {bareName} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import type {PlanRequest} from './request.js';
import type {TruthToPlay} from './scenarios.js';

/** Whatever comes out proves nothing, unless one verdict is right: of what is told, or of a good version and of a bad one. */
export function untestedObstacles(
  {spec}: Experiment,
  {truths}: PlanRequest,
  scenarios: readonly TruthToPlay[],
): Obstacle[] {
  const goals = scenarios.filter(({isRequired}) => isRequired).map(({goal}) => goal);
  if (goals.includes('promote') && goals.includes('stop')) return [];
  if (truths.length > 0) return goals.some((goal) => goal !== null) ? [] : [NO_WRONG_VERDICT];
  const limited = spec.criteria.objectives.filter((objective) => limitsOf(objective).length > 0);
  const names = limited.map(({metric}) => bareName(metric)).join(', ');
  const lacking = goals.includes('promote') ? 'bad' : 'good';
  return [
    {
      field: 'spec.criteria.objectives',
      problem: `no ${lacking} version could be played for ${names}: nobody can say beforehand which values would be ${lacking}`,
      advice: "limit a share or a mean, or say with --truth 'VERSION:METRIC=VALUE' what versions are like",
    },
  ];
}

const NO_WRONG_VERDICT: Obstacle = {
  field: '--truth',
  problem: 'of versions like these nobody can say whether promoting or stopping is right, so nothing is tested',
  advice: 'tell the metric of each objective, and values that are not exactly at its limit',
};
