import {dialectOf} from './dialect.js';
import {type Field, firstOf} from './field.js';
import {
  type Criteria,
  DEPLOYMENT_PATTERNS,
  type DeploymentPattern,
  DIRECTIONS,
  type Experiment,
  FINAL_SPLITS,
  type Objective,
  type Reward,
  type Spec,
  TESTING_PATTERNS,
  type TestingPattern,
  type Version,
} from './model.js';
import {parseMinimumSamples, parseStrength} from './parse-strength.js';
import {parseStatus} from './parse-v2-status.js';

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
      endEarly: duration.get('endEarly').boolean(),
    },
    weights: {
      maxCandidateWeight: weights.get('maxCandidateWeight').integer() ?? 100,
      maxCandidateWeightIncrement: weights.get('maxCandidateWeightIncrement').integer() ?? 10,
    },
    finalSplit: weights.get('finalSplit').oneOf(FINAL_SPLITS),
  };
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
  return [
    ...(baseline.exists ? [{name: baseline.get('name').requiredText(), role: 'baseline'} as const] : []),
    ...candidates
      .items()
      .map((candidate): Version => ({name: candidate.get('name').requiredText(), role: 'candidate'})),
  ];
}

function parseCriteria(criteria: Field, rollbackByDefault: boolean): Criteria {
  const single = criteria.get('reward');
  return {
    minimumSamples: parseMinimumSamples(criteria.get('strength')),
    strength: parseStrength(criteria.get('strength')),
    requestCount: criteria.get('requestCount').text(),
    indicators: criteria
      .get('indicators')
      .items()
      .map((reference) => reference.requiredText()),
    rewards: [...criteria.get('rewards').items(), ...(single.exists ? [single] : [])].map(parseReward),
    objectives: criteria
      .get('objectives')
      .items()
      .map((objective) => parseObjective(objective, rollbackByDefault)),
  };
}

function parseReward(reward: Field): Reward {
  return {
    metric: reward.get('metric').requiredText(),
    preferredDirection: reward.get('preferredDirection').oneOf(DIRECTIONS),
  };
}

function parseObjective(objective: Field, rollbackByDefault: boolean): Objective {
  return {
    metric: objective.get('metric').requiredText(),
    upperLimit: objective.get('upperLimit').quantity(),
    lowerLimit: objective.get('lowerLimit').quantity(),
    relativeLimit: objective.get('relativeUpperLimit').quantity(),
    relativeLowerLimit: objective.get('relativeLowerLimit').quantity(),
    rollbackOnFailure: objective.get('rollback_on_failure').boolean() ?? rollbackByDefault,
  };
}
