import type {FieldPath} from '../field.js';
import type {Json, JsonObject} from '../json.js';
import {INSTALL_NAMESPACE} from '../metric-reference.js';
import {listOf, type Loss, objectOf} from './conversion.js';

/** What v2alpha1 fetched when the criteria named no count of requests. */
export const DEFAULT_REQUEST_COUNT = 'request-count';

/** A line for each metric that v2alpha1 looked for in two namespaces and v2alpha2 looks for in one. */
export function bareNameLosses(source: JsonObject, namespace: string): Loss[] {
  const spec = objectOf(source.spec);
  const copies = [...listOf(spec.metrics), ...listOf(objectOf(source.status).metrics)].map(objectOf);
  return references(objectOf(spec.criteria)).flatMap(({name, path}) => {
    if (name.includes('/')) return [];
    const copy = copies.find((candidate) => candidate.name === name);
    const foundIn = objectOf(objectOf(copy?.metricObj).metadata).namespace;
    return foundIn === namespace ? [] : [{path, reason: lookUpReason(name, namespace, foundIn)}];
  });
}

function lookUpReason(name: string, namespace: string, foundIn: Json | undefined): string {
  const here = `v2alpha2 looks for ${name} in namespace ${namespace} only`;
  if (typeof foundIn === 'string') return `${here}, and v2alpha1 found it elsewhere: write ${foundIn}/${name}`;
  return `${here}, v2alpha1 looked in ${INSTALL_NAMESPACE} as well: if it is there, write ${INSTALL_NAMESPACE}/${name}`;
}

interface MetricUse {
  readonly name: string;
  readonly path: FieldPath;
}

function references(criteria: JsonObject): MetricUse[] {
  const path: FieldPath = ['spec', 'criteria'];
  const uses: [Json | undefined, FieldPath][] = [
    [criteria.requestCount ?? DEFAULT_REQUEST_COUNT, [...path, 'requestCount']],
    [objectOf(criteria.reward).metric, [...path, 'reward', 'metric']],
    ...listOf(criteria.indicators).map((name, index): [Json, FieldPath] => [name, [...path, 'indicators', index]]),
    ...['rewards', 'objectives'].flatMap((list) =>
      listOf(criteria[list]).map((item, index): [Json | undefined, FieldPath] => {
        return [objectOf(item).metric, [...path, list, index, 'metric']];
      }),
    ),
  ];
  return uses.flatMap(([name, place]) => (typeof name === 'string' ? [{name, path: place}] : []));
}
