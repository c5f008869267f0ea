import type {JsonObject} from '../../../experiment/json.js';
import {objectsOf, textOf, timestamp, valueAt} from '../../apiserver/object.js';
import type {FoundApp} from '../app/container.js';
import {type Condition, withTimes} from '../conditions.js';

const ADDRESS = '127.0.0.1';

/** The status of a Pod whose app runs, or of one whose containers wait for what never comes. */
export function podStatus(pod: JsonObject, app: FoundApp, now: Date): JsonObject {
  const isRunning = app.kind === 'app';
  const startTime = valueAt(pod, 'status', 'startTime') ?? timestamp(now);
  const states = objectsOf(valueAt(pod, 'spec', 'containers')).map(({name, image}) => ({
    ...{name, image, imageID: isRunning ? `sandbox://${textOf(image)}` : '', started: isRunning, ready: isRunning},
    ...stateOf(app, startTime),
  }));
  return {
    phase: isRunning || app.waiting === 'CrashLoopBackOff' ? 'Running' : 'Pending',
    startTime,
    ...(isRunning && {hostIP: ADDRESS, podIP: ADDRESS, podIPs: [{ip: ADDRESS}]}),
    conditions: withTimes(conditionsOf(app), pod, now),
    containerStatuses: states,
  };
}

/** A container that crashes has done so once: it is not started again here, whatever is said of a back-off. */
function stateOf(app: FoundApp, at: JsonObject[string]): JsonObject {
  if (app.kind === 'app') return {restartCount: 0, state: {running: {startedAt: at}}};
  const waits = {state: {waiting: {reason: app.waiting, message: app.reason}}};
  if (app.waiting !== 'CrashLoopBackOff') return {restartCount: 0, ...waits};
  const terminated = {exitCode: 1, reason: 'Error', startedAt: at, finishedAt: at};
  return {restartCount: 1, ...waits, lastState: {terminated}};
}

function conditionsOf(app: FoundApp): Condition[] {
  const ready =
    app.kind === 'app'
      ? ({status: 'True'} as const)
      : ({status: 'False', reason: 'ContainersNotReady', message: app.reason} as const);
  return [
    {type: 'PodScheduled', status: 'True'},
    {type: 'Initialized', status: 'True'},
    {type: 'ContainersReady', ...ready},
    {type: 'Ready', ...ready},
  ];
}
