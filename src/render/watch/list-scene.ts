import {ageText} from '../../experiment/age.js';
import {type Experiment, isCompleted, totalIterations} from '../../experiment/model.js';
import {outcomeOf} from '../../analysis/verdict.js';
import {padText, textWidth} from '../text-width.js';
import type {Canvas} from './canvas.js';
import {type Key, keyLine} from './keys.js';
import {cell, cutLine, type Line, span, textLine, type Tone} from './line.js';
import {type Connection, connectionLines} from './main-page.js';
import type {Scene, Size} from './scene.js';
import {moved} from './state.js';
import type {Symbols} from './symbols.js';

export type ListRequest =
  | {readonly kind: 'quit'}
  | {readonly kind: 'interrupt'}
  | {readonly kind: 'open'; readonly experiment: Experiment};

export interface ListSceneOptions {
  readonly symbols: Symbols;
  readonly now: () => Date;
  /** Whether there are experiments of several namespaces. */
  readonly hasNamespaces: boolean;
  readonly onRequest: (request: ListRequest) => void;
}

/** A list of experiments to pick one from, which changes while one looks at it. */
export class ListScene implements Scene {
  readonly #experiments = new Map<string, Experiment>();
  /** Newest first; undefined: to be sorted anew. */
  #order: readonly Experiment[] | undefined;
  /** Key of the experiment that is pointed at: what comes and goes does not move it. */
  #selected: string | undefined;
  #connection: Connection = {kind: 'live'};
  #pageRows = 1;

  constructor(private readonly options: ListSceneOptions) {}

  /** Points at it. */
  select(experiment: Experiment): void {
    this.#selected = keyOf(experiment);
  }

  see(experiments: readonly Experiment[]): void {
    this.#connection = {kind: 'live'};
    for (const experiment of experiments) this.#experiments.set(keyOf(experiment), experiment);
    this.#order = undefined;
  }

  lose(name: Pick<Experiment, 'namespace' | 'name'>): void {
    this.#experiments.delete(keyOf(name));
    this.#order = undefined;
  }

  loseConnection(reason: string): void {
    const since = this.#connection.kind === 'lost' ? this.#connection.since : this.options.now();
    this.#connection = {kind: 'lost', reason, since};
  }

  regainConnection(): void {
    this.#connection = {kind: 'live'};
  }

