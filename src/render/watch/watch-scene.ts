import {type VerdictWords, verdictWords} from '../../analysis/verdict-words/verdict-words.js';
import type {TaskRun} from '../../experiment/log-event.js';
import type {Experiment} from '../../experiment/model.js';
import {arrange} from './arrange.js';
import type {Canvas} from './canvas.js';
import {helpLines} from './help-page.js';
import {type Key, type KeyHint, keyLine} from './keys.js';
import {cutLine, type Line, textLine} from './line.js';
import {type Connection, connectionLines, mainBlocks, type Notice, VERDICT_TONES} from './main-page.js';
import {metricLines} from './metric-page.js';
import type {Scene, Size} from './scene.js';
import {FIRST_STATE, openWishes, press, type Request, type WatchState, type Wish} from './state.js';
import type {Symbols} from './symbols.js';
import {logLines} from './task-lines.js';
import {drawTextPage, type TextPage} from './text-page.js';
import {verdictLines} from './verdict-page.js';
import {watchView, type WatchView} from './view.js';
import {wholeLines} from './whole-text.js';

export interface WatchSceneOptions {
  readonly symbols: Symbols;
  readonly now: () => Date;
  readonly hasKeys: boolean;
  /** Whether the experiment can be paused, resumed and aborted. */
  readonly canWish: boolean;
  /** Whether it was picked from a list, to which a key leads back. */
  readonly canGoBack?: boolean;
  readonly onRequest: (request: Request) => void;
  /** The experiment as YAML; undefined while the module for it is being loaded. */
  readonly yaml: (experiment: Experiment) => string | undefined;
}

/** The screen of one experiment. */
export class WatchScene implements Scene {
  #seen: Seen | undefined;
  #connection: Connection = {kind: 'live'};
  #state: WatchState = FIRST_STATE;
  #notice: Notice | undefined;
  #pageRows = 1;
  #words: {readonly experiment: Experiment; readonly second: number; readonly words: VerdictWords} | undefined;

  constructor(private readonly options: WatchSceneOptions) {}

  /** @param tasks of its actions */
  see(experiment: Experiment, tasks: readonly TaskRun[]): void {
    this.#seen = {experiment, view: watchView(experiment, tasks)};
    this.#connection = {kind: 'live'};
  }

  loseConnection(reason: string): void {
    const since = this.#connection.kind === 'lost' ? this.#connection.since : this.options.now();
    this.#connection = {kind: 'lost', reason, since};
  }

  regainConnection(): void {
    this.#connection = {kind: 'live'};
  }

  /** What became of a request, until the next key. */
  tell(text: string, isBad: boolean): void {
    this.#notice = {text, tone: isBad ? 'bad' : 'warning'};
  }

