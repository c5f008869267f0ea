import type {JsonObject} from '../../experiment/json.js';
import type {SampleVersion} from './sample-app.js';
import type {ScenarioName} from './scenario-names.js';

/** A canary, test or rollout to look at. */
export interface Scenario {
  /** What is tried, in a line. */
  readonly summary: string;
  /** The baseline first. */
  readonly versions: readonly SampleVersion[];
  readonly experiment: JsonObject;
  /** Further Metrics that the experiment names. */
  readonly metrics: readonly JsonObject[];
}

export const SERVICE = 'sample-app';

/** Seconds between iterations. */
const INTERVAL = 2;
const SOUND = 'latency=15±5';

const CANARIES: Readonly<Partial<Record<ScenarioName, readonly [summary: string, candidate: string]>>> = {
  good: ['a candidate as good as what runs now', SOUND],
  slow: ['a candidate of 500 ms where 200 are allowed', 'latency=500±50'],
  errors: ['a candidate that fails one request in seven', `${SOUND},error-rate=0.143`],
  flaky: ['a candidate that fails one request in twenty', `${SOUND},error-rate=0.05`],
};

export function scenarioOf(name: ScenarioName): Scenario {
  const canary = CANARIES[name];
  if (canary) return canaryScenario(...canary);
  switch (name) {
    case 'bluegreen':
      return withDeployment(canaryScenario('a sound candidate that gets all traffic at once', SOUND), 'BlueGreen');
    case 'conformance':
      return scenario({
        summary: 'one version, held against its objectives',
        pattern: 'Conformance',
        behaviours: [SOUND],
      });
    case 'ab':
      return rewarded({summary: 'two sound versions, one of which sells more', pattern: 'A/B', levels: [15, 20]});
    default:
      return rewarded({
        summary: 'three sound versions, one of which sells more',
        pattern: 'A/B/N',
        levels: [15, 12, 20],
      });
  }
}

function canaryScenario(summary: string, candidate: string): Scenario {
  return scenario({summary, pattern: 'Canary', behaviours: [SOUND, candidate]});
}

interface Sketch {
  readonly summary: string;
  readonly pattern: string;
  /** The baseline's first. */
  readonly behaviours: readonly string[];
}

function scenario({summary, pattern, behaviours}: Sketch): Scenario {
  const versions = behaviours.map((behaviour, index) => ({
    name: versionName(index, behaviours.length),
    revision: `${SERVICE}-v${index + 1}`,
    behaviour,
  }));
  const [baseline, ...candidates] = versions.map(({name, revision}, index) => ({
    name,
    variables: [{name: 'revision', value: revision}],
    ...(versions.length > 1 && {weightObjRef: weightReference(index)}),
  }));
  return {
    summary,
    versions,
    metrics: [],
    experiment: {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'canary-progressive', namespace: 'default'},
      spec: {
        target: `default/${SERVICE}`,
        strategy: {
          testingPattern: pattern,
          ...(versions.length > 1 && {
            deploymentPattern: 'Progressive',
            weights: {maxCandidateWeightIncrement: 20},
          }),
        },
        criteria: {
          objectives: [
            {metric: 'mean-latency', upperLimit: 200},
            {metric: '95th-percentile-tail-latency', upperLimit: 400},
            {metric: 'error-rate', upperLimit: '0.01'},
          ],
        },
        duration: {intervalSeconds: INTERVAL, iterationsPerLoop: 8},
        versionInfo: {baseline, ...(candidates.length > 0 && {candidates})},
      },
    },
  };
}

/** `current` and `candidate`, as in the tutorial; several candidates are numbered. */
function versionName(index: number, count: number): string {
  if (index === 0) return 'current';
  return count > 2 ? `candidate-${index}` : 'candidate';
}

function weightReference(index: number): JsonObject {
  const fieldPath = `.spec.traffic[${index}].percent`;
  return {apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: SERVICE, fieldPath};
}

function rewarded({
  levels,
  ...sketch
}: Omit<Sketch, 'behaviours'> & {readonly levels: readonly number[]}): Scenario {
  const plain = scenario({...sketch, behaviours: levels.map(() => SOUND)});
  const metric = 'books-purchased';
  const mock = plain.versions.map(({name}, index) => ({name, level: String(levels[index])}));
  return {
    ...plain,
    experiment: withSpec(plain, (spec) => {
      const criteria = spec.criteria as JsonObject;
      return {...spec, criteria: {...criteria, rewards: [{metric, preferredDirection: 'High'}]}};
    }),
    metrics: [
      {
        apiVersion: 'iter8.tools/v2alpha2',
        kind: 'Metric',
        metadata: {name: metric, namespace: 'default'},
        spec: {type: 'Counter', description: 'Made up: so many a second', mock},
      },
    ],
  };
}

function withDeployment(plain: Scenario, deploymentPattern: string): Scenario {
  const experiment = withSpec(plain, (spec) => ({
    ...spec,
    strategy: {testingPattern: 'Canary', deploymentPattern},
  }));
  return {...plain, experiment};
}

function withSpec({experiment}: Scenario, change: (spec: JsonObject) => JsonObject): JsonObject {
  return {...experiment, spec: change(experiment.spec as JsonObject)};
}
