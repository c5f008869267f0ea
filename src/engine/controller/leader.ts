import type {Cluster, ObjectName} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {type Lease, readLease, writeLease} from './lease.js';

/** Of a leader that says nothing more; others wait this long before they take over. */
const DURATION_MS = 15_000;
/** A leader that could not renew for so long stops, well before anybody else begins. */
const GIVE_UP_MS = 10_000;
const PERIOD_MS = 2_000;
/** For one renewal. */
const REQUEST_MS = 5_000;

export interface LeaderOptions {
  readonly cluster: Cluster;
  readonly lease: ObjectName;
  /** Ours among all that ask: unique for each process. */
  readonly identity: string;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Told what goes wrong, once for each failure. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * Leads when nobody else does: waits for the Lease, runs `lead` while it is renewed, and lets go of it at the end, so
 * that a standby may go on at once. When it cannot be renewed, the signal that `lead` was given aborts.
 *
 * Others' clocks are never compared with ours: a Lease counts as abandoned when it has not changed for its duration
 * while we looked.
 *
 * @returns when the signal aborts, or leadership was lost
 * @throws Iter8Error NOT_FOUND or FORBIDDEN when the Lease cannot be there, or not for us
 */
export async function leadWhenElected(
  options: LeaderOptions,
  lead: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<'stopped' | 'lost'> {
  const lease = await campaign(options, signal);
  if (!lease) return 'stopped';
  const leading = new AbortController();
  const stop = () => leading.abort();
  signal.addEventListener('abort', stop, {once: true});
  if (signal.aborted) stop(); // while the Lease was taken
  const renewal = keepRenewing(options, lease, leading);
  try {
    await lead(leading.signal);
  } finally {
    leading.abort();
    signal.removeEventListener('abort', stop);
    const last = await renewal;
    if (last) await release(options, last);
  }
  return signal.aborted ? 'stopped' : 'lost';
}

/** @returns the Lease once it is ours; undefined when the signal aborts first */
async function campaign(options: LeaderOptions, signal: AbortSignal): Promise<Lease | undefined> {
  let seen = {resourceVersion: '', at: options.monotonic()};
  while (!signal.aborted) {
    try {
      const known = await readLease(options.cluster, options.lease, signal);
      const at = options.monotonic();
      if (known && known.resourceVersion !== seen.resourceVersion) {
        seen = {resourceVersion: known.resourceVersion, at};
      }
      const isFree = !known || known.holder === '' || at - seen.at > DURATION_MS;
      const take = (limit: AbortSignal) => write(options, {known, holder: options.identity, signal: limit});
      const taken = isFree ? await limited(options, REQUEST_MS, take) : undefined;
      if (taken) return taken; // also when told to stop meanwhile: whoever called lets go of it
    } catch (error) {
      if (isHopeless(error)) throw error;
      if (!isStopped(signal)) options.onProblem(error);
    }
    await options.sleep(PERIOD_MS, signal);
  }
  return undefined;
}

/** @returns the Lease as it was renewed last; undefined when it was lost */
async function keepRenewing(
  options: LeaderOptions,
  first: Lease,
  leading: AbortController,
): Promise<Lease | undefined> {
  let held = {lease: first, at: options.monotonic()};
  for (;;) {
    await options.sleep(PERIOD_MS, leading.signal);
    if (isStopped(leading.signal)) return held.lease;
    const at = options.monotonic(); // others count from the write, which is later
    const renewed = await renew(options, held.lease, held.at + GIVE_UP_MS - at).catch((error: unknown) => {
      options.onProblem(error);
      return 'no answer' as const;
    });
    const isLost = renewed === 'no answer' ? options.monotonic() - held.at >= GIVE_UP_MS : !renewed;
    if (isLost) {
      leading.abort();
      return undefined;
    }
    if (renewed && renewed !== 'no answer') held = {lease: renewed, at};
  }
}

/** The namespace is missing, or the right to it: waiting does not help, and its reader should know. */
function isHopeless(error: unknown): boolean {
  return error instanceof Iter8Error && ['NOT_FOUND', 'FORBIDDEN'].includes(error.code);
}

/** Asked anew: it may have changed since. */
function isStopped({aborted}: AbortSignal): boolean {
  return aborted;
}

/**
 * A renewal whose answer was lost is no loss of the Lease: it says who holds it.
 *
 * @param mostMs after which it is too late to renew
 */
function renew(options: LeaderOptions, lease: Lease, mostMs: number): Promise<Lease | undefined> {
  return limited(options, Math.min(mostMs, REQUEST_MS), async (signal) => {
    const renewed = await write(options, {known: lease, holder: options.identity, signal});
    if (renewed) return renewed;
    const found = await readLease(options.cluster, options.lease, signal);
    return found?.holder === options.identity ? found : undefined;
  });
}

interface LeaseWrite {
  readonly known: Lease | undefined;
  readonly holder: string;
  readonly signal: AbortSignal;
}

function write(
  {cluster, lease, now}: LeaderOptions,
  {known, holder, signal}: LeaseWrite,
): Promise<Lease | undefined> {
  const content = {holder, durationSeconds: DURATION_MS / 1000};
  return writeLease(cluster, lease, {content, known, now: now(), signal});
}

/** Ends requests that take longer, in the same time that everything else here is measured in. */
async function limited<T>(
  {sleep}: LeaderOptions,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [limit, done] = [new AbortController(), new AbortController()];
  const seconds = milliseconds / 1000;
  void sleep(milliseconds, done.signal).then(() => limit.abort(new Error(`no answer within ${seconds} s`)));
  return work(limit.signal).finally(() => done.abort());
}

async function release(options: LeaderOptions, known: Lease): Promise<void> {
  const letGo = (signal: AbortSignal) => write(options, {known, holder: '', signal});
  await limited(options, REQUEST_MS, letGo).catch((error: unknown) => options.onProblem(error));
}
