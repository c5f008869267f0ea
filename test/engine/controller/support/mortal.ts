import type {FakeCluster} from '../../../support/fake-cluster.js';

/**
 * `cut off`: calls fail; `dead`: the process that made them does not hear of anything any more; `dies after`: the call is
 * still carried out, but nobody hears its answer.
 */
export type Life = 'alive' | 'cut off' | 'dead' | 'dies after';

type Call = (...args: never[]) => unknown;

const CALLS: readonly PropertyKey[] = ['findKind', 'get', 'list', 'create', 'replace', 'patch', 'delete'];

/** A cluster as a process sees it that may be killed or cut off at any call. */
export function mortal(cluster: FakeCluster, life: () => Life): FakeCluster {
  return new Proxy(cluster, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (!CALLS.includes(key)) return member;
      return async (...args: never[]) => {
        const state = life();
        if (state === 'cut off') throw new Error('no answer');
        if (state === 'dead') return new Promise(() => undefined);
        const answer = await (member as Call)(...args);
        return state === 'alive' ? answer : new Promise(() => undefined);
      };
    },
  });
}
