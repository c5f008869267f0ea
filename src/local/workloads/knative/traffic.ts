import type {JsonObject} from '../../../experiment/json.js';
import {objectsOf, textOf, valueAt} from '../../apiserver/object.js';

/** An entry of the traffic of a Service, and the Revision that it stands for. */
export interface TrafficTarget {
  readonly tag: string | undefined;
  readonly revisionName: string;
  readonly latestRevision: boolean;
  readonly percent: number;
}

export type TrafficPlan =
  | {readonly kind: 'routable'; readonly targets: readonly TrafficTarget[]}
  | {readonly kind: 'refused'; readonly reason: string; readonly message: string};

/** What a Service's traffic may go to. */
export interface Routable {
  /** Names of Revisions that are ready. */
  readonly ready: ReadonlySet<string>;
  /** The latest one that is ready; undefined: none is yet. */
  readonly latestReady: string | undefined;
}

const ALL_TO_LATEST: readonly JsonObject[] = [{latestRevision: true, percent: 100}];

/** Where `spec.traffic` wants requests to go; without it, all go to the latest Revision. */
export function planTraffic(service: JsonObject, routable: Routable): TrafficPlan {
  const written = objectsOf(valueAt(service, 'spec', 'traffic'));
  const targets: TrafficTarget[] = [];
  for (const entry of written.length === 0 ? ALL_TO_LATEST : written) {
    const named = textOf(entry.revisionName);
    const revisionName = named === '' ? routable.latestReady : named;
    if (revisionName === undefined || !routable.ready.has(revisionName)) return missing(service, revisionName);
    const percent = typeof entry.percent === 'number' ? entry.percent : 0;
    targets.push({tag: textOf(entry.tag) || undefined, revisionName, latestRevision: named === '', percent});
  }
  return checkPercents(targets);
}

function missing(service: JsonObject, revision: string | undefined): TrafficPlan {
  const message =
    revision === undefined
      ? `Configuration "${textOf(valueAt(service, 'metadata', 'name'))}" does not have any ready Revision.`
      : `Revision "${revision}" referenced in traffic is not there, or not ready.`;
  return {kind: 'refused', reason: 'RevisionMissing', message};
}

/** Knative itself refuses such a Service when it is written. */
function checkPercents(targets: readonly TrafficTarget[]): TrafficPlan {
  const sum = targets.reduce((total, {percent}) => total + percent, 0);
  if (sum === 100 && targets.every(({percent}) => percent >= 0)) return {kind: 'routable', targets};
  const percents = targets.map(({percent}) => percent).join(' + ');
  const message = `Traffic targets must be 0 or more and sum to 100, not ${percents} = ${sum}.`;
  return {kind: 'refused', reason: 'InvalidTraffic', message};
}

/** Percent by Revision; several entries may mean the same one. */
export function weightsOf(targets: readonly TrafficTarget[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const {revisionName, percent} of targets) {
    weights.set(revisionName, (weights.get(revisionName) ?? 0) + percent);
  }
  return weights;
}
