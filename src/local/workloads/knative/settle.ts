import type {Cluster, ResourceKind} from '../../../cluster/port.js';
import {ConflictError} from '../../../cluster/conflict-error.js';
import {Iter8Error} from '../../../errors.js';
import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, textOf, valueAt} from '../../apiserver/object.js';
import {writeStatus} from '../conditions.js';
import type {Apps} from './apps.js';
import {SERVICE_LABEL, type Wanted, wantedRevision} from './revisions.js';
import type {Routes} from './routes.js';
import {revisionStatus, type ServiceState, serviceStatus} from './status.js';
import {planTraffic} from './traffic.js';

/** What runs of a Service. */
export interface Running {
  readonly apps: Apps;
  readonly routes: Routes;
}

export interface Place {
  readonly cluster: Cluster;
  readonly serviceKind: ResourceKind;
  readonly revisionKind: ResourceKind;
  readonly signal: AbortSignal;
  readonly now: Date;
}

/** Brings Revisions, apps, routes and status of a Service where its spec wants them. */
export async function settleService(service: JsonObject, {apps, routes}: Running, place: Place): Promise<void> {
  const {cluster, serviceKind, revisionKind, signal, now} = place;
  const selection = {namespace: namespaceOf(service), labelSelector: `${SERVICE_LABEL}=${nameOf(service)}`};
  const {items} = await cluster.list(revisionKind, selection, {signal});
  const wanted = wantedRevision(service, items);
  const {revisions, problem} = await withWanted(items, wanted, place);
  const problems = await settleRevisions(revisions, apps, place);
  const latest = latestOf(service, wanted, problems);
  const ready = new Set([...problems].filter(([, reason]) => reason === undefined).map(([name]) => name));
  const traffic = planTraffic(service, {ready, latestReady: latest.ready});
  if (traffic.kind === 'routable') await routes.follow(traffic.targets, apps.urlOf);
  const urlOfTag = (tag: string) => routes.urlOfTag(tag);
  const state: ServiceState = {latest, creationProblem: problem, traffic, url: routes.url, urlOfTag};
  await writeStatus(service, serviceStatus(service, state, now), {cluster, kind: serviceKind, signal});
}

interface Revisions {
  readonly revisions: readonly JsonObject[];
  /** Why the one that is wanted could not be created. */
  readonly problem?: string;
}

async function withWanted(items: readonly JsonObject[], wanted: Wanted, place: Place): Promise<Revisions> {
  if (wanted.kind === 'existing') return {revisions: items};
  if (wanted.kind === 'taken') return {revisions: items, problem: alreadyExists(wanted.name)};
  const {cluster, revisionKind, signal} = place;
  try {
    return {revisions: [...items, await cluster.create(revisionKind, wanted.revision, {signal})]};
  } catch (error) {
    if (error instanceof ConflictError) return {revisions: items, problem: alreadyExists(nameOf(wanted.revision))};
    if (error instanceof Iter8Error && error.code === 'INVALID') return {revisions: items, problem: error.message};
    throw error;
  }
}

function alreadyExists(name: string): string {
  return `revisions.serving.knative.dev "${name}" already exists`;
}

/** @returns name → why it is not ready; undefined: it is */
async function settleRevisions(
  revisions: readonly JsonObject[],
  apps: Apps,
  {cluster, revisionKind: kind, signal, now}: Place,
): Promise<ReadonlyMap<string, string | undefined>> {
  const problems = new Map<string, string | undefined>();
  for (const revision of revisions) {
    const app = await apps.start(revision);
    await writeStatus(revision, revisionStatus(revision, app, now), {cluster, kind, signal});
    problems.set(nameOf(revision), app.kind === 'app' ? undefined : app.reason);
  }
  return problems;
}

function latestOf(
  service: JsonObject,
  wanted: Wanted,
  problems: ReadonlyMap<string, string | undefined>,
): ServiceState['latest'] {
  const named = wanted.kind === 'new' ? nameOf(wanted.revision) : wanted.name;
  const isThere = wanted.kind !== 'taken' && problems.has(named);
  const created = isThere ? named : statusText(service, 'latestCreatedRevisionName');
  const problem = created === undefined ? undefined : problems.get(created);
  const isReady = created !== undefined && problems.has(created) && problem === undefined;
  return {created, problem, ready: isReady ? created : statusText(service, 'latestReadyRevisionName')};
}

function statusText(service: JsonObject, key: string): string | undefined {
  return textOf(valueAt(service, 'status', key)) || undefined;
}