  press(key: Key): void {
    const {onRequest} = this.options;
    const [order, place] = [this.#sorted(), this.#place()];
    const experiment = order[place];
    if (key === 'q' || key === 'escape') onRequest({kind: 'quit'});
    else if (key === 'interrupt') onRequest({kind: 'interrupt'});
    else if (key === 'enter' && experiment) onRequest({kind: 'open', experiment});
    else {
      const next = order[moved(place, key, {count: order.length, page: this.#pageRows, wraps: true})];
      this.#selected = next && keyOf(next);
    }
  }

  draw(size: Size): readonly Line[] {
    const {symbols, now} = this.options;
    const canvas: Canvas = {...size, symbols, now: now()};
    const notices = connectionLines(this.#connection, canvas);
    this.#pageRows = Math.max(1, size.rows - notices.length - (size.rows > 3 ? 3 : 0));
    const lines = [...this.#rows(canvas), ...notices, ...(size.rows > 3 ? [this.#footer(canvas)] : [])];
    return lines.slice(0, size.rows).map((line) => cutLine(line, size.columns, symbols.ellipsis));
  }

  #rows(canvas: Canvas): readonly Line[] {
    const order = this.#sorted();
    if (order.length === 0) return [textLine('no experiments', 'warning')];
    const place = this.#place();
    const first = Math.max(0, Math.min(place - Math.floor(this.#pageRows / 2), order.length - this.#pageRows));
    const shown = order.slice(first, first + this.#pageRows);
    const widths = columnWidths(shown, this.options.hasNamespaces, canvas);
    const rows = shown.map((experiment, index) => this.#row(experiment, first + index === place, widths, canvas));
    const blank = Array.from({length: this.#pageRows - rows.length}, () => textLine(''));
    return canvas.rows > 3 ? [this.#title(order), headings(widths), ...rows, ...blank] : rows;
  }

  #title(order: readonly Experiment[]): Line {
    const running = order.filter((experiment) => !isCompleted(experiment)).length;
    return [span('Experiments', 'strong'), span(`  ${order.length}, ${running} not ended`, 'faint')];
  }

  #row(experiment: Experiment, isSelected: boolean, widths: Widths, {symbols, now}: Canvas): Line {
    const {ellipsis, pointer} = symbols;
    const {createdAt} = experiment;
    const tone = isSelected ? 'strong' : 'plain';
    return [
      span(isSelected ? `${pointer} ` : '  ', 'heading'),
      cell(nameOf(experiment, this.options.hasNamespaces), widths.name, {tone, ellipsis}),
      ...(widths.age === 0
        ? []
        : [span(`  ${padText(createdAt ? ageText(createdAt, now) : '', widths.age, 'right')}`, 'faint')]),
      ...(widths.stage === 0 ? [] : [span('  '), cell(stageText(experiment), widths.stage, {ellipsis})]),
      ...(widths.verdict === 0 ? [] : [span('  '), verdictSpan(experiment)]),
    ];
  }

  #footer({columns, symbols}: Canvas): Line {
    const hints = [
      {key: 'q', word: 'quit', rank: 0},
      {key: symbols.upDown, word: 'move', rank: 2},
      {key: 'enter', word: 'watch', rank: 1},
    ];
    return keyLine(hints, columns);
  }

  #sorted(): readonly Experiment[] {
    this.#order ??= [...this.#experiments.values()].sort(newestFirst);
    return this.#order;
  }

  #place(): number {
    const place = this.#sorted().findIndex((experiment) => keyOf(experiment) === this.#selected);
    return Math.max(0, place);
  }
}

/** 0: there is no room for it. */
interface Widths {
  readonly name: number;
  readonly age: number;
  readonly stage: number;
  readonly verdict: number;
}

const COMFORTABLE_NAME = 20;
const AGE = 5;
const STAGE = 13;
const VERDICT = 15;

/** The name needs its room first, then the stage, then the verdict, then the age. */
function columnWidths(shown: readonly Experiment[], hasNamespaces: boolean, {columns}: Canvas): Widths {
  const widest = Math.max(
    4,
    ...shown.map((experiment) => textWidth(span(nameOf(experiment, hasNamespaces)).text)),
  );
  const comfortable = Math.min(widest, COMFORTABLE_NAME);
  let room = columns - '  '.length;
  const widthIn = (width: number) => {
    if (room - width - 2 < comfortable) return 0;
    room -= width + 2;
    return width;
  };
  const [stage, verdict, age] = [widthIn(STAGE), widthIn(VERDICT), widthIn(AGE)];
  return {name: Math.max(4, Math.min(widest, room)), age, stage, verdict};
}

function headings({name, age, stage, verdict}: Widths): Line {
  const titles = [
    padText('NAME', name, 'left'),
    ...(age === 0 ? [] : [padText('AGE', age, 'right')]),
    ...(stage === 0 ? [] : [padText('STAGE', stage, 'left')]),
    ...(verdict === 0 ? [] : ['VERDICT']),
  ];
  return textLine(`  ${titles.join('  ')}`, 'faint');
}

function nameOf({namespace, name}: Experiment, hasNamespaces: boolean): string {
  return hasNamespaces ? `${namespace}/${name}` : name;
}

/** `Running 4/12` */
function stageText({status, spec, legacy}: Experiment): string {
  const word = status.stage ?? legacy?.phase ?? 'not started';
  return word === 'Running' ? `${word} ${status.completedIterations}/${totalIterations(spec)}` : word;
}

const OUTCOMES = {
  candidateWon: ['candidate won', 'candidate wins', 'good'],
  baselineWon: ['baseline won', 'baseline wins', 'warning'],
  noWinner: ['no winner', 'no winner yet', 'warning'],
  failed: ['failed', 'failed', 'bad'],
  undecided: ['no verdict', 'nothing decided', 'faint'],
} as const satisfies Record<string, readonly [over: string, running: string, tone: Tone]>;

function verdictSpan(experiment: Experiment) {
  const [over, running, tone] = OUTCOMES[outcomeOf(experiment)];
  return span(isCompleted(experiment) ? over : running, tone);
}

function keyOf({namespace, name}: Pick<Experiment, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function newestFirst(a: Experiment, b: Experiment): number {
  const time = (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0);
  return time || (keyOf(a) < keyOf(b) ? -1 : 1);
}
