import type {Cluster} from '../../../cluster/port.js';
import type {HeldLease} from './held-lease.js';

const WRITES: readonly PropertyKey[] = ['create', 'replace', 'patch', 'delete'] satisfies (keyof Cluster)[];

type Method = (...args: readonly unknown[]) => unknown;

/** The same cluster, in which nothing is written unless the lock is held at that moment. */
export function fencedCluster(cluster: Cluster, lock: Pick<HeldLease, 'confirm'>): Cluster {
  return new Proxy(cluster, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      const call = (args: readonly unknown[]): unknown => Reflect.apply(member as Method, target, args);
      if (!WRITES.includes(key)) return (...args: readonly unknown[]) => call(args);
      return async (...args: readonly unknown[]) => {
        await lock.confirm();
        return call(args);
      };
    },
  });
}
