import {isDecided} from '../../analysis/current-winner.js';
import {runResult, type RunResult} from '../../analysis/run-result.js';
import {unitsOf} from '../../analysis/objective-facts.js';
import {verdictWords, type VerdictWords} from '../../analysis/verdict-words/verdict-words.js';
import {Field} from '../../experiment/field.js';
import {type Experiment, isCompleted, type Objective} from '../../experiment/model.js';
import type {RecordedAction} from '../../experiment/recorded-action.js';
import {objectiveLabel} from '../describe/text.js';
import {type Description, descriptionOf, limitsView} from '../describe/view.js';
import {type Chart, chartsOf} from './charts.js';
import {type ReportedFact, reportedFacts} from './reported-facts.js';
import {type Span, spansOf, type TimelineEntry, timelineOf} from './timeline.js';

/** What every form of a report tells of one experiment; nothing in it is laid out. */
export interface ReportView {
  readonly generatedAt: Date;
  readonly startedAt: Date | null;
  /** When it was last written: at its end, if it has ended. */
  readonly lastChangeAt: Date | null;
  /** What it means for whoever waits for it; null: it goes on. */
  readonly result: RunResult | null;
  /** What it has come to, in words. */
  readonly verdict: VerdictWords;
  /** What `describe` shows: overview, rewards, metrics. */
  readonly description: Description;
  readonly versions: readonly ReportedVersion[];
  readonly objectives: readonly ReportedObjective[];
  readonly charts: readonly Chart[];
  readonly timeline: readonly TimelineEntry[];
  readonly spans: readonly Span[];
  readonly conditions: readonly ReportedCondition[];
  /** What failed tasks printed last. */
  readonly failedOutputs: readonly {readonly task: string; readonly output: string}[];
}

export interface ReportedVersion {
  readonly name: string;
  readonly role: 'baseline' | 'candidate';
  /** Share of the traffic. */
  readonly percent: number | null;
  readonly isWinner: boolean;
  readonly isRecommended: boolean;
}

export interface ReportedObjective {
  /** `mean-latency <= 50`. */
  readonly label: string;
  readonly metric: string;
  readonly units: string | undefined;
  readonly facts: readonly ReportedFact[];
}

export interface ReportedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string;
}

/** What a report needs besides the resource. */
export interface ReportContext {
  readonly now: Date;
  /** What ran, in the order of time. */
  readonly actions: readonly RecordedAction[];
}

export function reportView(experiment: Experiment, {now, actions}: ReportContext): ReportView {
  const {spec, status} = experiment;
  const description = descriptionOf(experiment);
  const objectives = spec.criteria.objectives.map((objective, index): ReportedObjective => ({
    label: labelOf(objective),
    metric: objective.metric,
    units: unitsOf(experiment, objective.metric),
    facts: reportedFacts(experiment, objective, {index, now}),
  }));
  return {
    generatedAt: now,
    startedAt: status.startTime ?? null,
    lastChangeAt: status.lastUpdateTime ?? null,
    result: isDecided(experiment) || isCompleted(experiment) ? runResult(experiment) : null,
    verdict: verdictWords(experiment, now),
    description,
    versions: versionsOf(experiment, description),
    objectives,
    charts: chartsOf(experiment),
    timeline: timelineOf(experiment, actions),
    spans: spansOf(experiment, actions, now),
    conditions: conditionsOf(experiment),
    failedOutputs: failedOutputs(actions),
  };
}

/** As it is written on a command line: a name that stays the same from report to report. */
function labelOf(objective: Objective): string {
  return objectiveLabel(limitsView(objective), (limit) => limit);
}

function versionsOf({spec}: Experiment, {weights, winner}: Description): readonly ReportedVersion[] {
  return spec.versions.map(({name, role}) => ({
    name,
    role,
    percent: weights.find(({version}) => version === name)?.percent ?? null,
    isWinner: winner?.version === name,
    isRecommended: winner?.recommended === name,
  }));
}

function conditionsOf({source}: Experiment): readonly ReportedCondition[] {
  const conditions = new Field(source).get('status', 'conditions').items();
  return conditions.map((condition) => {
    const text = (key: string) => condition.get(key).text() ?? '';
    const [type, status, reason, message] = [text('type'), text('status'), text('reason'), text('message')];
    return {type, status, reason, message, since: text('lastTransitionTime')};
  });
}

function failedOutputs(actions: readonly RecordedAction[]): ReportView['failedOutputs'] {
  return actions.flatMap(({instance, tasks}) =>
    tasks
      .filter(({result, output}) => result === 'failed' && output !== '')
      .map(({index, task, output}) => ({task: `${instance}, task ${index + 1}: ${task}`, output})),
  );
}
