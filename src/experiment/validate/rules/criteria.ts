import type {ExperimentV2} from '../experiment-v2.js';
import {LIMIT_FIELDS} from '../../objective-text.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {compareQuantities, formatExact} from '../../quantity.js';

/** Rewards, objectives and the metrics they name. */
export function checkCriteria(experiment: ExperimentV2): Finding[] {
  const objectives = experiment.criteria.get('objectives').items();
  return [
    ...numberOfRewards(experiment),
    ...withoutObjectives(experiment),
    ...objectives.flatMap(checkLimits),
    ...repeatedObjectives(objectives),
    ...metricReferences(experiment, objectives),
  ];
}

function rewardsOf(criteria: Place): Place[] {
  const single = criteria.get('reward');
  return [...criteria.get('rewards').items(), ...(single.exists ? [single] : [])];
}

function numberOfRewards({criteria, spec, testingPattern}: ExperimentV2): Finding[] {
  const rewards = rewardsOf(criteria);
  const isRewarded = testingPattern === 'A/B' || testingPattern === 'A/B/N';
  if (isRewarded && criteria.get('rewards').hasNoItems && !criteria.get('reward').exists) {
    const message = `${testingPattern} is decided by a reward and has none; write criteria.rewards with one metric`;
    return [wrongField(criteria.exists ? criteria : spec, message)];
  }
  const surplus = rewards[isRewarded ? 1 : 0];
  if (!surplus || !['A/B', 'A/B/N', 'Canary', 'Conformance'].includes(testingPattern ?? '')) return [];
  const allowed = isRewarded
    ? 'exactly one reward; make the others indicators'
    : 'no rewards; make them indicators, or use A/B';
  return [wrongField(surplus, `${testingPattern} takes ${allowed}`)];
}

/** A warning, not an error: the engine runs it, and a rollout by its finish action alone may be all that is wanted. */
function withoutObjectives({criteria, spec, testingPattern}: ExperimentV2): Finding[] {
  if (!criteria.get('objectives').hasNoItems || !['Canary', 'Conformance'].includes(testingPattern ?? ''))
    return [];
  const winner = testingPattern === 'Canary' ? 'the candidate' : 'the baseline';
  const message = `no objectives: ${winner} wins without any data; write criteria.objectives with a limit`;
  return [doubtfulField(criteria.exists ? criteria : spec, message)];
}

function checkLimits(objective: Place): Finding[] {
  const [upper, lower] = [objective.get('upperLimit'), objective.get('lowerLimit')];
  if (!objective.get('metric').exists) return [];
  if (!LIMIT_FIELDS.some((key) => objective.get(key).exists)) {
    return [doubtfulField(objective, 'has no limit, so every value passes; write upperLimit or lowerLimit')];
  }
  const [most, least] = [upper.quantity(), lower.quantity()];
  if (!most || !least || compareQuantities(least, most) <= 0) return [];
  const message = `lowerLimit ${formatExact(least)} is above upperLimit ${formatExact(most)}, so no value can pass; swap them`;
  return [wrongValue(lower, message)];
}

function repeatedObjectives(objectives: readonly Place[]): Finding[] {
  const limitsOf = (objective: Place) =>
    LIMIT_FIELDS.filter((key) => objective.get(key).exists).map(
      (key) => `${objective.get('metric').text()} ${key}`,
    );
  const earlier = new Set<string>();
  return objectives.flatMap((objective) => {
    const limits = limitsOf(objective);
    const twice = limits.find((limit) => earlier.has(limit));
    for (const limit of limits) earlier.add(limit);
    if (twice === undefined) return [];
    return [
      doubtfulField(
        objective,
        `the ${twice.split(' ').at(-1)} of this metric is set by an objective above; only the stricter matters, remove one`,
      ),
    ];
  });
}

function metricReferences(
  {criteria, namespace, isFirstGeneration}: ExperimentV2,
  objectives: readonly Place[],
): Finding[] {
  const judged = [...objectives, ...rewardsOf(criteria)].map((item) => item.get('metric'));
  const shown = [criteria.get('requestCount'), ...criteria.get('indicators').items()];
  return [
    ...[...judged, ...shown].flatMap(wrongReference),
    ...(isFirstGeneration ? [] : judged.flatMap((metric) => bareReference(metric, namespace))),
  ];
}

function wrongReference(metric: Place): Finding[] {
  const reference = metric.text();
  if (reference === undefined || /^[^/\s]+(?:\/[^/\s]+)?$/.test(reference)) return [];
  return [wrongValue(metric, `${JSON.stringify(reference)} names no metric; write name or namespace/name`)];
}

/** The original fetched the metric as `namespace/name` and then looked for the name as written. */
function bareReference(metric: Place, namespace: string): Finding[] {
  const name = metric.text();
  if (name === undefined || name === '' || name.includes('/')) return [];
  const message = `a metric without namespace never matched in the original engine; write ${namespace}/${name}, or whichever namespace it is in`;
  return [doubtfulValue(metric, message)];
}
