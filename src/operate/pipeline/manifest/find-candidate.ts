import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import {kindOf} from '../../../experiment/reading/resource.js';
import type {ServiceVersion} from '../../../traffic/service-routing/service-routing.js';
import {selectedBy, versionOfDeployment} from '../../service-routing/service-versions.js';
import {identityOf} from '../../stored-experiment.js';
import type {ManifestObject} from './read-manifest.js';

/** The Deployment that is to be tried out. */
export interface Candidate extends ServiceVersion {
  readonly manifest: ManifestObject;
}

/** The Service of that name that a manifest brings along. */
export function serviceOfManifest(objects: readonly ManifestObject[], name: string): JsonObject | undefined {
  return objects.find(({object}) => isOf(object, '', 'Service') && identityOf(object).name === name)?.object;
}

/**
 * The Deployment of a manifest whose Pods the Service selects.
 *
 * @param wanted its name, where several are
 * @throws Iter8Error INVALID when there is none, or several and none is chosen
 */
export function findCandidate(
  objects: readonly ManifestObject[],
  service: JsonObject,
  wanted: string | undefined,
): Candidate {
  const deployments = objects.filter(({object}) => isOf(object, 'apps', 'Deployment')).map(candidateOf);
  const selected = deployments.filter((deployment) => selectedBy(service, [deployment]).length > 0);
  const meant = wanted === undefined ? selected : selected.filter(({name}) => name === wanted);
  const [first, second] = meant;
  if (!first) throw noCandidate(service, deployments, wanted);
  if (!second) return first;
  const names = meant.map(({name}) => name).join(', ');
  const problem = `${serviceText(service)} selects several Deployments of the manifest: ${names}`;
  throw new Iter8Error('INVALID', problem, 'say with --candidate which of them is tried out');
}

function candidateOf(manifest: ManifestObject): Candidate {
  return {...versionOfDeployment(manifest.object), manifest};
}

function noCandidate(
  service: JsonObject,
  deployments: readonly Candidate[],
  wanted: string | undefined,
): Iter8Error {
  const names = deployments.map(({name}) => name).join(', ') || 'none';
  const which =
    wanted === undefined ? 'no Deployment of the manifest' : `no Deployment "${wanted}" of the manifest`;
  return new Iter8Error(
    'INVALID',
    `${serviceText(service)} selects ${which}`,
    `its Deployments are: ${names}; compare spec.selector of the Service with the labels of spec.template`,
  );
}

function serviceText(service: JsonObject): string {
  return `service "${identityOf(service).name}"`;
}

function isOf(object: JsonObject, group: string, kind: string): boolean {
  const [, itsGroup = ''] = (new Field(object).get('apiVersion').text() ?? '').split('/').reverse();
  return kindOf(object) === kind && itsGroup === group;
}
