import {setTimeout as wait} from 'node:timers/promises';
import {isObject} from '../../../src/experiment/json.js';
import {WATCH_DEADLINE_MS} from './client.js';
import type {WorldRecord} from './record.js';
import {versionOf, type Watcher} from './watcher.js';

/** After this time a watch shows what is there now, once nothing goes wrong any more. */
const MOST_STALE_MS = 5000;
/** A connection on which nothing is heard has this time besides. */
const SILENT_MS = WATCH_DEADLINE_MS;
const LOOK_MS = 5;

export interface Freshness {
  readonly violations: readonly string[];
  readonly stalenessMs: number;
}

/** Whether each watch soon shows the latest state, as its user would wait for it. */
export async function checkFreshness(watchers: readonly Watcher[], record: WorldRecord): Promise<Freshness> {
  const checked = await Promise.all(watchers.map((watcher) => checkOne(watcher, record)));
  return {
    violations: checked.flatMap(({violation}) => violation ?? []),
    stalenessMs: Math.max(...checked.map(({stalenessMs}) => stalenessMs)),
  };
}

async function checkOne(watcher: Watcher, record: WorldRecord) {
  const {value} = record.latest('Experiment', watcher.experiment);
  const wanted = isObject(value) ? versionOf(value) : 0;
  const begin = watcher.now();
  const stalenessMs = () => watcher.now() - begin;
  const isStale = () => watcher.problem === undefined && (watcher.resourceVersion < wanted || watcher.isLost);
  while (isStale() && stalenessMs() < MOST_STALE_MS + SILENT_MS) await wait(LOOK_MS);
  const what = watcher.isLost ? 'says that the connection is lost' : 'shows an old state';
  const violation = isStale() ? `watch of ${watcher.experiment} ${what} after the faults` : undefined;
  return {violation, stalenessMs: stalenessMs()};
}
