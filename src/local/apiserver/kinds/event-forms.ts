import type {JsonObject} from '../../../experiment/json.js';
import {withMembers} from '../object.js';

/** Names of the same fields of an Event: in the core group, in which it is stored, and in `events.k8s.io`. */
const RENAMED: readonly (readonly [core: string, group: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

export function eventFromCore(event: JsonObject): JsonObject {
  return rename(event, RENAMED);
}

export function eventToCore(event: JsonObject): JsonObject {
  return rename(
    event,
    RENAMED.map(([core, group]) => [group, core]),
  );
}

function rename(event: JsonObject, names: readonly (readonly [from: string, to: string])[]): JsonObject {
  const moved = names.flatMap(([from, to]) => [
    [from, undefined],
    [to, event[from] ?? event[to]],
  ]);
  return withMembers(event, Object.fromEntries(moved) as JsonObject);
}