  press(key: Key): void {
    this.#notice = undefined;
    const {state, request} = press(this.#state, key, {
      criteria: this.#seen?.view.criteria.length ?? 0,
      wishes: this.#wishes(),
      pageRows: this.#pageRows,
      canGoBack: this.options.canGoBack ?? false,
    });
    this.#state = state;
    if (request) this.options.onRequest(request);
  }

  draw(size: Size): readonly Line[] {
    const canvas = this.#canvas(size);
    const lines = this.#lines(canvas);
    return lines.slice(0, size.rows).map((line) => cutLine(line, size.columns, canvas.symbols.ellipsis));
  }

  /** What stays when the screen is left: all of the main page, as it is without keys. */
  summary(columns: number): readonly Line[] {
    if (!this.#seen) return [];
    const canvas = this.#canvas({columns, rows: LONGEST_SUMMARY});
    const {view, experiment} = this.#seen;
    const {headline} = this.#verdict(experiment, canvas);
    const page = {
      view,
      headline,
      connection: this.#connection,
      selected: undefined,
      notice: undefined,
      footer: [],
    };
    const lines = arrange(mainBlocks(page, canvas), canvas.rows);
    return lines.map((line) => cutLine(line, columns, canvas.symbols.ellipsis));
  }

  #canvas(size: Size): Canvas {
    return {...size, symbols: this.options.symbols, now: this.options.now()};
  }

  #lines(canvas: Canvas): readonly Line[] {
    if (!this.#seen) return [textLine('waiting for the experiment'), ...connectionLines(this.#connection, canvas)];
    const page = this.#textPage(this.#seen, canvas);
    if (!page) return arrange(this.#mainBlocks(this.#seen, canvas), canvas.rows);
    const {scroll} = this.#state;
    const notices = connectionLines(this.#connection, canvas);
    const {lines, lastScroll, pageRows} = drawTextPage({...page, scroll, notices}, canvas);
    this.#state = {...this.#state, scroll: Math.min(scroll, lastScroll)};
    this.#pageRows = pageRows;
    return lines;
  }

  #mainBlocks({view, experiment}: Seen, canvas: Canvas) {
    const {hasKeys} = this.options;
    const {question} = this.#state;
    this.#state = {
      ...this.#state,
      selected: Math.max(0, Math.min(this.#state.selected, view.criteria.length - 1)),
    };
    return mainBlocks(
      {
        view,
        headline: this.#verdict(experiment, canvas).headline,
        connection: this.#connection,
        selected: hasKeys ? this.#state.selected : undefined,
        notice: question ? {text: QUESTIONS[question], tone: 'warning'} : this.#notice,
        footer: hasKeys ? keyLine(this.#hints(view, canvas), canvas.columns) : [],
      },
      canvas,
    );
  }

  #textPage({experiment, view}: Seen, canvas: Canvas): OpenPage | undefined {
    const {page, selected} = this.#state;
    const criterion = view.criteria[selected];
    if (page === 'help') return {title: 'Keys', lines: helpLines(canvas, this.options.canWish)};
    if (page === 'verdict') {
      const words = this.#verdict(experiment, canvas);
      return {title: `Verdict on ${view.name}`, lines: verdictLines(words, VERDICT_TONES[view.outcome], canvas)};
    }
    if (page === 'log') return {title: `Tasks of ${view.name}`, lines: logLines(view.tasks, canvas)};
    if (page === 'yaml') return {title: view.name, lines: this.#yamlLines(experiment, canvas)};
    if (page === 'metric' && criterion) {
      return {title: `Metric of ${view.name}`, lines: metricLines(experiment, criterion, canvas)};
    }
    return undefined;
  }

  /** Once for each second, as ages are told in seconds. */
  #verdict(experiment: Experiment, {now}: Canvas): VerdictWords {
    const second = Math.floor(now.getTime() / 1000);
    const isKnown = this.#words?.experiment === experiment && this.#words.second === second;
    if (!isKnown) this.#words = {experiment, second, words: verdictWords(experiment, now)};
    return this.#words?.words ?? verdictWords(experiment, now);
  }

  #yamlLines(experiment: Experiment, {columns}: Canvas): readonly Line[] {
    return wholeLines(this.options.yaml(experiment) ?? 'one moment', columns);
  }

  #wishes(): readonly Wish[] {
    const view = this.#seen?.view;
    return view && this.options.canWish ? openWishes(view) : [];
  }

  #hints({criteria}: WatchView, {symbols}: Canvas): readonly KeyHint[] {
    const [first, second] = this.#wishes();
    return [
      {key: 'q', word: 'quit', rank: 0},
      ...(this.options.canGoBack ? [{key: 'esc', word: 'list', rank: 1}] : []),
      ...(criteria.length === 0
        ? []
        : [
            {key: symbols.upDown, word: 'move', rank: 3},
            {key: 'enter', word: 'detail', rank: 2},
          ]),
      {key: 'v', word: 'why', rank: 6},
      {key: 'l', word: 'log', rank: 7},
      {key: 'y', word: 'YAML', rank: 8},
      ...(first ? [{key: 'p', word: first, rank: 4}] : []),
      ...(second ? [{key: 'a', word: second, rank: 5}] : []),
      {key: '?', word: 'help', rank: 1},
    ];
  }
}

interface Seen {
  readonly experiment: Experiment;
  readonly view: WatchView;
}

type OpenPage = Pick<TextPage, 'title' | 'lines'>;

/** Rows of the screen that stays; a scrolled-out page of several hundred helps nobody. */
const LONGEST_SUMMARY = 60;

const QUESTIONS: Readonly<Record<Wish, string>> = {
  pause: 'Pause it? No iteration begins until it is resumed. y/n',
  resume: 'Resume it? y/n',
  abort: 'Abort it? This cannot be taken back. y/n',
};
