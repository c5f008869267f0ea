import {ageText} from '../../experiment/age.js';
import {historyOf} from '../../experiment/history.js';
import type {Experiment} from '../../experiment/model.js';
import type {RecordedAction, RecordedTask} from '../../experiment/recorded-action.js';

/** Something that happened, in words. */
export interface TimelineEntry {
  readonly atMs: number;
  readonly what: string;
  readonly detail: string;
}

/** Something that took a while. */
export interface Span {
  readonly label: string;
  readonly state: 'succeeded' | 'failed' | 'skipped' | 'running';
  readonly startMs: number;
  readonly endMs: number;
}

/** In the order of time. */
export function timelineOf(experiment: Experiment, actions: readonly RecordedAction[]): readonly TimelineEntry[] {
  const {createdAt, status} = experiment;
  const entries = [
    ...moment(createdAt, 'Created', ''),
    ...moment(status.startTime, 'Started', ''),
    ...actions.flatMap(taskEntries),
    ...trafficEntries(experiment),
    ...moment(status.lastUpdateTime, status.stage ?? 'Last change', status.message ?? ''),
  ];
  return entries.sort((a, b) => a.atMs - b.atMs);
}

function moment(at: Date | undefined, what: string, detail: string): TimelineEntry[] {
  return at ? [{atMs: at.getTime(), what, detail}] : [];
}

function taskEntries({instance, tasks, isRunning}: RecordedAction): readonly TimelineEntry[] {
  return tasks.flatMap((task) =>
    moment(task.startedAt, `Action ${instance}, task ${task.index + 1}: ${task.task}`, taskWords(task, isRunning)),
  );
}

/** `failed after 3s: ended with exit code 1`. */
export function taskWords(task: RecordedTask, isRunning: boolean): string {
  const {result, startedAt, endedAt, reason} = task;
  if (result === undefined) return isRunning ? 'running' : 'interrupted, nobody knows how far it got';
  const time = startedAt && endedAt ? ` after ${ageText(startedAt, endedAt)}` : '';
  return `${result}${time}${reason === undefined ? '' : `: ${reason}`}`;
}

/** The split whenever it has become another. */
function trafficEntries(experiment: Experiment): readonly TimelineEntry[] {
  const splits = new Map<number, string[]>();
  for (const {metric, version, points} of historyOf(experiment).series) {
    if (metric !== undefined) continue;
    for (const {at, value} of points) {
      const atMs = Date.parse(at);
      if (!Number.isNaN(atMs)) splits.set(atMs, [...(splits.get(atMs) ?? []), `${version} ${value} %`]);
    }
  }
  const entries = [...splits].map(([atMs, parts]) => ({atMs, what: 'Traffic', detail: parts.join(', ')}));
  const inOrder = entries.sort((a, b) => a.atMs - b.atMs);
  return inOrder.filter(({detail}, place) => detail !== inOrder[place - 1]?.detail);
}

/** Tasks and the iterations as bars; only what has a beginning. */
export function spansOf(experiment: Experiment, actions: readonly RecordedAction[], now: Date): readonly Span[] {
  const spans = [...actions.flatMap((action) => taskSpans(action, now)), ...iterationSpan(experiment)];
  return spans.sort((a, b) => a.startMs - b.startMs);
}

function taskSpans({instance, tasks}: RecordedAction, now: Date): readonly Span[] {
  return tasks.flatMap(({task, result, startedAt, endedAt}): Span[] => {
    if (!startedAt) return [];
    const endMs = (endedAt ?? now).getTime();
    return [{label: `${instance}: ${task}`, state: result ?? 'running', startMs: startedAt.getTime(), endMs}];
  });
}

function iterationSpan(experiment: Experiment): Span[] {
  const times = historyOf(experiment).series.flatMap(({points}) => points.map(({at}) => Date.parse(at)));
  const known = times.filter((time) => !Number.isNaN(time));
  if (known.length < 2) return [];
  const {stage, completedIterations} = experiment.status;
  const startMs = known.reduce((least, time) => Math.min(least, time));
  const endMs = known.reduce((most, time) => Math.max(most, time));
  const state = stage === 'Running' ? 'running' : 'succeeded';
  return [{label: `${completedIterations} iterations`, state, startMs, endMs}];
}
