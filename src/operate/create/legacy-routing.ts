import {Field} from '../../experiment/field.js';
import {baselineOf, candidatesOf, type Experiment} from '../../experiment/model.js';
import type {RoutingWish} from './routing.js';

/**
 * What the engine of an old experiment split the traffic by: it made its own routing rules from the names of a Service and
 * of Deployments, or of Services of single versions.
 *
 * @returns undefined where nothing is split, the Service is in another namespace, or the generation is not that old
 */
export function legacyRouting(experiment: Experiment): RoutingWish | undefined {
  const {dialect, source, namespace} = experiment;
  if (dialect !== 'v1alpha1' && dialect !== 'v1alpha2') return undefined;
  const service = new Field(source).get('spec', dialect === 'v1alpha1' ? 'targetService' : 'service');
  const [name, home] = ['name', 'namespace'].map((key) => service.get(key).text());
  const [baseline, candidates] = [baselineOf(experiment), candidatesOf(experiment)];
  if (name === undefined || !baseline || candidates.length === 0) return undefined;
  if (home !== undefined && home !== namespace) return undefined;
  return {
    service: name,
    kind: service.get('kind').value === 'Service' ? 'Service' : 'Deployment',
    baseline: baseline.name,
    candidates: candidates.map((candidate) => candidate.name),
  };
}
