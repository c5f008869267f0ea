import type {IncomingMessage} from 'node:http';
import {type ErrorCode, Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import {identityOf} from '../../operate/stored-experiment.js';
import {consequence} from '../../operate/wish/consequence.js';
import {pageHtml} from '../../render/dashboard/page.js';
import {wishQuestion} from '../../render/dashboard/wish-page.js';
import type {Wish} from '../../render/watch/state.js';
import {type Answer, problemAnswer, redirect} from './answer.js';
import type {Entry} from './board.js';
import {readForm} from './form.js';
import {isKey} from './keys.js';

/** Pauses, resumes or aborts an experiment, and says what comes of it. */
export type MakeWish = (experiment: Experiment, wish: Wish) => Promise<string>;

/** The question before an action, and what its answer must carry. */
export function askWish({id, experiment}: Entry, wish: Wish, actionKey: string): Answer {
  const fields = {key: actionKey, uid: identityOf(experiment.source).uid};
  const question = wishQuestion({experiment, id, wish, consequence: consequence(experiment, wish), fields});
  const html = pageHtml({title: `${wish} ${experiment.namespace}/${experiment.name}`, body: [question]});
  return {status: 200, html, headers: TELLS_ORIGIN};
}

/** Under no-referrer a browser sends a form with the origin `null`, and then nobody could tell our form from another's. */
const TELLS_ORIGIN = {'referrer-policy': 'same-origin'};

export interface WishOptions {
  readonly entry: Entry;
  readonly wish: Wish;
  readonly actionKey: string;
  readonly makeWish: MakeWish;
  /** Keeps what came of it for the page of the experiment. */
  readonly noteWords: (words: string) => void;
}

export async function answerWish(request: IncomingMessage, options: WishOptions): Promise<Answer> {
  const {entry, wish, actionKey, makeWish, noteWords} = options;
  const form = await readForm(request);
  if (!(form instanceof URLSearchParams)) return form;
  if (!isKey(form.get('key'), actionKey)) return problemAnswer(403, 'Not asked for on this page');
  if (form.get('uid') !== identityOf(entry.experiment.source).uid) {
    return problemAnswer(409, 'Nothing was done', 'Another experiment has taken the name meanwhile.');
  }
  try {
    noteWords(await makeWish(entry.experiment, wish));
  } catch (error) {
    if (error instanceof Iter8Error) return refusal(error);
    throw error;
  }
  return redirect(`../${entry.id}`);
}

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {FORBIDDEN: 403, NOT_FOUND: 404, INVALID: 409};

function refusal({code, message, hint}: Iter8Error): Answer {
  return problemAnswer(STATUS[code] ?? 502, message, hint);
}
