import {dialectOf} from './dialect.js';
import type {Field} from './field.js';
import {isObject} from './json.js';
import {
  type Analysis,
  type Assessment,
  type Criteria,
  DEPLOYMENT_PATTERNS,
  type DeploymentPattern,
  DIRECTIONS,
  type Experiment,
  type MetricInfo,
  type MetricValue,
  type Objective,
  type Reward,
  type Spec,
  STAGES,
  type Status,
  TESTING_PATTERNS,
  type TestingPattern,
  type Version,
  type WinnerAssessment,
} from './model.js';

/** Reads v2alpha1, all of its early spellings included, and v2alpha2. */
export function parseV2(resource: Field): Pick<Experiment, 'dialect' | 'spec' | 'status' | 'legacy'> {
  const spec = parseSpec(resource.get('spec'));
  return {
    dialect: dialectOf(resource),
    spec,
    status: parseStatus(resource.get('status'), resource.get('spec', 'metrics'), spec),
    legacy: undefined,
  };
}

function parseSpec(spec: Field): Spec {
  const strategy = spec.get('strategy');
  const weights = strategy.get('weights');
  const duration = spec.get('duration');
  const deploymentPattern = parseDeploymentPattern(strategy);
  return {
    target: spec.get('target').text() ?? '',
    testingPattern: parseTestingPattern(strategy),
    deploymentPattern,
    versions: parseVersions(spec),
    criteria: parseCriteria(spec.get('criteria'), deploymentPattern === 'BlueGreen'),
    duration: {
      intervalSeconds: duration.get('intervalSeconds').integer() ?? 20,
      iterationsPerLoop: firstOf(duration.get('iterationsPerLoop'), duration.get('maxIterations')).integer() ?? 15,
      maxLoops: duration.get('maxLoops').integer() ?? 1,
    },
    weights: {
      maxCandidateWeight: weights.get('maxCandidateWeight').integer() ?? 100,
      maxCandidateWeightIncrement: weights.get('maxCandidateWeightIncrement').integer() ?? 10,
    },
  };
}

function firstOf(...fields: [Field, ...Field[]]): Field {
  return fields.find((field) => field.exists) ?? fields[0];
}

/** `strategy.type` is the early spelling; its `Performance` is Conformance, its `BlueGreen` a way to deploy a Canary. */
const EARLY_PATTERNS: Readonly<Record<string, TestingPattern>> = {Performance: 'Conformance', BlueGreen: 'Canary'};

function parseTestingPattern(strategy: Field): TestingPattern | undefined {
  const pattern = firstOf(strategy.get('testingPattern'), strategy.get('type'));
  const early = typeof pattern.value === 'string' ? EARLY_PATTERNS[pattern.value] : undefined;
  return early ?? pattern.oneOf(TESTING_PATTERNS);
}

function parseDeploymentPattern(strategy: Field): DeploymentPattern {
  const deployment = firstOf(strategy.get('deploymentPattern'), strategy.get('weights', 'algorithm'));
  const early = strategy.get('type').value === 'BlueGreen' ? 'BlueGreen' : 'Progressive';
  return deployment.oneOf(DEPLOYMENT_PATTERNS) ?? early;
}

/** `baseline` and `candidates` beside `versionInfo` are the mis-indentation of the Helm tutorial: meant is below it. */
function parseVersions(spec: Field): Version[] {
  const info = spec.get('versionInfo');
  const baseline = firstOf(info.get('baseline'), spec.get('baseline'));
  const candidates = firstOf(info.get('candidates'), spec.get('candidates'));
  const named = (version: Field, role: Version['role']): Version => {
    const name = version.get('name').text();
    if (name === undefined) throw version.get('name').missing();
    return {name, role};
  };
  return [
    ...(baseline.exists ? [named(baseline, 'baseline')] : []),
    ...candidates.items().map((candidate) => named(candidate, 'candidate')),
  ];
}

function parseCriteria(criteria: Field, rollbackByDefault: boolean): Criteria {
  const single = criteria.get('reward');
  return {
    minimumSamples: parseMinimumSamples(criteria.get('strength')),
    requestCount: criteria.get('requestCount').text(),
    indicators: criteria.get('indicators').items().map(metricReference),
    rewards: [...criteria.get('rewards').items(), ...(single.exists ? [single] : [])].map(parseReward),
    objectives: criteria
      .get('objectives')
      .items()
      .map((objective) => parseObjective(objective, rollbackByDefault)),
  };
}

/** `strength` was reserved and may hold anything. */
function parseMinimumSamples(strength: Field): number | undefined {
  if (!isObject(strength.value)) return undefined;
  const field = strength.get('minimumSamples');
  const samples = field.integer();
  if (samples !== undefined && samples < 0) throw field.expected('a whole number from 0 up');
  return samples;
}

function metricReference(reference: Field): string {
  const text = reference.text();
  if (text === undefined) throw reference.missing();
  return text;
}

function parseReward(reward: Field): Reward {
  return {
    metric: metricReference(reward.get('metric')),
    preferredDirection: reward.get('preferredDirection').oneOf(DIRECTIONS),
  };
}

function parseObjective(objective: Field, rollbackByDefault: boolean): Objective {
  return {
    metric: metricReference(objective.get('metric')),
    upperLimit: objective.get('upperLimit').quantity(),
    lowerLimit: objective.get('lowerLimit').quantity(),
    relativeLimit: undefined,
    rollbackOnFailure: objective.get('rollback_on_failure').boolean() ?? rollbackByDefault,
  };
}

function parseStatus(status: Field, specMetrics: Field, spec: Spec): Status {
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
    return {name: metricReference(entry.get('name')), units: metric.get('spec', 'units').text()};
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
