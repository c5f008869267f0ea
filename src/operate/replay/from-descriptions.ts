import {CURRENT_API_VERSION} from '../../experiment/convert/conversion.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {listOf, memberOf, numberOf, textOf, timeOf} from '../../experiment/lenient.js';
import {bareName} from '../../experiment/metric-reference.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';

/** Seconds of an interval where nothing tells it. */
const DEFAULT_INTERVAL = 20;

/**
 * Descriptions, as `watch -o json` prints them, as the Experiments that they are of. They do not hold all of one: interval,
 * rollbacks, and who counts samples are taken from the Experiment itself, where it is there too.
 *
 * @param descriptions of one experiment, in their order
 */
export function experimentsDescribed(
  descriptions: readonly JsonObject[],
  experiment: JsonObject | undefined,
): JsonObject[] {
  const base = experiment ?? experimentDescribed(descriptions);
  const iterations = iterationsOf(descriptions);
  return descriptions.map((description, index) => ({
    ...base,
    status: statusDescribed(description, iterations[index] ?? 0, base),
  }));
}

/**
 * The iteration to which the values of each description belong. Values come before their iteration is counted, with its
 * traffic; when it is repeated, because traffic could not be moved, they change and nothing is counted.
 */
function iterationsOf(descriptions: readonly JsonObject[]): number[] {
  let [current, values] = [0, '[]'];
  return descriptions.map((description) => {
    const completed = numberOf(description.completedIterations) ?? 0;
    const latest = JSON.stringify(description.metrics, bigIntText);
    const isNew = latest !== values;
    current = isNew && completed <= current ? completed + 1 : Math.max(current, completed);
    values = latest;
    return current;
  });
}

function bigIntText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function experimentDescribed(descriptions: readonly JsonObject[]): JsonObject {
  const last = descriptions.at(-1) ?? {};
  const [baseline, ...candidates] = listOf(last.versions).map((name) => ({name}));
  const {confidence, policy, looks} = isObject(last.strength) ? last.strength : {};
  return {
    apiVersion: CURRENT_API_VERSION,
    kind: 'Experiment',
    metadata: {name: last.name, namespace: last.namespace},
    spec: {
      target: last.target,
      strategy: {testingPattern: last.testingPattern, deploymentPattern: last.deploymentPattern},
      criteria: {
        requestCount: counterOf(last),
        objectives: objectivesOf(descriptions),
        rewards: rewardsOf(descriptions),
        ...(isObject(last.strength) && {strength: {confidence, policy, looks}}),
      },
      duration: {intervalSeconds: intervalOf(descriptions), iterationsPerLoop: last.totalIterations, maxLoops: 1},
      versionInfo: {baseline, candidates},
    },
  };
}

/** Limits are told from the first verdict on. */
function objectivesOf(descriptions: readonly JsonObject[]): readonly Json[] {
  const fullest = descriptions.findLast(({objectives}) => listOf(objectives).length > 0);
  return listOf(fullest?.objectives).map((objective) => ({
    metric: memberOf(objective, 'metric'),
    upperLimit: memberOf(objective, 'upperLimit'),
    lowerLimit: memberOf(objective, 'lowerLimit'),
    relativeUpperLimit: memberOf(objective, 'relativeLimit'),
    relativeLowerLimit: memberOf(objective, 'relativeLowerLimit'),
  }));
}

function rewardsOf(descriptions: readonly JsonObject[]): readonly Json[] {
  const fullest = descriptions.findLast(({rewards}) => listOf(rewards).length > 0);
  return listOf(fullest?.rewards).map((reward) => ({
    metric: memberOf(reward, 'metric'),
    preferredDirection: memberOf(reward, 'preferredDirection'),
  }));
}

/** The ready-made metric that counts requests, if its values are told. */
function counterOf({metrics}: JsonObject): string | undefined {
  const names = listOf(metrics).map((metric) => textOf(memberOf(metric, 'metric')));
  return names.find((name) => bareName(name) === 'request-count');
}

