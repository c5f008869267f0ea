import type {Field} from './field.js';
import {parseGoDuration} from './go-duration.js';
import type {
  Analysis,
  Assessment,
  Criteria,
  Experiment,
  FinalSplit,
  Legacy,
  Objective,
  Spec,
  Stage,
  Status,
  Version,
} from './model.js';
import {parseQuantity, type Quantity} from './quantity.js';

/** Reads the format of Iter8 v0.x, the one of the pipeline tutorial. */
export function parseV1alpha1(resource: Field): Pick<Experiment, 'dialect' | 'spec' | 'status' | 'legacy'> {
  const spec = parseSpec(resource);
  const status = resource.get('status');
  return {dialect: 'v1alpha1', spec, status: parseStatus(status, resource, spec), legacy: parseLegacy(status)};
}

function parseSpec(resource: Field): Spec {
  const spec = resource.get('spec');
  const control = spec.get('trafficControl');
  const versions = parseVersions(spec.get('targetService'));
  const criteria = parseCriteria(spec.get('analysis'));
  return {
    target: legacyTarget(spec.get('targetService'), resource),
    testingPattern: versions.length < 2 ? 'Conformance' : criteria.rewards.length > 0 ? 'A/B' : 'Canary',
    deploymentPattern: 'Progressive',
    versions,
    criteria,
    duration: {
      intervalSeconds: intervalSeconds(control.get('interval')) ?? 60,
      iterationsPerLoop: control.get('maxIterations').integer() ?? 100,
      maxLoops: 1,
    },
    weights: {
      maxCandidateWeight: control.get('maxTrafficPercentage').number() ?? 50,
      maxCandidateWeightIncrement: control.get('trafficStepSize').number() ?? 2,
    },
    finalSplit: FINAL_SPLITS.get(control.get('onSuccess').text() ?? ''),
  };
}

const FINAL_SPLITS: ReadonlyMap<string, FinalSplit> = new Map([
  ['baseline', 'Baseline'],
  ['both', 'LastOnSuccess'],
]);

/** `namespace/name` of the service under experiment. */
export function legacyTarget(service: Field, resource: Field): string {
  const namespace = service.get('namespace').text() ?? resource.get('metadata', 'namespace').text() ?? 'default';
  const name = service.get('name').text();
  return name === undefined ? '' : `${namespace}/${name}`;
}

/** Seconds of a field that holds a Go duration. */
export function intervalSeconds(field: Field): number | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const seconds = parseGoDuration(text);
  if (seconds === undefined) throw field.expected('a duration such as 30s or 1m30s');
  return seconds;
}

/** Baseline = candidate was the way to bring up a first version: one version, nothing to compare. */
function parseVersions(service: Field): Version[] {
  const baseline = service.get('baseline').text();
  const candidate = service.get('candidate').text();
  return [
    ...(baseline === undefined ? [] : [{name: baseline, role: 'baseline'} as const]),
    ...(candidate === undefined || candidate === baseline ? [] : [{name: candidate, role: 'candidate'} as const]),
  ];
}

function parseCriteria(analysis: Field): Criteria {
  const reward = analysis.get('reward', 'metricName').text();
  return {
    minimumSamples: minimumSamples(analysis.get('successCriteria')),
    requestCount: undefined,
    indicators: [],
    rewards: reward === undefined ? [] : [{metric: reward, preferredDirection: undefined}],
    objectives: analysis.get('successCriteria').items().map(parseObjective),
  };
}

/** The largest of all criteria, each of which had its own. */
function minimumSamples(criteria: Field): number | undefined {
  const sizes = criteria.items().map((criterion) => criterion.get('sampleSize').integer() ?? 10);
  return sizes.length === 0 ? undefined : Math.max(0, ...sizes);
}

function parseObjective(criterion: Field): Objective {
  const metric = criterion.get('metricName').requiredText();
  const tolerance = criterion.get('tolerance').quantity();
  const isDelta = criterion.get('toleranceType').oneOf(['threshold', 'delta']) === 'delta';
  return {
    metric,
    upperLimit: isDelta ? undefined : tolerance,
    lowerLimit: undefined,
    relativeLimit: isDelta && tolerance ? plusOne(tolerance) : undefined,
    rollbackOnFailure: criterion.get('stopOnFailure').boolean() ?? false,
  };
}

function plusOne({digits, scale}: Quantity): Quantity {
  return {digits: digits + 10n ** BigInt(scale), scale};
}

function parseStatus(status: Field, resource: Field, spec: Spec): Status {
  const phase = status.get('phase').text();
  const started = status.get('currentIteration').integer() ?? 0;
  const assessment = status.get('assessment');
  const aborted = assessment.get('abort_experiment').boolean() ?? false;
  const split = status.get('trafficSplitPercentage');
  const [baseline, candidate] = spec.versions;
  const percents = [split.get('baseline').integer() ?? 0, split.get('candidate').integer() ?? 0];
  const isRouted = percents.some((percent) => percent > 0);
  const winner = parseWinner(status, resource, spec);
  return {
    stage: legacyStage(phase, started),
    completedIterations: Math.max(0, aborted ? started : started - 1),
    startTime: nanosecondTime(status.get('startTimestamp')),
    lastUpdateTime: lastIncrementTime(status),
    message: status.get('message').text(),
    weights: isRouted
      ? spec.versions.map(({name}, index) => ({version: name, percent: percents[index] ?? 0}))
      : [],
    recommendedVersion: recommendedVersion(winner, resource, [baseline, candidate]),
    failure: parseFailure(status.get('message').text(), phase),
    metrics: [],
    analysis: {
      aggregatedMetrics: undefined,
      versionAssessments: parseAssessments(assessment.get('success_criteria'), spec, candidate),
      winner,
    },
  };
}

