import {type Experiment, isCompleted} from '../../experiment/model.js';
import {connectionMarkup} from '../../render/dashboard/connection.js';
import {listMarkup, type Source, summaryMarkup, unreadableMarkup} from '../../render/dashboard/list-page.js';
import {pageHtml} from '../../render/dashboard/page.js';
import {rowMarkup, rowView} from '../../render/dashboard/row.js';
import {markup, NO_MARKUP} from '../../render/report/html/markup.js';
import type {Board, Entry} from './board.js';
import {AGING_MS, type LivePage, TICK_MS} from './live-page.js';
import {type Change, Parts} from './parts.js';

/** The ages of so many parts of the list are written anew in turn: all at once would make a browser falter. */
const SLICES = AGING_MS / TICK_MS;

/** All experiments of the board. */
export class ListPage implements LivePage {
  readonly #parts = new Parts();
  /** What each row shows, by its id. */
  readonly #shown = new Map<string, Experiment>();
  #order: readonly Entry[] = [];
  #slice = 0;

  constructor(
    private readonly board: Board,
    private readonly source: Source,
  ) {}

  refresh(now: Date, isWhole: boolean): void {
    const {board} = this;
    this.#order = board.inOrder();
    this.#slice = (this.#slice + 1) % SLICES;
    for (const [place, {id, experiment}] of this.#order.entries()) {
      const hasAged = isWhole || place % SLICES === this.#slice;
      if (hasAged || this.#shown.get(id) !== experiment) this.#show(id, experiment, now);
    }
    this.#parts.arrange(this.#order.map(({id}) => id));
    for (const id of this.#shown.keys()) if (!board.get(id)) this.#shown.delete(id);
    const open = this.#order.filter(({experiment}) => !isCompleted(experiment)).length;
    this.#parts.put('summary', summaryMarkup(this.#order.length, open, this.source));
    this.#parts.put('connection', connectionMarkup(board.connection, now));
    this.#parts.put('unreadable', unreadableMarkup(board.unreadable));
  }

  html(): string {
    const part = (id: string) => this.#parts.get(id) ?? NO_MARKUP;
    const rows = this.#order.map(({id}) => part(id));
    const foot = markup`<footer>From ${this.source.place}</footer>\n`;
    const body = [
      markup`<h1>Experiments</h1>\n`,
      part('connection'),
      part('summary'),
      listMarkup(rows),
      part('unreadable'),
      foot,
    ];
    return pageHtml({title: 'Experiments', body, live: {stream: 'events', version: this.#parts.version}});
  }

  since(version: number): Change {
    return this.#parts.since(version);
  }

  #show(id: string, experiment: Experiment, now: Date): void {
    const before = this.#shown.get(id);
    const view = rowView(experiment, now);
    this.#shown.set(id, experiment);
    this.#parts.put(id, rowMarkup(id, view));
    if (before && !isCompleted(before) && isCompleted(experiment)) {
      this.#parts.tell(`${view.namespace}/${view.name} has ended: ${view.verdict}`);
    }
  }
}