/** The usual time between two readings. */
function intervalOf(descriptions: readonly JsonObject[]): number {
  const times = [...new Set(descriptions.flatMap((one) => timeOfValues(one)?.getTime() ?? []))];
  const gaps = times.slice(1).map((time, index) => (time - times[index]!) / 1000);
  const middle = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return middle !== undefined && middle >= 1 ? Math.round(middle) : DEFAULT_INTERVAL;
}

/** The latest time at which a value was read; undefined: none is told. */
function timeOfValues({metrics}: JsonObject): Date | undefined {
  const versions = listOf(metrics).flatMap((metric) => listOf(memberOf(metric, 'versions')));
  const times = versions.flatMap((version) => timeOf(memberOf(version, 'observedAt')) ?? []);
  return times.reduce<Date | undefined>((latest, time) => (latest && latest > time ? latest : time), undefined);
}

function statusDescribed(description: JsonObject, iteration: number, base: JsonObject): JsonObject {
  const {stage, completedIterations, weights, metrics, winner} = description;
  const kept = isObject(base.status) ? base.status : {};
  const completed = numberOf(completedIterations) ?? 0;
  const at = timeOfValues(description);
  return {
    stage: stage ?? undefined,
    completedIterations: completed,
    startTime: kept.startTime,
    metrics: kept.metrics ?? metricsDescribed(metrics, description),
    ...(kept.looks !== undefined && {looks: kept.looks}),
    currentWeightDistribution: listOf(weights).map((weight) => ({
      name: memberOf(weight, 'version'),
      value: memberOf(weight, 'percent'),
    })),
    progress: iteration > completed ? {decided: iteration} : {},
    ...(listOf(metrics).length > 0 && {
      analysis: {
        aggregatedMetrics: {...(at && {timestamp: wholeSecondsText(at)}), data: valuesDescribed(metrics)},
        objectiveAssessments: {data: assessmentsDescribed(description)},
        versionAssessments: {data: {}},
        winnerAssessment: {data: {winnerFound: memberOf(winner, 'found'), winner: memberOf(winner, 'version')}},
      },
    }),
  };
}

/** What a Metric would say of itself, as far as it is told. */
function metricsDescribed(metrics: Json | undefined, {namespace}: JsonObject): readonly JsonObject[] {
  return listOf(metrics).map((metric) => {
    const name = textOf(memberOf(metric, 'metric'));
    const units = textOf(memberOf(metric, 'units'));
    const [space] = name.includes('/') ? name.split('/') : [namespace];
    const metricObj = {
      apiVersion: CURRENT_API_VERSION,
      kind: 'Metric',
      metadata: {name: bareName(name), namespace: space},
      spec: {...(units !== '' && {units})},
    };
    return {name, metricObj};
  });
}

function valuesDescribed(metrics: Json | undefined): JsonObject {
  const entries = listOf(metrics).map((metric) => {
    const versions = listOf(memberOf(metric, 'versions')).map((version) => {
      const {value, sampleSize, observedAt} = isObject(version) ? version : {};
      const known = value === null || value === undefined ? {} : {value, sampleSize, observedAt};
      return [textOf(memberOf(version, 'version')), known] as const;
    });
    return [textOf(memberOf(metric, 'metric')), {data: Object.fromEntries(versions)}] as const;
  });
  return Object.fromEntries(entries);
}

/** Version → one for each objective. */
function assessmentsDescribed({versions, objectives}: JsonObject): JsonObject {
  const entries = listOf(versions).map((name) => {
    const states = listOf(objectives).map((objective) => {
      const ofVersion = listOf(memberOf(objective, 'versions')).find((one) => memberOf(one, 'version') === name);
      const state = memberOf(ofVersion, 'state');
      return state === 'unavailable' || state === undefined ? {} : {state};
    });
    return [textOf(name), states] as const;
  });
  return Object.fromEntries(entries);
}
