import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment, Weight} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

/** An object of `test/fixtures/traffic`. */
export function fixtureObject(name: string): JsonObject {
  return parse(
    readFileSync(new URL(`../../fixtures/traffic/${name}.yaml`, import.meta.url), 'utf8'),
  ) as JsonObject;
}

/** Where the fixture of a router has the weight of a version. */
export function referenceTo(object: JsonObject, fieldPath: string): JsonObject {
  const {apiVersion, kind, metadata} = object as {apiVersion: string; kind: string; metadata: {name: string}};
  return {apiVersion, kind, name: metadata.name, fieldPath};
}

export interface ExperimentSketch {
  /** `weightObjRef` by version, the baseline first; undefined: none. */
  readonly references: Readonly<Record<string, JsonObject | undefined>>;
  readonly namespace?: string;
  readonly deployment?: string;
  readonly version?: string;
}

export function experimentWith(sketch: ExperimentSketch): Experiment {
  const {references, namespace = 'shop', deployment = 'Progressive', version = 'v2alpha2'} = sketch;
  const versions = Object.entries(references).map(([name, weightObjRef]) => ({
    name,
    ...(weightObjRef && {weightObjRef}),
  }));
  const [baseline, ...candidates] = versions;
  const testingPattern = candidates.length === 1 ? 'Canary' : 'A/B/N';
  return parseExperiment({
    apiVersion: `iter8.tools/${version}`,
    kind: 'Experiment',
    metadata: {name: 'rollout', namespace},
    spec: {
      target: 'shop/checkout',
      strategy: {testingPattern, deploymentPattern: deployment},
      versionInfo: {baseline, candidates},
    },
  });
}

/** `split({stable: 90, canary: 10})`. */
export function split(percents: Readonly<Record<string, number>>): readonly Weight[] {
  return Object.entries(percents).map(([version, percent]) => ({version, percent}));
}
