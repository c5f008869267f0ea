import type {AnalysisInput} from '../../../src/analysis/input.js';
import type {Json, JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {looksJson, type LookSeries, type StoredLook} from '../../../src/experiment/stored-looks.js';
import {NOW} from './build-input.js';

/** An experiment that asks for proof, in a few words. */
export interface StrengthSituation {
  pattern?: string;
  /** Baseline first. */
  versions?: readonly string[];
  strength?: JsonObject;
  criteria?: JsonObject;
  objectives?: readonly JsonObject[];
  duration?: JsonObject;
  completedIterations?: number;
  /** `spec` of the Metrics by name, all in `default`. */
  metrics?: Readonly<Record<string, JsonObject>>;
  looks?: readonly LookSeries[];
}

/** At most one error in a hundred requests. */
export const ERRORS = {metric: 'error-rate', upperLimit: '0.01'};

export function strengthInput(situation: StrengthSituation = {}): AnalysisInput {
  const looks = situation.looks ?? [];
  return {experiment: parseExperiment(resource(situation)), observations: new Map(), now: NOW, looks};
}

function resource(situation: StrengthSituation): JsonObject {
  const {pattern = 'Canary', versions = ['b', 'c'], objectives = [ERRORS], metrics = {}, looks = []} = situation;
  const [baseline, ...candidates] = versions.map((name) => ({name}));
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'default'},
    spec: {
      target: 'default/app',
      strategy: {testingPattern: pattern},
      criteria: {strength: {confidence: 0.95, ...situation.strength}, objectives, ...situation.criteria},
      duration: {intervalSeconds: 10, iterationsPerLoop: 10, ...situation.duration},
      versionInfo: {baseline, candidates},
    },
    status: {
      completedIterations: situation.completedIterations ?? 0,
      metrics: Object.entries(metrics).map(([name, spec]) => ({
        name: `default/${name}`,
        metricObj: {metadata: {name, namespace: 'default'}, spec},
      })),
      looks: looksJson(looks) as Json,
    },
  };
}

/** Looks at a share that stays as it is: after each iteration so many requests more. */
export function looksAt(
  metric: string,
  version: string,
  {share, each = 500, count = 5, above}: {share: number; each?: number; count?: number; above?: number},
): LookSeries {
  const looks = Array.from({length: count}, (_, index): StoredLook => {
    const samples = each * (index + 1);
    return {iteration: index + 1, samples, sum: Math.round(samples * share)};
  });
  return {metric, version, ...(above !== undefined && {above}), looks};
}
