import type {IncomingMessage} from 'node:http';
import type {Source} from '../../render/dashboard/list-page.js';
import {WISH_WORDS, wishesOf} from '../../render/dashboard/experiment-page.js';
import {timeText} from '../../render/report/words.js';
import type {Wish} from '../../render/watch/state.js';
import {reportText} from '../reports.js';
import {type Answer, problemAnswer} from './answer.js';
import type {Board, Entry} from './board.js';
import {ExperimentPage} from './experiment-page.js';
import type {Admitted} from './guard.js';
import {ListPage} from './list-page.js';
import type {LivePage} from './live-page.js';
import {Recent} from './recent.js';
import {answerWish, askWish, type MakeWish} from './wishes.js';

export interface SiteOptions {
  readonly board: Board;
  readonly source: Source;
  readonly now: () => Date;
  /** Undefined: nothing can be done here. */
  readonly makeWish: MakeWish | undefined;
  /** What the form of an action must carry. */
  readonly actionKey: string;
}

/** What a request is answered with: once, or as long as the browser listens. */
export type Reply = Answer | {readonly stream: LivePage; readonly version: number};

/** Pages that are kept, the last ones that somebody opened. */
const MOST_PAGES = 16;

/** The pages and their addresses. */
export class Site {
  readonly #list: ListPage;
  readonly #pages = new Recent<string, ExperimentPage>(MOST_PAGES);
  readonly #notices = new Map<string, string>();

  constructor(private readonly options: SiteOptions) {
    this.#list = new ListPage(options.board, options.source);
  }

  async reply(request: IncomingMessage, admitted: Admitted): Promise<Reply> {
    const [folder = '', id = '', what = '', ...more] = admitted.path.split('/');
    if (folder === 'experiments' && id !== '' && more.length === 0) {
      return this.#aboutExperiment(request, admitted, {id, what});
    }
    const isList = id === '' && !admitted.isPost;
    if (isList && folder === '') return this.#show(this.#list);
    if (isList && folder === 'events') return streamOf(this.#list, request, admitted);
    return NO_PAGE;
  }

  async #aboutExperiment(request: IncomingMessage, admitted: Admitted, {id, what}: Place): Promise<Reply> {
    const page = this.#pageOf(id);
    if (!page) return NO_PAGE;
    if (!admitted.isPost) {
      if (what === '') return this.#show(page);
      if (what === 'events') return streamOf(page, request, admitted);
    }
    const entry = this.options.board.get(id);
    if (!entry) return NO_PAGE;
    if (what === 'report.html' && !admitted.isPost) return this.#report(entry);
    const wish = WISHES.find((each) => each === what);
    return wish ? this.#aboutWish(request, admitted, entry, wish) : NO_PAGE;
  }

  async #aboutWish(request: IncomingMessage, {isPost}: Admitted, entry: Entry, wish: Wish): Promise<Reply> {
    const {makeWish, actionKey} = this.options;
    if (!makeWish) return READ_ONLY;
    if (!wishesOf(entry.experiment).includes(wish)) {
      return problemAnswer(409, `There is nothing to ${wish}`, 'The experiment has changed meanwhile.');
    }
    if (!isPost) return askWish(entry, wish, actionKey);
    const noteWords = (words: string) => this.#note(entry.id, wish, words);
    return answerWish(request, {entry, wish, actionKey, makeWish, noteWords});
  }

  #note(id: string, wish: Wish, words: string): void {
    const at = timeText(this.options.now());
    this.#notices.set(id, `${WISH_WORDS[wish]}, asked for here at ${at}: ${words}.`);
  }

  #pageOf(id: string): ExperimentPage | undefined {
    const {board, now, makeWish} = this.options;
    const known = this.#pages.get(id);
    if (known || !board.get(id)) return known;
    const notice = () => this.#notices.get(id);
    return this.#pages.add(id, new ExperimentPage({board, id, canWish: makeWish !== undefined, notice, now}));
  }

  #show(page: LivePage): Answer {
    page.refresh(this.options.now(), true);
    return {status: 200, html: page.html()};
  }

  async #report({experiment}: Entry): Promise<Answer> {
    const html = await reportText([experiment], 'html', this.options.now());
    return {status: 200, html, headers: {'content-disposition': 'attachment; filename="report.html"'}};
  }
}

interface Place {
  readonly id: string;
  readonly what: string;
}

const WISHES: readonly Wish[] = ['pause', 'resume', 'abort'];
const NO_PAGE = problemAnswer(404, 'No such page', 'The experiment may have been deleted.');
const READ_ONLY = problemAnswer(403, 'This dashboard only shows', 'Start it with --allow-actions.');

/** A browser that comes back says what it heard last. */
function streamOf(page: LivePage, {headers}: IncomingMessage, {query}: Admitted): Reply {
  const last = headers['last-event-id'];
  const version = Number(typeof last === 'string' ? last : (query.get('since') ?? 0));
  return {stream: page, version: Number.isSafeInteger(version) ? version : 0};
}
