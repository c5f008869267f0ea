import {strengthFrom} from '../../experiment/strength-text.js';
import {compact, CURRENT_API_VERSION, nonEmpty} from '../../experiment/convert/conversion.js';
import {Iter8Error} from '../../errors.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import type {DeploymentPattern, Policy, TestingPattern} from '../../experiment/model.js';
import {ACTION_KEYS, type ActionKey} from '../../tasks/action.js';
import {flagError} from './flag-error.js';
import {
  parseInterval,
  parseKeyValues,
  parseObjective,
  parseReward,
  parseVariable,
  parseWeightReference,
  type VersionVariable,
} from './flag-texts.js';

/** A version as the object that splits its traffic tells it. */
export interface KnownVersion {
  readonly name: string;
  /** Knative only. */
  readonly revision?: string | undefined;
  /** Deployments only: the queries of ready-made metrics ask for it. */
  readonly namespace?: string | undefined;
  readonly weightObjRef: JsonObject;
}

/** What the flags of `create experiment` say, as typed; files that they name are read already. */
export interface ExperimentRequest {
  readonly name?: string | undefined;
  /** Whether the server ends the name: `NAME-x7k2p`. Without a name, the target's stands there. */
  readonly isNameGenerated: boolean;
  readonly namespace?: string | undefined;
  readonly target?: string | undefined;
  /** undefined: what the number of candidates and the reward allow. */
  readonly pattern?: TestingPattern | undefined;
  readonly deployment?: DeploymentPattern | undefined;
  readonly baseline?: string | undefined;
  readonly candidates: readonly string[];
  /** What is known of versions from the object that splits their traffic; flags count more. */
  readonly knownVersions?: readonly KnownVersion[] | undefined;
  /** `VERSION:KEY=VALUE`. */
  readonly variables: readonly string[];
  /** `VERSION=APIVERSION/KIND/NAME:FIELDPATH`. */
  readonly weightReferences: readonly string[];
  readonly objectives: readonly string[];
  readonly indicators: readonly string[];
  /** `METRIC:high`. */
  readonly rewards: readonly string[];
  readonly interval?: string | undefined;
  readonly iterations?: number | undefined;
  readonly loops?: number | undefined;
  readonly maxWeight?: number | undefined;
  readonly weightIncrement?: number | undefined;
  /** Observations that a value needs to be judged; undefined: one is enough. */
  readonly minimumSamples?: number | undefined;
  /** How sure the verdict is to be; undefined, with no policy either: the last value decides. */
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly looks?: string | undefined;
  readonly endEarly?: boolean | undefined;
  readonly actions: Readonly<Record<ActionKey, readonly JsonObject[]>>;
  /** `KEY=VALUE`. */
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
}

/**
 * The Experiment of v2alpha2 that flags mean. Whether its parts fit together is for `validate` to say.
 *
 * @throws Iter8Error INVALID naming the flag that is missing or wrong, and what it may be
 */
export function buildExperiment(request: ExperimentRequest): JsonObject {
  const {target} = request;
  if (!target) throw flagError('target', 'is missing', 'name what is tried out, by custom NAMESPACE/SERVICE');
  const {objectives, indicators, rewards} = request;
  const versionInfo = versionsFrom(request);
  const criteria = compact({
    rewards: nonEmpty(rewards.map(parseReward)),
    indicators: nonEmpty(indicators),
    objectives: nonEmpty(objectives.map(parseObjective)),
    strength: filled(strengthFrom(request)),
  });
  return {
    apiVersion: CURRENT_API_VERSION,
    kind: 'Experiment',
    metadata: metadataFrom(request, target),
    spec: compact({
      target,
      strategy: strategyFrom(request),
      criteria: filled(criteria),
      duration: durationFrom(request),
      versionInfo,
    }),
  };
}

function metadataFrom(request: ExperimentRequest, target: string): JsonObject {
  const {name, isNameGenerated, namespace, labels, annotations} = request;
  const prefix = name ?? nameFromTarget(target);
  if (name === undefined && !isNameGenerated) {
    throw new Iter8Error('INVALID', 'the experiment has no name', 'add one, or --generate-name');
  }
  return compact({
    ...(isNameGenerated ? {generateName: `${prefix}-`} : {name}),
    namespace,
    labels: filled(parseKeyValues(labels, 'label')),
    annotations: filled(parseKeyValues(annotations, 'annotation')),
  });
}

