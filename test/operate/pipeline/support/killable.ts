import type {Cluster} from '../../../../src/cluster/port.js';

const WRITES: readonly PropertyKey[] = ['create', 'replace', 'patch', 'delete'];
const READS: readonly PropertyKey[] = ['get', 'list', 'findKind', 'getText'];

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** A cluster as a process sees it that is killed at one of its writes, and what it has written. */
export interface Killable {
  readonly cluster: Cluster;
  readonly writes: () => number;
}

/**
 * @param moment which write kills the process, from 1 on, and whether the server still carries it out; undefined: none
 */
export function killable(
  cluster: Cluster,
  moment?: {readonly write: number; readonly when: 'before' | 'after'},
): Killable {
  let writes = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Error('killed');
  };
  const write = async (call: Call, args: readonly unknown[]) => {
    if (isDead) die();
    writes += 1;
    if (writes !== moment?.write) return call(...args);
    if (moment.when === 'after') await call(...args);
    return die();
  };
  const read = (call: Call, args: readonly unknown[]) =>
    isDead ? Promise.reject(new Error('killed')) : call(...args);
  const proxy = new Proxy(cluster, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (WRITES.includes(key)) return (...args: readonly unknown[]) => write(member as Call, args);
      if (READS.includes(key)) return (...args: readonly unknown[]) => read(member as Call, args);
      return member;
    },
  });
  return {cluster: proxy, writes: () => writes};
}
