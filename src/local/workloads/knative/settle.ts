import type {Cluster, ResourceKind} from '../../../cluster/port.js';
import {ConflictError} from '../../../cluster/conflict-error.js';
import {Iter8Error} from '../../../errors.js';
import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, textOf, valueAt} from '../../apiserver/object.js';
import {writeStatus} from '../conditions.js';
import {isOwnedBy} from '../owners.js';
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
  const existing = items.filter((revision) => isOwnedBy(revision, service));
  const wanted = wantedRevision(service, existing);
  const {revisions, problem} = await withWanted(existing, wanted, place);
  const problems = await settleRevisions(revisions, apps, place);
  const latest = latestOf(service, wanted, problems);
  const traffic = planTraffic(service, {ready: readyOf(problems), latestReady: latest.ready});
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

/** Name of a Revision → why it is not ready; undefined: it is. */
type Problems = ReadonlyMap<string, string | undefined>;

async function settleRevisions(
  revisions: readonly JsonObject[],
  apps: Apps,
  {cluster, revisionKind: kind, signal, now}: Place,
): Promise<Problems> {
  const problems = new Map<string, string | undefined>();
  for (const revision of revisions) {
    const app = await apps.start(revision);
    await writeStatus(revision, revisionStatus(revision, app, now), {cluster, kind, signal});
    problems.set(nameOf(revision), app.kind === 'app' ? undefined : app.reason);
  }
  return problems;
}

function readyOf(problems: Problems): ReadonlySet<string> {
  return new Set([...problems.keys()].filter((name) => isReady(name, problems)));
}

function isReady(name: string, problems: Problems): boolean {
  return problems.has(name) && problems.get(name) === undefined;
}

function latestOf(service: JsonObject, wanted: Wanted, problems: Problems): ServiceState['latest'] {
  const named = wanted.kind === 'new' ? nameOf(wanted.revision) : wanted.name;
  const isThere = wanted.kind !== 'taken' && problems.has(named);
  const created = isThere ? named : statusText(service, 'latestCreatedRevisionName');
  const earlier = statusText(service, 'latestReadyRevisionName');
  if (created === undefined) return {created, problem: undefined, ready: earlier};
  return {created, problem: problems.get(created), ready: isReady(created, problems) ? created : earlier};
}

function statusText(service: JsonObject, key: string): string | undefined {
  return textOf(valueAt(service, 'status', key)) || undefined;
}
