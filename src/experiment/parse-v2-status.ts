import {type Field, firstOf} from './field.js';
import type {Analysis, Assessment, MetricInfo, MetricValue, Spec, Status, WinnerAssessment} from './model.js';
import {bareName} from './metric-reference.js';
import {STAGES} from './model.js';
import {statisticOf} from './statistic.js';

/**
 * The status of v2alpha1 and v2alpha2.
 *
 * @param specMetrics where v2alpha1 keeps the copied metrics
 */
export function parseStatus(status: Field, specMetrics: Field, spec: Spec): Status {
  const analysis = parseAnalysis(status.get('analysis'));
  const failed = conditionOf(status, 'Failed', 'ExperimentFailed');
  const completed = conditionOf(status, 'Completed', 'ExperimentCompleted');
  return {
    stage: status.get('stage').oneOf(STAGES) ?? (isTrue(completed) ? 'Completed' : undefined),
    completedIterations: status.get('completedIterations').integer() ?? 0,
    startTime: status.get('startTime').time(),
    lastUpdateTime: status.get('lastUpdateTime').time(),
    message: status.get('message').text(),
    weights: status.get('currentWeightDistribution').items().map(parseWeight),
    recommendedVersion: firstOf(
      status.get('versionRecommendedForPromotion'),
      status.get('recommendedBaseline'),
    ).text(),
    failure: parseFailure(failed, completed),
    metrics: parseMetrics(firstOf(status.get('metrics'), specMetrics), analysis, spec),
    analysis,
  };
}

function conditionOf(status: Field, ...types: string[]): Field | undefined {
  const conditions = status.get('conditions').items();
  return conditions.find((condition) => types.includes(condition.get('type').text() ?? ''));
}

function isTrue(condition: Field | undefined): boolean {
  return condition?.get('status').text() === 'True';
}

/** Invalid tasks ended an experiment with Failed = False (weakness 15): then only the final message tells. */
function parseFailure(failed: Field | undefined, completed: Field | undefined): string | undefined {
  const endedBadly = /failed|failure/i.test(completed?.get('message').text() ?? '');
  if (!isTrue(failed) && !(isTrue(completed) && endedBadly)) return undefined;
  const cause = isTrue(failed) ? failed : completed;
  const words = [cause?.get('reason').text(), cause?.get('message').text()];
  return words.filter(Boolean).join(': ') || 'no reason given';
}

function parseWeight(weight: Field): Status['weights'][number] {
  return {version: weight.get('name').text() ?? '', percent: weight.get('value').integer() ?? 0};
}

/** Rows to show: the copied metrics in their order; without them, whatever has values or is named in the criteria. */
function parseMetrics(copied: Field, analysis: Analysis, spec: Spec): MetricInfo[] {
  const infos = copied.items().map((entry): MetricInfo => {
    const metric = firstOf(entry.get('metricObj'), entry.get('metricObject'));
    const name = entry.get('name').requiredText();
    const spec = metric.get('spec');
    return {name, units: spec.get('units').text(), statistic: statisticOf(bareName(name), spec)};
  });
  if (infos.length > 0)
    return infos.filter(({name}, index) => infos.findIndex((info) => info.name === name) === index);
  const {requestCount, rewards, indicators, objectives} = spec.criteria;
  const named = [requestCount, ...[...rewards, ...objectives].map(({metric}) => metric), ...indicators];
  const names = analysis.aggregatedMetrics?.keys() ?? named.filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => ({name, units: undefined}));
}

function parseAnalysis(analysis: Field): Analysis {
  return {
    aggregatedMetrics: parseAggregatedMetrics(analysis.get('aggregatedMetrics')),
    versionAssessments: parseAssessments(analysis),
    assessmentMessages: parseAssessmentMessages(analysis.get('objectiveAssessments', 'data')),
    winner: parseWinner(analysis.get('winnerAssessment')),
  };
}

function parseAggregatedMetrics(block: Field): Analysis['aggregatedMetrics'] {
  if (!block.exists) return undefined;
  const metrics = block.get('data').entries();
  return new Map(metrics.map(([metric, entry]) => [metric, parseVersionValues(entry.get('data'))]));
}

function parseVersionValues(data: Field): ReadonlyMap<string, MetricValue> {
  const versions = data.entries().map(([version, entry]): [string, MetricValue] => {
    return [version, parseMetricValue(entry)];
  });
  return new Map(versions);
}

function parseMetricValue(entry: Field): MetricValue {
  return {
    value: entry.get('value').quantity(),
    lastValue: entry.get('lastValue').quantity(),
    observedAt: entry.get('observedAt').time(),
    sampleSize: entry.get('sampleSize').integer(),
  };
}

/**
 * The booleans that the original knows, and beside them, in `objectiveAssessments`, the three-valued answer of our own
 * engine, which goes first.
 */
function parseAssessments(analysis: Field): Analysis['versionAssessments'] {
  const booleans = analysis.get('versionAssessments');
  const states = analysis.get('objectiveAssessments');
  if (!booleans.exists && !states.exists) return undefined;
  const byVersion = new Map<string, Assessment[]>();
  for (const [version, list] of booleans.get('data').entries()) {
    byVersion.set(
      version,
      list.items().map((entry) => (entry.boolean() === true ? 'satisfied' : 'violated')),
    );
  }
  for (const [version, list] of states.get('data').entries()) {
    const words = list.items().map((entry) => entry.get('state').oneOf(['satisfied', 'violated', 'unknown']));
    byVersion.set(
      version,
      words.map((word) => word ?? 'unknown'),
    );
  }
  return byVersion;
}

function parseAssessmentMessages(data: Field): NonNullable<Analysis['assessmentMessages']> {
  const versions = data.entries().map(([version, list]) => {
    return [version, list.items().map((entry) => entry.get('message').text())] as const;
  });
  return new Map(versions);
}

function parseWinner(block: Field): WinnerAssessment | undefined {
  const data = block.get('data');
  if (!data.exists) return undefined;
  const version = data.get('winner').text();
  const found = data.get('winnerFound').boolean() ?? false;
  return {found: found && version !== undefined, version: found ? version : undefined};
}
