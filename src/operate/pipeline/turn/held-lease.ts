import type {Cluster, ObjectName} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import {
  deleteLease,
  type Lease,
  type LeaseContent,
  readLease,
  writeLease,
} from '../../../engine/controller/lease.js';
import type {Sleep} from '../world.js';

const RENEW_MS = 15_000;

export interface LeaseWorld {
  readonly cluster: Cluster;
  readonly now: () => Date;
  readonly sleep: Sleep;
}

/** Others take over a Lease that is older than this by far: until then nobody has to be asked whether it is still ours. */
const SURE_MS = 30_000;

/** Hears that a Lease is lost, and what became of it; undefined: it is gone. */
export type OnLost = (lease: Lease | undefined) => void;

/** A Lease that this process has written, and renews until it lets go of it. */
export class HeldLease {
  readonly #stop = new AbortController();
  readonly #renewing: Promise<void>;
  #renewedAt: Date;

  private constructor(
    private readonly world: LeaseWorld,
    private readonly name: ObjectName,
    private readonly content: LeaseContent,
    private readonly onLost: OnLost,
  ) {
    this.#renewedAt = world.now();
    this.#renewing = this.#keepRenewing();
  }

  /**
   * Writes the Lease.
   *
   * @param known as it was seen, undefined: it was not there
   * @param onLost called when somebody else has it, or has removed it
   * @returns undefined when somebody else was faster
   */
  static async take(
    world: LeaseWorld,
    {name, content, known}: {name: ObjectName; content: LeaseContent; known: Lease | undefined},
    onLost: OnLost,
  ): Promise<HeldLease | undefined> {
    const written = await writeLease(world.cluster, name, {content, known, now: world.now()});
    return written && new HeldLease(world, name, content, onLost);
  }

  /** Lets go of it, if it is still ours. */
  async release(): Promise<void> {
    this.#stop.abort();
    await this.#renewing;
    const lease = await readLease(this.world.cluster, this.name);
    if (lease?.holder === this.content.holder) await deleteLease(this.world.cluster, this.name, lease);
  }

  /**
   * Makes sure that it is still ours, before something is done that only its holder may do: this process may have stood
   * still, and not have noticed.
   *
   * @throws Iter8Error INTERRUPTED when somebody else has it, or has removed it; what the cluster says
   */
  async confirm(): Promise<void> {
    if (this.world.now().getTime() - this.#renewedAt.getTime() < SURE_MS) return;
    if (await this.#renew()) return;
    throw new Iter8Error('INTERRUPTED', `lease "${this.name.name}" was taken over by somebody else`);
  }

  async #keepRenewing(): Promise<void> {
    const {signal} = this.#stop;
    for (;;) {
      await this.world.sleep(RENEW_MS, signal);
      if (signal.aborted) return;
      try {
        if (!(await this.#renew())) return;
      } catch {
        // What cannot be asked now is not lost: it is asked again, and whoever takes it over meanwhile is seen then.
      }
    }
  }

  /** @returns whether it is still ours */
  async #renew(): Promise<boolean> {
    const {cluster, now} = this.world;
    for (;;) {
      const lease = await readLease(cluster, this.name);
      if (lease?.holder !== this.content.holder) {
        this.onLost(lease);
        return false;
      }
      const time = now();
      if (!(await writeLease(cluster, this.name, {content: this.content, known: lease, now: time}))) continue;
      this.#renewedAt = time;
      return true;
    }
  }
}
