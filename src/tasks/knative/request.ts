import {Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import {queriedVersions} from '../../metrics/version.js';

/** A Knative Service, and the revisions that are looked for in it. */
export interface ServiceRequest {
  readonly namespace: string;
  readonly name: string;
  /** Baseline first. */
  readonly versions: readonly RequestedVersion[];
  /** Whether weights are to be set, so that each revision needs an entry of its own in the traffic of the Service. */
  readonly needsWeights: boolean;
}

export interface RequestedVersion {
  readonly name: string;
  readonly revision: string;
}

/**
 * What an experiment asks of its Knative Service.
 *
 * @throws Iter8Error INVALID with the field that is missing or cannot be used
 */
export function readRequest(experiment: Experiment): ServiceRequest {
  const {target, testingPattern = 'nothing'} = experiment.spec;
  const [, namespace, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(target) ?? [];
  if (namespace === undefined || name === undefined) {
    const problem = `spec.target is ${JSON.stringify(target)}, not the name of a Knative Service`;
    throw new Iter8Error('INVALID', problem, 'write namespace/name');
  }
  if (testingPattern !== 'Canary' && testingPattern !== 'Conformance') {
    throw new Iter8Error(
      'INVALID',
      `testing pattern ${testingPattern} is not for this task: Canary and Conformance are`,
    );
  }
  const needsWeights = testingPattern === 'Canary';
  return {namespace, name, needsWeights, versions: requestedVersions(experiment, needsWeights)};
}

function requestedVersions(experiment: Experiment, isPair: boolean): readonly RequestedVersion[] {
  const {versions} = experiment.spec;
  if (versions.length === 0) throw new Iter8Error('INVALID', 'spec.versionInfo names no version');
  const [baselines, candidates] = (['baseline', 'candidate'] as const).map((role) => versions.filter((each) => each.role === role).length); // prettier-ignore
  if (baselines !== 1) throw new Iter8Error('INVALID', 'spec.versionInfo has no baseline');
  if (isPair && candidates !== 1) {
    throw new Iter8Error(
      'INVALID',
      `a Canary needs a single candidate, and spec.versionInfo has ${candidates ?? 0}`,
    );
  }
  return queriedVersions(experiment).map(({name, variables}) => {
    const revision = variables.get('revision');
    if (revision) return {name, revision};
    throw new Iter8Error(
      'INVALID',
      `version ${JSON.stringify(name)} has no variable revision`,
      'it names the Knative Revision',
    );
  });
}
