import type {Experiment} from '../../experiment/model.js';
import {connectionMarkup} from '../../render/dashboard/connection.js';
import {goneMarkup, noticeMarkup, wayMarkup, wishesOf} from '../../render/dashboard/experiment-page.js';
import {pageHtml} from '../../render/dashboard/page.js';
import {reportArticle} from '../../render/report/html/report.js';
import {markup, NO_MARKUP} from '../../render/report/html/markup.js';
import {viewOfReport} from '../reports.js';
import type {Board} from './board.js';
import {AGING_MS, type LivePage} from './live-page.js';
import {type Change, Parts} from './parts.js';

/** After a drawing that took so long, the processor is left to others for so many times as long. */
const REST = 4;

export interface ExperimentPageOptions {
  readonly board: Board;
  readonly id: string;
  readonly canWish: boolean;
  /** What became of the last wish for it. */
  readonly notice: () => string | undefined;
  /** For how long a drawing takes. */
  readonly now: () => Date;
}

/** The report of one experiment, as it is now. */
export class ExperimentPage implements LivePage {
  readonly #parts = new Parts();
  #shown: Experiment | undefined;
  #headline: string | undefined;
  #drawnAtMs = -Infinity;
  #tookMs = 0;

  constructor(private readonly options: ExperimentPageOptions) {}

  refresh(now: Date, isWhole: boolean): void {
    const {board, id, canWish, notice} = this.options;
    const experiment = board.get(id)?.experiment;
    if (experiment && this.#isDue(experiment, now, isWhole)) this.#draw(experiment, now);
    this.#parts.put('connection', connectionMarkup(board.connection, now));
    this.#parts.put('gone', goneMarkup(experiment === undefined));
    this.#parts.put('way', wayMarkup(id, experiment && canWish ? wishesOf(experiment) : []));
    this.#parts.put('notice', noticeMarkup(notice()));
  }

  html(): string {
    const {id} = this.options;
    const title = this.#shown ? `${this.#shown.namespace}/${this.#shown.name}` : 'Experiment';
    const ids = ['way', 'connection', 'gone', 'notice', 'report'];
    const body = ids.map((part) => this.#parts.get(part) ?? NO_MARKUP);
    return pageHtml({title, body, live: {stream: `${id}/events`, version: this.#parts.version}});
  }

  since(version: number): Change {
    return this.#parts.since(version);
  }

  #isDue(experiment: Experiment, now: Date, isWhole: boolean): boolean {
    const sinceMs = now.getTime() - this.#drawnAtMs;
    if (sinceMs >= 0 && sinceMs < REST * this.#tookMs) return false;
    return isWhole || experiment !== this.#shown || sinceMs < 0 || sinceMs >= AGING_MS;
  }

  #draw(experiment: Experiment, now: Date): void {
    const begin = this.options.now().getTime();
    const view = viewOfReport(experiment, now);
    this.#parts.put('report', markup`<div id="report">${reportArticle(view, 'e0')}</div>\n`);
    const {headline} = view.verdict;
    if (this.#headline !== undefined && this.#headline !== headline) this.#parts.tell(headline);
    this.#headline = headline;
    this.#shown = experiment;
    this.#drawnAtMs = now.getTime();
    this.#tookMs = this.options.now().getTime() - begin;
  }
}
