import type {Cluster} from '../../../cluster/port.js';
import {deleteLease, type LeaseContent} from '../../../engine/controller/lease.js';
import {errorWords} from '../../../runtime/log.js';
import {type Commit, shortSha} from '../commit/commit.js';
import {COMMIT_LABEL, COMMIT_TIME_ANNOTATION, SERVICE_LABEL} from '../names.js';
import type {PipelineWorld, Tell} from '../world.js';
import {fencedCluster} from './fenced-cluster.js';
import {HeldLease, type LeaseWorld} from './held-lease.js';
import {isAlive, LIFE_MS, type Place, placeAhead} from './order.js';
import {serverClock} from './server-clock.js';
import {type LeasedQueue, lockName, ticketName, watchQueue} from './watch-queue.js';

/** So that of jobs that begin at once the one with the older commit is seen before another goes first. */
const SETTLE_MS = 1000;

/** Why a turn is lost, where another run of the same commit has taken it up, or may have ended it already. */
export const TAKEN_UP = 'taken up by another run';

/** Who wants to release what. */
export interface Entry {
  readonly service: string;
  readonly commit: Commit;
}

interface Post extends LeaseWorld {
  readonly service: string;
  readonly content: LeaseContent;
  readonly ticket: string;
}

/**
 * Does something while no other pipeline of the Service does: in the order of commits. It waits for its turn with a ticket,
 * a Lease that says that it is still there, and holds another Lease, the lock, while it works.
 *
 * @param body its signal aborts when somebody else has taken the turn over, because this process stood still for too long;
 *   its cluster writes nothing from that moment on
 * @throws the signal's reason when it aborts before the turn has come; what the body throws
 */
export async function inTurn<Result>(
  {service, commit}: Entry,
  world: PipelineWorld,
  body: (lost: AbortSignal, fenced: Cluster) => Promise<Result>,
): Promise<Result> {
  const {cluster, identity, signal, tell} = world;
  const now = await serverClock(cluster, world.now, signal);
  const content = contentOf(service, commit, {identity, now: now()});
  const post: Post = {cluster, now, sleep: world.sleep, service, content, ticket: ticketName(service, identity)};
  const lost = new AbortController();
  const lock = await waitForLock(post, {lost, signal, tell});
  try {
    return await body(lost.signal, fencedCluster(cluster, lock));
  } finally {
    await letGo(lock, tell);
  }
}

function contentOf(service: string, commit: Commit, {identity, now}: {identity: string; now: Date}): LeaseContent {
  return {
    holder: identity,
    durationSeconds: LIFE_MS / 1000,
    labels: {[SERVICE_LABEL]: service},
    annotations: {
      [COMMIT_LABEL]: commit.sha,
      [COMMIT_TIME_ANNOTATION]: (commit.committedAt ?? now).toISOString(),
    },
  };
}

interface Wait {
  readonly lost: AbortController;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

async function waitForLock(post: Post, wait: Wait): Promise<HeldLease> {
  const tickets: Promise<HeldLease | undefined>[] = [];
  const draw = () => {
    const ticket = HeldLease.take(
      post,
      {name: nameIn(post.cluster, post.ticket), content: post.content, known: undefined},
      () => void draw(), // somebody took it for one of the dead
    );
    tickets.push(ticket);
    ticket.catch(() => undefined); // told to whoever waits for it
    return ticket;
  };
  try {
    await draw();
    await post.sleep(SETTLE_MS, wait.signal);
    return await watchForTurn(post, wait);
  } finally {
    for (const ticket of tickets) await letGo(await ticket.catch(() => undefined), wait.tell);
  }
}

/** Our own ticket, renewed now and then, is seen here too: so it is noticed when somebody else's is not renewed any more. */
async function watchForTurn(post: Post, {lost, signal, tell}: Wait): Promise<HeldLease> {
  let told = '';
  for await (const queue of watchQueue(post.cluster, post.service, signal)) {
    const ahead = placeAhead(queue, post.ticket, post.now());
    if (ahead && ahead.name !== told) await tell('turn', waitWords(ahead, post));
    told = ahead?.name ?? told;
    const lock = ahead ? undefined : await takeLock(post, queue, lost);
    if (!lock) continue;
    await removeDead(post, queue).catch((error: unknown) => tell('turn', `warning: ${errorWords(error)}`));
    return lock;
  }
  throw signal.reason;
}

function takeLock(post: Post, {holder}: LeasedQueue, lost: AbortController): Promise<HeldLease | undefined> {
  const name = nameIn(post.cluster, lockName(post.service));
  const {content} = post;
  return HeldLease.take(post, {name, content, known: holder?.lease}, (lease) => {
    const isTakenUp = !lease || lease.annotations[COMMIT_LABEL] === content.annotations?.[COMMIT_LABEL];
    lost.abort(isTakenUp ? TAKEN_UP : undefined);
  });
}

/** Tickets of runs that were killed. */
async function removeDead({cluster, now}: Post, {waiting}: LeasedQueue): Promise<void> {
  const dead = waiting.filter((place) => !isAlive(place, now()));
  for (const {name, lease} of dead) await deleteLease(cluster, nameIn(cluster, name), lease);
}

function waitWords({name, commit}: Place, {service, content}: Post): string {
  if (commit === content.annotations?.[COMMIT_LABEL]) {
    return 'waits: another run of this commit is at work; if it was killed, its turn is over within a minute';
  }
  const what = name === lockName(service) ? 'is being released' : 'is before it';
  return `waits: commit ${shortSha({sha: commit})} ${what}`;
}

async function letGo(lease: HeldLease | undefined, tell: Tell): Promise<void> {
  try {
    await lease?.release();
  } catch (error) {
    await tell('turn', `warning: the next one has to wait for a minute: ${errorWords(error)}`);
  }
}

function nameIn({namespace}: Cluster, name: string) {
  return {namespace, name};
}
