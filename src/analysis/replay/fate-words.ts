import type {Experiment} from '../../experiment/model.js';
import {countWords, listWords} from '../verdict-words/one-line.js';
import type {Fate} from './recording.js';

/** Whether it was, or would have been so by other rules. */
type Mood = 'was' | 'would';

type Predicate = Readonly<Record<Mood, string>>;

const PREDICATES: Readonly<Record<Exclude<Fate['kind'], 'won' | 'open'>, Predicate>> = {
  kept: {was: 'was kept', would: 'would have been kept'},
  noWinner: {was: 'won', would: 'would have won'},
  rolledBack: {was: 'was rolled back', would: 'would have been rolled back'},
  aborted: {was: 'was aborted', would: 'would have been aborted'},
  failed: {was: 'failed', would: 'would have failed'},
};

const SUBJECTS: Readonly<Partial<Record<Fate['kind'], string>>> = {noWinner: 'nobody'};

/** `v2 would have been promoted at iteration 7`. */
export function fateWords(fate: Fate, experiment: Experiment, mood: Mood): string {
  const {kind, version, iteration} = fate;
  if (kind === 'open') {
    const verb = mood === 'was' ? 'was not over' : 'would have gone on';
    return `the run ${verb} after iteration ${iteration}, where the recording ends`;
  }
  const predicate = kind === 'won' ? victory(experiment) : PREDICATES[kind];
  const subject = version ?? SUBJECTS[kind] ?? 'the run';
  return `${subject} ${predicate[mood]}${whenWords(kind, iteration)}`;
}

function whenWords(kind: Fate['kind'], iteration: number): string {
  if (iteration === 0) return '';
  return kind === 'noWinner' ? ` in ${countWords(iteration, 'iteration')}` : ` at iteration ${iteration}`;
}

function victory({spec}: Experiment): Predicate {
  if (spec.testingPattern === 'Conformance') return {was: 'conformed', would: 'would have conformed'};
  if (spec.finalSplit === 'Baseline') return {was: 'won', would: 'would have won'};
  return {was: 'was promoted', would: 'would have been promoted'};
}

export function isSameFate(one: Fate, other: Fate): boolean {
  return one.kind === other.kind && one.version === other.version && one.iteration === other.iteration;
}

/** What is compared: the run as it was recorded, and as it comes out by its own rules and by those that are asked for. */
export interface Compared {
  readonly recorded: Fate;
  readonly asWritten: Fate;
  readonly replayed: Fate;
  readonly experiment: Experiment;
  /** As `changeWords` has them; empty: the rules are those of the run. */
  readonly changes: readonly string[];
}

/** What would have become of a run, in one sentence without a full stop. */
export function replaySentence(compared: Compared): string {
  const {recorded, replayed, experiment, changes} = compared;
  const isKept = recorded.iteration > 0 || recorded.kind !== 'open';
  const would = fateWords(replayed, experiment, 'would');
  if (changes.length === 0 && !isKept) return `as written, ${would}`;
  const before = isKept ? recorded : compared.asWritten;
  const was = fateWords(before, experiment, isKept ? 'was' : 'would');
  const isSame = isSameFate(before, replayed);
  if (changes.length === 0) {
    return isSame
      ? `as written, the replay ends as the record does: ${was}`
      : `as written, ${would}; in the record, ${was}`;
  }
  const rules = `with ${listWords(changes)}`;
  if (isSame) return `${rules}, nothing would have changed: ${was}`;
  return `${rules}, ${would}; ${isKept ? 'as it was' : 'by its own rules'}, ${was}`;
}
