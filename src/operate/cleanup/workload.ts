import {runResult} from '../../analysis/run-result.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {versionFields} from '../../experiment/version-fields.js';
import {queriedVersions} from '../../metrics/version.js';

/** What runs a version, in the namespace of its experiment. */
export interface Workload {
  readonly group: string;
  readonly kind: 'Deployment' | 'Revision';
  readonly name: string;
}

const KNATIVE = 'serving.knative.dev';

/**
 * Versions that were shown to be the worse ones: all but the recommended one. Where the experiment failed or is
 * inconclusive, nobody has lost.
 */
export function lostVersions(experiment: Experiment): readonly string[] {
  const {recommendedVersion} = experiment.status;
  if (recommendedVersion === undefined || runResult(experiment) === 'inconclusive') return [];
  return experiment.spec.versions.map(({name}) => name).filter((name) => name !== recommendedVersion);
}

/**
 * What runs a version: with Knative the revision that its variable `revision` names, else the Deployment that its
 * variable `deployment` names, or that is called as the version is.
 *
 * @returns undefined where nothing says which revision it is
 */
export function workloadOf(experiment: Experiment, version: string): Workload | undefined {
  const variables = queriedVersions(experiment).find(({name}) => name === version)?.variables;
  const revision = variables?.get('revision');
  const router = routerGroup(experiment, version);
  if (router === KNATIVE || (router === undefined && revision !== undefined)) {
    return revision === undefined ? undefined : {group: KNATIVE, kind: 'Revision', name: revision};
  }
  return {group: 'apps', kind: 'Deployment', name: variables?.get('deployment') ?? version};
}

function routerGroup({source}: Experiment, version: string): string | undefined {
  const field = versionFields(source).find((each) => each.get('name').value === version);
  return field?.get('weightObjRef', 'apiVersion').text()?.replace(/\/.*$/, '');
}

export function workloadWords({kind, name}: Workload): string {
  return `${kind === 'Revision' ? `revision.${KNATIVE}` : 'deployment.apps'}/${name}`;
}

/**
 * Why a revision has to stay as far as its Service goes. One that is named with 0 percent has to stay as well, since a
 * Service with a missing revision does not become ready any more.
 *
 * @returns undefined: nothing is in the way
 */
export function serviceObstacle(service: JsonObject, revision: string): string | undefined {
  const root = new Field(service);
  const targets = ['spec', 'status'].flatMap((part) => root.get(part, 'traffic').items());
  if (targets.some((target) => target.get('revisionName').value === revision)) return 'its Service still names it';
  const latest = ['latestReadyRevisionName', 'latestCreatedRevisionName'].map(
    (key) => root.get('status', key).value,
  );
  return latest.includes(revision) ? 'it is the latest of its Service' : undefined;
}

/**
 * Why a Deployment has to stay as far as traffic goes.
 *
 * @param weights as the router has them now
 * @returns undefined: nothing is in the way
 */
export function trafficObstacle(weights: readonly Weight[], version: string): string | undefined {
  const weight = weights.find((each) => each.version === version);
  if (!weight) return 'nothing tells whether it has traffic';
  return weight.percent === 0 ? undefined : `it has ${weight.percent} % of the traffic`;
}