/** `Pause` is also the normal first phase, before the candidate is deployed. */
export function legacyStage(phase: string | undefined, iterations: number): Stage | undefined {
  if (phase === undefined) return undefined;
  if (phase === 'Completed' || phase === 'Initializing') return phase;
  return phase === 'Pause' && iterations === 0 ? 'Waiting' : 'Running';
}

/** The old engine writes the year 1970 until the first iteration. */
function lastIncrementTime(status: Field): Date | undefined {
  const time = status.get('lastIncrementTime').time();
  return time?.getTime() === 0 ? undefined : time;
}

/** Unix nanoseconds, 19 digits: more than a JavaScript number holds. */
export function nanosecondTime(field: Field): Date | undefined {
  if (!field.exists) return undefined;
  const nanoseconds = parseQuantity(field.value);
  if (nanoseconds?.scale !== 0) throw field.expected('Unix time in nanoseconds');
  return new Date(Number(nanoseconds.digits / 1_000_000n));
}

/**
 * At the end the condition decides, and where there is none the user's override. On the way, and with neither, the last
 * assessment counts: an absent boolean means false, and without criteria every candidate is good.
 */
function parseWinner(status: Field, resource: Field, spec: Spec): Analysis['winner'] {
  const candidate = spec.versions[1] ?? spec.versions[0];
  const assessment = status.get('assessment');
  const isEnd = status.get('phase').text() === 'Completed';
  if (!candidate || (!assessment.exists && !isEnd)) return undefined;
  const isGood =
    spec.criteria.objectives.length === 0 || assessment.get('all_success_criteria_met').boolean() === true;
  const found = (isEnd ? decidedEnd(status, resource) : undefined) ?? isGood;
  return {found, version: found ? candidate.name : undefined};
}

/** What the end says of itself: condition ExperimentSucceeded, or the override of a user; v0.0 has it in `spec.assessment`. */
function decidedEnd(status: Field, resource: Field): boolean | undefined {
  const conditions = status.get('conditions').items();
  const succeeded = conditions.find((condition) => condition.get('type').text() === 'ExperimentSucceeded');
  if (succeeded) return succeeded.get('status').text() === 'True';
  const override = resource.get('action').text() ?? resource.get('spec', 'assessment').text();
  return override?.startsWith('override_') ? override === 'override_success' : undefined;
}

function recommendedVersion(
  winner: Analysis['winner'],
  resource: Field,
  [baseline, candidate]: readonly (Version | undefined)[],
): string | undefined {
  if (!winner) return undefined;
  const onSuccess = resource.get('spec', 'trafficControl', 'onSuccess').text() ?? 'candidate';
  return winner.found && onSuccess !== 'baseline' ? (candidate ?? baseline)?.name : baseline?.name;
}

const VERDICTS = ['Not All Success Criteria Were Met', 'Not All Success Criteria Met', 'Abort', 'Aborted'];

/** `ExperimentFailed` with one of these words is a verdict; with any other the engine gave up. */
function parseFailure(message: string | undefined, phase: string | undefined): string | undefined {
  const [, cause] = /^ExperimentFailed:?\s*(.*)$/s.exec(message ?? '') ?? [];
  if (phase !== 'Completed' || cause === undefined) return undefined;
  return VERDICTS.some((verdict) => cause.startsWith(verdict)) ? undefined : message;
}

/** Criteria are judged for the candidate alone; an insufficient sample counted as not met. */
function parseAssessments(
  criteria: Field,
  spec: Spec,
  candidate: Version | undefined,
): Analysis['versionAssessments'] {
  const entries = criteria.items();
  if (entries.length === 0 || !candidate) return undefined;
  const assessments = spec.criteria.objectives.map(({metric}, index): Assessment => {
    const isNamed = (entry: Field | undefined) => entry?.get('metric_name').text() === metric;
    const entry = isNamed(entries[index]) ? entries[index] : entries.find(isNamed);
    if (!entry || conclusionsOf(entry).some((text) => text.startsWith('Insufficient sample size')))
      return 'unknown';
    return entry.get('success_criterion_met').boolean() === true ? 'satisfied' : 'violated';
  });
  return new Map([[candidate.name, assessments]]);
}

/** The texts of the original end in blanks and double some. */
function conclusionsOf(entry: Field): string[] {
  const texts = entry.get('conclusions').items();
  return texts.map((text) => (text.text() ?? '').replace(/\s+/g, ' ').replace(/[ .]+$/, ''));
}

function parseLegacy(status: Field): Legacy {
  const assessment = status.get('assessment');
  return {
    phase: status.get('phase').text(),
    experimentType: undefined,
    hosts: [],
    currentBest: undefined,
    confidence: undefined,
    conclusions: [assessment, ...assessment.get('success_criteria').items()].flatMap(conclusionsOf),
  };
}
