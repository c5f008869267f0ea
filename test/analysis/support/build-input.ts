import type {AnalysisInput} from '../../../src/analysis/input.js';
import type {Observation, Observations} from '../../../src/analysis/observations.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {DeploymentPattern, TestingPattern} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {parseQuantity} from '../../../src/experiment/quantity.js';

type Given = string | Observation | null | undefined;

/** A situation in a few words; what is left out is as an Experiment would have it. */
export interface Situation {
  pattern?: TestingPattern;
  deployment?: DeploymentPattern;
  /** Baseline first. */
  versions?: readonly string[];
  objectives?: readonly JsonObject[];
  /** `High` or `Low`, on the metric `reward`. */
  direction?: string;
  requestCount?: string;
  caps?: {max?: number; increment?: number};
  /** By name; in the order in which they were observed. */
  weights?: Readonly<Record<string, number | undefined>>;
  /** metric → version → value; null: the metric has no value there; undefined: nobody asked. */
  values?: Readonly<Record<string, Readonly<Record<string, Given>> | undefined>>;
  rules?: Partial<Pick<AnalysisInput, 'staleAfterSeconds' | 'minimumSamples' | 'explorationPercent'>>;
}

export const NOW = new Date('2026-11-22T10:00:00Z');

export const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

/** The objectives of the worked examples: latency at most 50, error rate at most 10m. */
export const LATENCY = {metric: 'default/lat', upperLimit: 50};
export const ERRORS = {metric: 'default/err', upperLimit: '10m'};

export function value(text: string, sampleSize?: number, ageSeconds = 0): Observation {
  return {kind: 'value', value: parseQuantity(text)!, sampleSize, observedAt: secondsAgo(ageSeconds)};
}

export function unavailable(last?: {text: string; ageSeconds: number}): Observation {
  const reason = 'no answer within 5 s';
  if (!last) return {kind: 'unavailable', reason};
  return {
    kind: 'unavailable',
    reason,
    last: {value: parseQuantity(last.text)!, observedAt: secondsAgo(last.ageSeconds)},
  };
}

export function buildInput(situation: Situation): AnalysisInput {
  return {
    experiment: parseExperiment(buildResource(situation)),
    observations: buildObservations(situation.values ?? {}),
    now: NOW,
    ...situation.rules,
  };
}

function buildResource(situation: Situation): JsonObject {
  const {pattern = 'Canary', deployment = 'Progressive', versions = ['b', 'c'], caps = {}} = situation;
  const {direction, requestCount, objectives = []} = situation;
  const [baseline, ...candidates] = versions.map((name) => ({name}));
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'default'},
    spec: {
      target: 'default/app',
      strategy: {
        testingPattern: pattern,
        deploymentPattern: deployment,
        weights: {maxCandidateWeight: caps.max, maxCandidateWeightIncrement: caps.increment},
      },
      criteria: {
        requestCount,
        objectives,
        rewards: direction ? [{metric: 'default/reward', preferredDirection: direction}] : [],
      },
      versionInfo: {baseline, candidates},
    },
    status: {
      currentWeightDistribution: Object.entries(situation.weights ?? {}).map(([name, percent]) => ({
        name,
        value: percent,
      })),
    },
  };
}

function buildObservations(values: NonNullable<Situation['values']>): Observations {
  const metrics = Object.entries(values).map(([metric, byVersion = {}]) => {
    const observed = Object.entries(byVersion).flatMap(([version, given]): [string, Observation][] => {
      return given === undefined ? [] : [[version, buildObservation(given)]];
    });
    return [metric, new Map(observed)] as const;
  });
  return new Map(metrics);
}

function buildObservation(given: string | Observation | null): Observation {
  if (given === null) return unavailable();
  return typeof given === 'string' ? value(given) : given;
}
