import type {Field} from './field.js';
import type {
  Analysis,
  Assessment,
  Criteria,
  Direction,
  Experiment,
  FinalSplit,
  Legacy,
  MetricInfo,
  MetricValue,
  Objective,
  Spec,
  Status,
  TestingPattern,
  Version,
} from './model.js';
import {intervalSeconds, legacyStage, legacyTarget} from './parse-v1alpha1.js';

/** Reads the format of Iter8 v1.0. */
export function parseV1alpha2(resource: Field): Pick<Experiment, 'dialect' | 'spec' | 'status' | 'legacy'> {
  const spec = parseSpec(resource);
  const status = resource.get('status');
  return {
    dialect: 'v1alpha2',
    spec,
    status: parseStatus(status, metricDefinitions(resource), spec),
    legacy: parseLegacy(status),
  };
}

function parseSpec(resource: Field): Spec {
  const spec = resource.get('spec');
  const service = spec.get('service');
  const duration = spec.get('duration');
  const control = spec.get('trafficControl');
  const versions = parseVersions(service);
  const criteria = parseCriteria(spec.get('criteria'), metricDefinitions(resource));
  return {
    target: legacyTarget(service, resource),
    testingPattern: testingPattern(versions, criteria),
    deploymentPattern: control.get('strategy').text() === 'uniform' ? 'FixedSplit' : 'Progressive',
    versions,
    criteria,
    duration: {
      intervalSeconds: intervalSeconds(duration.get('interval')) ?? 30,
      iterationsPerLoop: duration.get('maxIterations').integer() ?? 100,
      maxLoops: 1,
    },
    weights: {
      maxCandidateWeight: 100,
      maxCandidateWeightIncrement: control.get('maxIncrement').integer() ?? 2,
    },
    finalSplit: FINAL_SPLITS.get(control.get('onTermination').text() ?? ''),
  };
}

const FINAL_SPLITS: ReadonlyMap<string, FinalSplit> = new Map([
  ['to_baseline', 'Baseline'],
  ['keep_last', 'Last'],
]);

/** A performance test names the baseline as its candidate: one version, nothing to compare. */
function parseVersions(service: Field): Version[] {
  const baseline = service.get('baseline').text();
  const names = service
    .get('candidates')
    .items()
    .map((candidate) => candidate.text() ?? '');
  const candidates = names.filter((name) => name !== baseline);
  return [
    ...(baseline === undefined ? [] : [{name: baseline, role: 'baseline'} as const]),
    ...candidates.map((name): Version => ({name, role: 'candidate'})),
  ];
}

function testingPattern(versions: readonly Version[], criteria: Criteria): TestingPattern {
  if (versions.length < 2) return 'Conformance';
  if (versions.length > 2) return 'A/B/N';
  return criteria.rewards.length > 0 ? 'A/B' : 'Canary';
}

/** Definitions that the controller copied into the object, by name. */
function metricDefinitions(resource: Field): ReadonlyMap<string, Field> {
  const metrics = [resource.get('spec', 'metrics'), resource.get('metrics')];
  const lists = metrics.flatMap((field) => [field.get('counter_metrics'), field.get('ratio_metrics')]);
  const definitions = lists.flatMap((list) => list.items());
  return new Map(definitions.map((definition) => [definition.get('name').text() ?? '', definition]));
}

function preferredDirection(definition: Field | undefined): Direction | undefined {
  const word = definition?.get('preferred_direction').text() ?? '';
  if (/^high/i.test(word)) return 'High';
  return /^low/i.test(word) ? 'Low' : undefined;
}

function metricOf(criterion: Field): string {
  return criterion.get('metric').requiredText();
}

function parseCriteria(criteria: Field, definitions: ReadonlyMap<string, Field>): Criteria {
  const items = criteria.items();
  const rewards = items.filter((criterion) => criterion.get('isReward').boolean());
  const indicators = items.filter((item) => !rewards.includes(item) && !item.get('threshold').exists);
  return {
    requestCount: undefined,
    indicators: indicators.map(metricOf),
    rewards: rewards.map((reward) => {
      const metric = metricOf(reward);
      return {metric, preferredDirection: preferredDirection(definitions.get(metric))};
    }),
    objectives: items
      .filter((item) => item.get('threshold').exists)
      .map((item) => parseObjective(item, definitions)),
  };
}

function parseObjective(criterion: Field, definitions: ReadonlyMap<string, Field>): Objective {
  const metric = metricOf(criterion);
  const threshold = criterion.get('threshold');
  const value = threshold.get('value').quantity();
  const isRelative = threshold.get('type').oneOf(['absolute', 'relative']) === 'relative';
  const isLower = preferredDirection(definitions.get(metric)) === 'High';
  return {
    metric,
    upperLimit: isRelative || isLower ? undefined : value,
    lowerLimit: !isRelative && isLower ? value : undefined,
    relativeLimit: isRelative && !isLower ? value : undefined,
    relativeLowerLimit: isRelative && isLower ? value : undefined,
    rollbackOnFailure: false,
  };
}

