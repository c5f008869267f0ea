import {type Outcome, outcomeOf} from '../../analysis/verdict.js';
import {isObject, type Json} from '../../experiment/json.js';
import {type Experiment, isCompleted, totalIterations} from '../../experiment/model.js';
import {WISH_ANNOTATION} from '../../experiment/wish.js';
import type {TaskRun} from '../../experiment/log-event.js';
import {type CriterionView, criteriaView} from './criteria.js';
import {splitWarning, type TrafficView, trafficView} from './traffic.js';

/** What a screen shows of an experiment; all that is reckoned once for each change of it, and nothing that ages. */
export interface WatchView {
  readonly name: string;
  readonly namespace: string;
  readonly target: string;
  readonly patterns: readonly string[];
  /** undefined: no engine has seen it yet. */
  readonly stage: string | undefined;
  readonly isOver: boolean;
  readonly wish: 'pause' | 'abort' | undefined;
  readonly completedIterations: number;
  readonly totalIterations: number;
  readonly times: Times;
  readonly message: string | undefined;
  readonly traffic: readonly TrafficView[];
  /** That requests arrive otherwise than set; undefined: nothing is known of that. */
  readonly splitWarning: string | undefined;
  readonly criteria: readonly CriterionView[];
  readonly tasks: readonly TaskRun[];
  readonly outcome: Outcome;
}

export interface Times {
  readonly begun: Date | undefined;
  readonly ended: Date | undefined;
  /** When the engine looks next; undefined: nobody knows. */
  readonly nextLook: Date | undefined;
  readonly intervalSeconds: number;
}

/** @param tasks of its actions, as far as they are recorded */
export function watchView(experiment: Experiment, tasks: readonly TaskRun[]): WatchView {
  const {spec, status, legacy} = experiment;
  return {
    name: experiment.name,
    namespace: experiment.namespace,
    target: spec.target,
    patterns: [legacy?.experimentType ?? spec.testingPattern ?? '', spec.deploymentPattern].filter(Boolean),
    stage: status.stage ?? legacy?.phase,
    isOver: isCompleted(experiment),
    wish: wishOf(experiment),
    completedIterations: status.completedIterations,
    totalIterations: totalIterations(spec),
    times: timesOf(experiment),
    message: status.message,
    traffic: trafficView(experiment),
    splitWarning: splitWarning(experiment),
    criteria: criteriaView(experiment),
    tasks,
    outcome: outcomeOf(experiment),
  };
}

/** What people have asked for, and have not taken back. */
export function wishOf({source: {metadata}}: Experiment): WatchView['wish'] {
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  const word = isObject(annotations) ? annotations[WISH_ANNOTATION] : undefined;
  return word === 'pause' || word === 'abort' ? word : undefined;
}

function timesOf(experiment: Experiment): Times {
  const {status, spec, createdAt} = experiment;
  const isOver = isCompleted(experiment);
  return {
    begun: status.startTime ?? createdAt,
    ended: isOver ? (completedAt(experiment) ?? status.lastUpdateTime) : undefined,
    nextLook: status.stage === 'Running' ? nextLook(experiment) : undefined,
    intervalSeconds: spec.duration.intervalSeconds,
  };
}

/** When the condition Completed came true: `lastUpdateTime` is that of the last iteration. */
function completedAt({source}: Experiment): Date | undefined {
  const status = isObject(source.status) ? source.status : {};
  const conditions = Array.isArray(status.conditions) ? (status.conditions as readonly Json[]) : [];
  const completed = conditions
    .filter(isObject)
    .find(({type, status: word}) => type === 'Completed' && word === 'True');
  return timeOf(completed?.lastTransitionTime);
}

function timeOf(value: Json | undefined): Date | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** As our engine has written it down; other engines look an interval after the last change. */
function nextLook({source, status, spec}: Experiment): Date | undefined {
  const progress = isObject(source.status) ? source.status.progress : undefined;
  const due = isObject(progress) ? timeOf(progress.nextDueAt) : undefined;
  if (due) return due;
  return status.lastUpdateTime && new Date(status.lastUpdateTime.getTime() + spec.duration.intervalSeconds * 1000);
}
