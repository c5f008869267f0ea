import {metricValue} from '../../analysis/metric-values.js';
import {objectiveFacts} from '../../analysis/objective-facts.js';
import {replaySentence} from '../../analysis/replay/fate-words.js';
import {otherTrafficFrom} from '../../analysis/replay/other-traffic.js';
import {judgementOf} from '../../analysis/replay/judgement.js';
import type {Fate, Judgement, Playback, Replay, ReplayedLook} from '../../analysis/replay/recording.js';
import {type LimitFields, limitFields} from '../../analysis/shown-proof.js';
import type {Assessment, Experiment, Weight} from '../../experiment/model.js';
import {formatExact} from '../../experiment/quantity.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {limitsView} from '../describe/view.js';

/** What `replay -o json` prints, published as `schemas/replay.v1.json`. Numbers of metrics and limits are exact decimals in text. */
export interface ReplayView {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'Replay';
  readonly name: string;
  readonly namespace: string;
  /** By what the rules differ from those of the run; empty: they are its own. */
  readonly changes: readonly string[];
  /** What would have become of the run, without a full stop. */
  readonly sentence: string;
  readonly recorded: FateView;
  /** By its own rules. */
  readonly asWritten: FateView;
  readonly replayed: FateView;
  readonly objectives: readonly Omit<ReturnType<typeof limitsView>, 'versions'>[];
  readonly looks: readonly LookView[];
  /** The first iteration that found another split than these rules would have left for it. */
  readonly otherTrafficFrom: number | null;
  /** What was not recorded and would count. */
  readonly gaps: readonly string[];
}

export interface FateView {
  readonly kind: Fate['kind'];
  readonly version: string | null;
  readonly iteration: number;
}

export interface LookView {
  readonly iteration: number;
  /** When it was judged; null: nobody wrote it down. */
  readonly time: string | null;
  /** Who would win if the run ended now. */
  readonly winner: string | null;
  /** Whether somebody else was ahead, or the run was over, by its own rules. */
  readonly isOtherWinner: boolean;
  readonly versions: readonly VersionView[];
}

export interface VersionView {
  readonly version: string;
  /** As it was recorded, in percent. */
  readonly weight: number | null;
  /** One for each objective, in their order. */
  readonly objectives: readonly StateView[];
  /** One for each reward. */
  readonly rewards: readonly {readonly metric: string; readonly value: string | null}[];
}

/** With bounds as `describe -o json` has them, where the looks so far show any. */
export interface StateView extends LimitFields {
  readonly value: string | null;
  readonly state: Assessment;
  /** By the run's own rules; missing where it is the same, or they have no such objective. */
  readonly was?: Assessment;
}

export function replayView(replay: Replay): ReplayView {
  const {recorded, fate, asWritten, replayed, changes, gaps} = replay;
  const {experiment} = replayed;
  const compared = {recorded: fate, asWritten: asWritten.fate, replayed: replayed.fate, experiment, changes};
  return {
    apiVersion: 'iter8ctl/v1',
    kind: 'Replay',
    name: recorded.name,
    namespace: recorded.namespace,
    changes,
    sentence: replaySentence(compared),
    recorded: fateView(fate),
    asWritten: fateView(asWritten.fate),
    replayed: fateView(replayed.fate),
    objectives: experiment.spec.criteria.objectives.map(limitsView),
    looks: replayed.looks.map((look) => lookView(look, referenceOf(replay, look))),
    otherTrafficFrom: otherTrafficFrom(replayed.looks) ?? null,
    gaps,
  };
}

function fateView({kind, version, iteration}: Fate): FateView {
  return {kind, version: version ?? null, iteration};
}

/** What an iteration was judged to be by the run's own rules: as it was recorded, or else as it comes out now. */
interface Reference {
  readonly rules: Experiment;
  readonly judgement: Judgement | undefined;
}

function referenceOf({asWritten, recorded, replayed}: Replay, look: ReplayedLook): Reference {
  const own = asWritten === replayed ? undefined : lookAt(asWritten, look.iteration);
  return {rules: recorded, judgement: look.judgement ?? (own && judgementOf(own.experiment))};
}

function lookAt({looks}: Playback, iteration: number): ReplayedLook | undefined {
  return looks.find((look) => look.iteration === iteration);
}

function lookView(look: ReplayedLook, reference: Reference): LookView {
  const {experiment, iteration, at, isTimed, weights} = look;
  const winner = judgementOf(experiment)?.winner;
  return {
    iteration,
    time: isTimed ? wholeSecondsText(at) : null,
    winner: winner ?? null,
    isOtherWinner: reference.judgement !== undefined && reference.judgement.winner !== winner,
    versions: experiment.spec.versions.map(({name}) => ({
      version: name,
      weight: weightOf(weights, name),
      objectives: statesOf(experiment, name, reference),
      rewards: experiment.spec.criteria.rewards.map(({metric}) => {
        const value = metricValue(experiment, metric, name);
        return {metric, value: value ? formatExact(value) : null};
      }),
    })),
  };
}

function weightOf(weights: readonly Weight[] | undefined, name: string): number | null {
  return weights?.find(({version}) => version === name)?.percent ?? null;
}

function statesOf(experiment: Experiment, version: string, reference: Reference): StateView[] {
  const {objectives} = experiment.spec.criteria;
  return objectives.flatMap((objective, index) => {
    const fact = objectiveFacts(experiment, objective, index).find((one) => one.version === version);
    if (!fact) return [];
    const {value, state, proof} = fact;
    const was = stateBefore(reference, objective.metric, version);
    return [
      {
        value: value ? formatExact(value) : null,
        state,
        ...(was && was !== state && {was}),
        ...(proof && limitFields(proof)),
      },
    ];
  });
}

/** Of the objective on the same metric. */
function stateBefore({rules, judgement}: Reference, metric: string, version: string): Assessment | undefined {
  const index = rules.spec.criteria.objectives.findIndex((objective) => objective.metric === metric);
  return judgement?.states.get(version)?.[index];
}