/** `shop/Checkout_v2` → `checkout-v2`. */
function nameFromTarget(target: string): string {
  const last = target.split('/').findLast((part) => part !== '') ?? '';
  const name = last.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.replace(/^-+|-+$/g, '') || 'experiment';
}

function strategyFrom(request: ExperimentRequest): JsonObject {
  const {deployment, maxWeight, weightIncrement, actions} = request;
  const present = ACTION_KEYS.filter((key) => actions[key].length > 0).map((key) => [key, actions[key]] as const);
  return compact({
    testingPattern: patternFrom(request),
    deploymentPattern: deployment,
    actions: filled(Object.fromEntries(present)),
    weights: filled(compact({maxCandidateWeight: maxWeight, maxCandidateWeightIncrement: weightIncrement})),
  });
}

/** The only pattern that fits; a single version can but conform. */
function patternFrom({pattern, candidates, rewards}: ExperimentRequest): TestingPattern {
  if (pattern) return pattern;
  if (candidates.length > 1) return 'A/B/N';
  if (candidates.length === 0) return 'Conformance';
  return rewards.length > 0 ? 'A/B' : 'Canary';
}

function durationFrom({interval, iterations, loops, endEarly}: ExperimentRequest): JsonObject | undefined {
  return filled(
    compact({
      intervalSeconds: interval === undefined ? undefined : parseInterval(interval),
      iterationsPerLoop: iterations,
      maxLoops: loops,
      endEarly,
    }),
  );
}

/** @returns undefined when a start action is to name the versions */
function versionsFrom(request: ExperimentRequest): JsonObject | undefined {
  const {baseline, candidates, actions} = request;
  if (baseline === undefined && (candidates.length > 0 || actions.start.length === 0)) {
    throw flagError('baseline', 'is missing', 'name the current version');
  }
  const names = [...(baseline === undefined ? [] : [baseline]), ...candidates];
  const [first, ...others] = describedVersions(names, request);
  return first && compact({baseline: first, candidates: nonEmpty(others)});
}

function describedVersions(
  names: readonly string[],
  {variables, weightReferences, knownVersions = []}: ExperimentRequest,
): readonly JsonObject[] {
  const parsedVariables = variables.map(parseVariable);
  const references = weightReferences.map(parseWeightReference);
  for (const {version} of parsedVariables) requireVersion(names, version, 'var');
  for (const {version} of references) requireVersion(names, version, 'weight-ref');
  return names.map((name) => {
    const known = knownVersions.find((version) => version.name === name);
    const own = parsedVariables.filter(({version}) => version === name);
    return compact({
      name,
      variables: nonEmpty([...knownVariables(known, own), ...own.map(({name, value}) => ({name, value}))]),
      weightObjRef: onlyReference(name, references)?.reference ?? known?.weightObjRef,
    });
  });
}

function knownVariables(known: KnownVersion | undefined, own: readonly VersionVariable[]): JsonObject[] {
  return (['revision', 'namespace'] as const).flatMap((name) => {
    const value = known?.[name];
    return value === undefined || own.some((variable) => variable.name === name) ? [] : [{name, value}];
  });
}

function requireVersion(names: readonly string[], version: string, flag: string): void {
  if (names.includes(version)) return;
  const known = names.length === 0 ? 'name versions with --baseline and --candidate' : names.join(', ');
  throw flagError(flag, `there is no version "${version}"`, `versions are ${known}`);
}

function onlyReference<Reference extends {readonly version: string}>(
  name: string,
  references: readonly Reference[],
): Reference | undefined {
  const [first, second] = references.filter(({version}) => version === name);
  if (!second) return first;
  throw flagError('weight-ref', `version "${name}" has two`, 'its weight can be in one place only');
}

function filled<Value extends Readonly<Record<string, Json | undefined>>>(value: Value): Value | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