function parseStatus(status: Field, definitions: ReadonlyMap<string, Field>, spec: Spec): Status {
  const assessment = status.get('assessment');
  const perVersion = [assessment.get('baseline'), ...assessment.get('candidates').items()].filter(
    ({exists}) => exists,
  );
  const iterations = status.get('currentIteration').integer() ?? 0;
  const weights = perVersion.map((entry) => ({
    version: nameOf(entry),
    percent: entry.get('weight').integer() ?? 0,
  }));
  const winner = parseWinner(assessment.get('winner'), perVersion);
  return {
    stage: legacyStage(status.get('phase').text(), iterations),
    completedIterations: iterations,
    startTime: status.get('startTimestamp').time(),
    lastUpdateTime: status.get('lastUpdateTime').time(),
    message: status.get('message').text(),
    weights: weights.some(({percent}) => percent > 0) ? weights : [],
    recommendedVersion: recommendedVersion(status, winner, spec),
    failure: parseFailure(status),
    metrics: metricsOf(spec, definitions),
    analysis: {
      aggregatedMetrics: perVersion.length > 0 ? parseValues(perVersion) : undefined,
      versionAssessments: perVersion.length > 0 ? parseAssessments(perVersion, spec) : undefined,
      winner,
    },
  };
}

function nameOf(entry: Field): string {
  return entry.get('name').text() ?? entry.get('id').text() ?? '';
}

/** v1.0.0-preview names the winner by its id alone. */
function parseWinner(winner: Field, perVersion: readonly Field[]): Analysis['winner'] {
  if (!winner.exists) return undefined;
  const id = winner.get('current_best_version').text();
  const best = perVersion.find((entry) => id !== undefined && entry.get('id').text() === id);
  const name = winner.get('name').text() ?? (best && nameOf(best));
  const found = (winner.get('winning_version_found').boolean() ?? false) && name !== undefined;
  return {found, version: found ? name : undefined};
}

/** The final split says more than the winner: `keep_last` and a manual end may leave the winner aside. */
function recommendedVersion(status: Field, winner: Analysis['winner'], spec: Spec): string | undefined {
  if (!winner) return undefined;
  const toBaseline = /Traffic To Baseline/.test(status.get('message').text() ?? '');
  const baseline = spec.versions.find(({role}) => role === 'baseline');
  return toBaseline ? baseline?.name : (winner.version ?? baseline?.name);
}

/** Foreign routing rules end an experiment with a bare `ExperimentCompleted`; the cause stays in the condition. */
function parseFailure(status: Field): string | undefined {
  if (status.get('phase').text() !== 'Completed') return undefined;
  const conditions = status.get('conditions').items();
  const routing = conditions.find((condition) => condition.get('type').text() === 'RoutingRulesReady');
  if (routing?.get('status').text() !== 'False') return undefined;
  return [routing.get('reason').text(), routing.get('message').text()].filter(Boolean).join(': ');
}

function metricsOf(spec: Spec, definitions: ReadonlyMap<string, Field>): MetricInfo[] {
  const {objectives, rewards, indicators} = spec.criteria;
  const names = [...objectives.map(({metric}) => metric), ...rewards.map(({metric}) => metric), ...indicators];
  return [...new Set(names)].map((name) => {
    const definition = definitions.get(name);
    return {name, units: definition?.get('units').text() ?? definition?.get('unit').text()};
  });
}

function parseValues(perVersion: readonly Field[]): Analysis['aggregatedMetrics'] {
  const byMetric = new Map<string, Map<string, MetricValue>>();
  for (const entry of perVersion) {
    const sampleSize = entry.get('request_count').integer();
    for (const criterion of entry.get('criterion_assessments').items()) {
      const metric = criterion.get('metric_id').text() ?? '';
      const values = byMetric.get(metric) ?? new Map<string, MetricValue>();
      values.set(nameOf(entry), {value: criterion.get('statistics', 'value').quantity(), sampleSize});
      byMetric.set(metric, values);
    }
  }
  return byMetric;
}

/** *Breached* is the opposite of *met*; it is absent without data. */
function parseAssessments(perVersion: readonly Field[], spec: Spec): Analysis['versionAssessments'] {
  const assess = (entry: Field): Assessment[] => {
    const criteria = entry.get('criterion_assessments').items();
    return spec.criteria.objectives.map(({metric}) => {
      const criterion = criteria.find((candidate) => candidate.get('metric_id').text() === metric);
      const breached = criterion?.get('threshold_assessment', 'threshold_breached').boolean();
      return breached === undefined ? 'unknown' : breached ? 'violated' : 'satisfied';
    });
  };
  return new Map(perVersion.map((entry) => [nameOf(entry), assess(entry)]));
}

function parseLegacy(status: Field): Legacy {
  const winner = status.get('assessment', 'winner');
  const confidence = winner.get('probability_of_winning_for_best_version').number();
  return {
    phase: status.get('phase').text(),
    experimentType: status.get('experimentType').text(),
    hosts: status
      .get('effectiveHosts')
      .items()
      .map((host) => host.text() ?? ''),
    currentBest: winner.get('name').text() ?? winner.get('current_best_version').text(),
    confidence: confidence === undefined ? undefined : String(confidence),
    conclusions: [],
  };
}
