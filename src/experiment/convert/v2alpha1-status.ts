import {isObject, type Json, type JsonObject} from '../json.js';
import type {Stage} from '../model.js';
import {compact, exactValue, listOf, objectOf, omit} from './conversion.js';
import {metricResource} from './metric.js';

/** The status of v2alpha1 with the names of v2alpha2, and the copied metrics, which stood in the spec. */
export function convertStatus(source: JsonObject, stage: Stage | undefined): JsonObject | undefined {
  const status = objectOf(source.status);
  const copied = status.metrics ?? objectOf(source.spec).metrics;
  const converted = compact({
    ...omit(status, 'recommendedBaseline', 'endTime'),
    stage,
    versionRecommendedForPromotion: status.versionRecommendedForPromotion ?? status.recommendedBaseline,
    conditions: status.conditions && listOf(status.conditions).map(renameCondition),
    analysis: isObject(status.analysis) ? convertAnalysis(status.analysis) : status.analysis,
    metrics: copied && listOf(copied).map(convertCopy),
  });
  return Object.keys(converted).length > 0 ? converted : undefined;
}

const CONDITION_NAMES: Readonly<Record<string, string>> = {
  ExperimentCompleted: 'Completed',
  ExperimentFailed: 'Failed',
};

function renameCondition(condition: Json): Json {
  if (!isObject(condition) || typeof condition.type !== 'string') return condition;
  return {...condition, type: CONDITION_NAMES[condition.type] ?? condition.type};
}

function convertCopy(copy: Json): Json {
  if (!isObject(copy) || !isObject(copy.metricObj)) return copy;
  return {...copy, metricObj: metricResource(copy.metricObj)};
}

/** Values as text: floats are no quantities, and long integers lose digits in many readers. */
function convertAnalysis(analysis: JsonObject): JsonObject {
  const block = analysis.aggregatedMetrics;
  if (!isObject(block)) return analysis;
  return {...analysis, aggregatedMetrics: {...block, data: mapFields(block.data, convertMetricValues)}};
}

function convertMetricValues(metric: JsonObject): JsonObject {
  return exactNumbers({...metric, data: mapFields(metric.data, exactNumbers)});
}

function exactNumbers(holder: JsonObject): JsonObject {
  const {value, min, max} = holder;
  return compact({...holder, value: exactValue(value), min: exactValue(min), max: exactValue(max)});
}

function mapFields(holder: Json | undefined, change: (field: JsonObject) => JsonObject): Json | undefined {
  if (!isObject(holder)) return holder;
  const entries = Object.entries(holder).map(([key, field]) => [key, isObject(field) ? change(field) : field]);
  return Object.fromEntries(entries) as JsonObject;
}
