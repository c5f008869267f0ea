import {type Experiment, isCompleted} from '../../experiment/model.js';
import {type Markup, markup} from '../report/html/markup.js';
import {openWishes, type Wish} from '../watch/state.js';
import {wishOf} from '../watch/view.js';

export const WISH_WORDS: Readonly<Record<Wish, string>> = {pause: 'Pause', resume: 'Resume', abort: 'Abort'};

/** What can be asked of an experiment now. */
export function wishesOf(experiment: Experiment): readonly Wish[] {
  return openWishes({isOver: isCompleted(experiment), wish: wishOf(experiment)});
}

/** Where to go from the page of an experiment. @param wishes that may be made here */
export function wayMarkup(id: string, wishes: readonly Wish[]): Markup {
  const asks = wishes.map((wish) => markup` <a class="action" href="${id}/${wish}">${WISH_WORDS[wish]} …</a>`);
  const links = markup`<a href="../">All experiments</a> <a href="${id}/report.html" download>Keep this report</a>${asks}`;
  return markup`<nav id="way" aria-label="Ways from here">${links}</nav>\n`;
}

/** What became of a wish that was made on this page. */
export function noticeMarkup(words: string | undefined): Markup {
  return markup`<p id="notice" class="${words === undefined ? 'none' : 'notice'}">${words ?? ''}</p>\n`;
}

/** Said when the experiment is no longer there, while its last report still stands below. */
export function goneMarkup(isGone: boolean): Markup {
  const words = isGone ? 'This experiment has been deleted. What is shown is how it was last.' : '';
  return markup`<p id="gone" class="${isGone ? 'alarm' : 'none'}" role="status">${words}</p>\n`;
}
