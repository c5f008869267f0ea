import {Iter8Error} from '../../errors.js';
import type {Field} from '../../experiment/field.js';
import type {ServiceVersion} from './service-routing.js';

type Labels = ServiceVersion['labels'];

/** What usually names the version of a Pod, and stays when other labels are added. */
const USUAL_KEYS = ['version', 'app.kubernetes.io/version', 'app', 'app.kubernetes.io/name'];

/**
 * Labels that the Pods of a version have and those of no other one, as few as it takes.
 *
 * @returns empty where there is no other
 * @throws Iter8Error INVALID when another has them all
 */
export function labelsThatTell(version: ServiceVersion, others: readonly ServiceVersion[]): Labels {
  const entries = Object.entries(version.labels).filter(([key, value]) =>
    others.some(({labels}) => labels[key] !== value),
  );
  const telling = entries.filter(([key, value]) => others.every(({labels}) => labels[key] !== value));
  const [best] = telling.toSorted(([one], [two]) => usualPlace(one) - usualPlace(two) || (one < two ? -1 : 1));
  const labels = Object.fromEntries(best ? [best] : entries);
  const twin = others.find((other) => hasAll(other.labels, labels));
  if (twin) throw sameLabels(version, twin);
  return labels;
}

function usualPlace(key: string): number {
  const place = USUAL_KEYS.indexOf(key);
  return place === -1 ? USUAL_KEYS.length : place;
}

function sameLabels({name}: ServiceVersion, other: ServiceVersion): Iter8Error {
  return new Iter8Error(
    'INVALID',
    `deployments "${name}" and "${other.name}" cannot be told apart: the Pods of "${other.name}" have all labels that those of "${name}" have`,
    'give the Pod template of each a label of its own, such as version',
  );
}

/** Whether Pods with these labels are the ones of a version and of no other. */
export function selectsAlone(labels: Labels, version: ServiceVersion, others: readonly ServiceVersion[]): boolean {
  const isEmpty = Object.keys(labels).length === 0;
  return (
    (!isEmpty || others.length === 0) &&
    hasAll(version.labels, labels) &&
    !others.some((other) => hasAll(other.labels, labels))
  );
}

/** Whether a Pod with labels is one that a selector means. */
export function hasAll(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** The labels, or the selector, that a field holds. */
export function labelsOf(field: Field): Labels {
  return Object.fromEntries(field.entries().map(([key, value]) => [key, value.text() ?? '']));
}
