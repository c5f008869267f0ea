import {ageText} from '../../experiment/age.js';
import type {Outcome} from '../../analysis/verdict.js';
import {type Block, filler, fixedBlock} from './arrange.js';
import type {Canvas} from './canvas.js';
import {criteriaBlock} from './criteria-lines.js';
import {stageLine, titleLine} from './header.js';
import type {Line, Tone} from './line.js';
import {taskBlock} from './task-lines.js';
import {trafficBlock} from './traffic-lines.js';
import type {WatchView} from './view.js';
import {wrappedLines} from './whole-text.js';

/** Whether changes of the experiment arrive. */
export type Connection =
  {readonly kind: 'live'} | {readonly kind: 'lost'; readonly reason: string; readonly since: Date};

export interface Notice {
  readonly text: string;
  readonly tone: Tone;
}

export interface MainPage {
  readonly view: WatchView;
  /** What it has come to, in a sentence. */
  readonly headline: string;
  readonly connection: Connection;
  /** Place of the criterion that keys work on; undefined: there are no keys. */
  readonly selected: number | undefined;
  /** A question or an answer, which goes before everything else. */
  readonly notice: Notice | undefined;
  /** Empty: there are no keys. */
  readonly footer: Line;
}

/** The order in which rows are given to what is shown; what is last goes first where there are few. */
const RANK = {
  title: 0,
  stage: 1,
  notice: 2,
  connection: 3,
  verdict: 4,
  footer: 5,
  criteria: 6,
  splitWarning: 7,
  traffic: 8,
  tasks: 9,
  message: 10,
} as const;

export function mainBlocks(page: MainPage, canvas: Canvas): readonly Block[] {
  const {view, connection, notice, footer} = page;
  const {columns} = canvas;
  const headline = wrappedLines(page.headline, columns, VERDICT_TONES[view.outcome]);
  return [
    fixedBlock(RANK.title, [titleLine(view, canvas)]),
    fixedBlock(RANK.stage, [stageLine(view, canvas)]),
    fixedBlock(RANK.message, messageLines(view, columns)),
    fixedBlock(RANK.verdict, headline, {hasGap: true}),
    trafficBlock(view.traffic, canvas, RANK.traffic),
    fixedBlock(RANK.splitWarning, splitLines(view, columns)),
    criteriaBlock(view.criteria, page.selected, canvas, RANK.criteria),
    taskBlock(view.tasks, canvas, RANK.tasks),
    ...(footer.length === 0 ? [] : [filler(canvas.rows)]),
    fixedBlock(RANK.connection, connectionLines(connection, canvas), {hasGap: true}),
    fixedBlock(RANK.notice, notice ? wrappedLines(notice.text, columns, notice.tone) : []),
    fixedBlock(RANK.footer, footer.length === 0 ? [] : [footer]),
  ];
}

/** Lines of a message that is not what people came for. */
const LONGEST_NOTICE = 2;

export const VERDICT_TONES: Readonly<Record<Outcome, Tone>> = {
  candidateWon: 'good',
  baselineWon: 'warning',
  noWinner: 'warning',
  failed: 'bad',
  undecided: 'strong',
};

function messageLines({message}: WatchView, columns: number): readonly Line[] {
  return message === undefined || message === ''
    ? []
    : wrappedLines(message, columns, 'faint').slice(0, LONGEST_NOTICE);
}

function splitLines({splitWarning}: WatchView, columns: number): readonly Line[] {
  return splitWarning === undefined ? [] : wrappedLines(splitWarning, columns, 'warning');
}

export function connectionLines(connection: Connection, {now, columns}: Canvas): readonly Line[] {
  if (connection.kind === 'live') return [];
  const words = `connection lost ${ageText(connection.since, now)} ago: ${connection.reason}`;
  return wrappedLines(words, columns, 'warning').slice(0, LONGEST_NOTICE);
}
