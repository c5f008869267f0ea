import type {Cluster, ObjectName} from '../../../cluster/port.js';
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

/** A Lease that this process has written, and renews until it lets go of it. */
export class HeldLease {
  readonly #stop = new AbortController();
  readonly #renewing: Promise<void>;

  private constructor(
    private readonly world: LeaseWorld,
    private readonly name: ObjectName,
    private readonly content: LeaseContent,
    onLost: () => void,
  ) {
    this.#renewing = this.#keepRenewing(onLost);
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
    onLost: () => void,
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

  async #keepRenewing(onLost: () => void): Promise<void> {
    const {signal} = this.#stop;
    for (;;) {
      await this.world.sleep(RENEW_MS, signal);
      if (signal.aborted) return;
      if (await this.#isLost()) {
        onLost();
        return;
      }
    }
  }

  /** What cannot be asked now is not lost: it is asked again, and whoever takes it over meanwhile is seen then. */
  async #isLost(): Promise<boolean> {
    const {cluster, now} = this.world;
    try {
      const lease = await readLease(cluster, this.name);
      if (lease?.holder !== this.content.holder) return true;
      await writeLease(cluster, this.name, {content: this.content, known: lease, now: now()});
    } catch {
      // the connection may come back
    }
    return false;
  }
}
