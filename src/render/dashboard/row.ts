import {type Outcome, outcomeOf} from '../../analysis/verdict.js';
import {verdictWords} from '../../analysis/verdict-words/verdict-words.js';
import {ageText} from '../../experiment/age.js';
import {type Experiment, isCompleted, totalIterations, type Weight} from '../../experiment/model.js';
import {type Markup, markup} from '../report/html/markup.js';
import {NOTHING} from '../report/words.js';
import {wishOf} from '../watch/view.js';

/** What a row of the list tells of an experiment. */
export interface RowView {
  readonly name: string;
  readonly namespace: string;
  readonly target: string;
  readonly stage: string;
  /** What it has come to, in a sentence. */
  readonly verdict: string;
  readonly looks: 'good' | 'bad' | 'open' | 'faint';
  /** `4 of 12`. */
  readonly iterations: string;
  readonly split: string;
  readonly age: string;
}

const LOOKS: Readonly<Record<Outcome, RowView['looks']>> = {
  candidateWon: 'good',
  baselineWon: 'open',
  noWinner: 'open',
  failed: 'bad',
  undecided: 'faint',
};

/** Versions whose share is written out. */
const MOST_SHARES = 4;

export function rowView(experiment: Experiment, now: Date): RowView {
  const {name, namespace, spec, status, createdAt} = experiment;
  return {
    name,
    namespace,
    target: spec.target,
    stage: stageText(experiment),
    verdict: verdictWords(experiment, now).headline,
    looks: LOOKS[outcomeOf(experiment)],
    iterations: `${status.completedIterations} of ${totalIterations(spec)}`,
    split: splitText(status.weights),
    age: createdAt ? ageText(createdAt, now) : NOTHING,
  };
}

function stageText(experiment: Experiment): string {
  const {status, legacy} = experiment;
  const stage = status.stage ?? legacy?.phase ?? 'not started';
  const wish = isCompleted(experiment) ? undefined : wishOf(experiment);
  if (wish === undefined) return stage;
  return `${stage}, ${wish === 'pause' ? 'paused' : 'being aborted'}`;
}

function splitText(weights: readonly Weight[]): string {
  if (weights.length === 0) return NOTHING;
  const shares = weights.slice(0, MOST_SHARES).map(({version, percent}) => `${version} ${percent}\u00a0%`);
  const more = weights.length - shares.length;
  return [...shares, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** In their order; there is a cell for each. */
export const HEADINGS = ['Name', 'Namespace', 'Target', 'Stage', 'Verdict', 'Iterations', 'Split', 'Age'] as const;

/** @param id of the row, and the end of its page's address */
export function rowMarkup(id: string, view: RowView): Markup {
  const {name, namespace, target, stage, verdict, looks, iterations, split, age} = view;
  const link = markup`<th scope="row"><a href="experiments/${id}">${name}</a></th>`;
  const cells = [
    cell('Namespace', namespace),
    cell('Target', target),
    cell('Stage', stage),
    cell('Verdict', verdict, looks),
    cell('Iterations', iterations, 'number'),
    cell('Split', split),
    cell('Age', age, 'number'),
  ];
  return markup`<tr id="${id}">${link}${cells}</tr>\n`;
}

function cell(heading: (typeof HEADINGS)[number], text: string, looks?: RowView['looks'] | 'number'): Markup {
  if (looks === undefined) return markup`<td data-label="${heading}">${text}</td>`;
  return markup`<td class="${looks}" data-label="${heading}">${text}</td>`;
}
