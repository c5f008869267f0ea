import type {Experiment} from '../../experiment/model.js';
import {type Markup, markup} from '../report/html/markup.js';
import type {Wish} from '../watch/state.js';
import {WISH_WORDS} from './experiment-page.js';

export interface WishQuestion {
  readonly experiment: Experiment;
  /** Of the experiment, on whose page this stands. */
  readonly id: string;
  readonly wish: Wish;
  /** What comes of it, in words. */
  readonly consequence: string;
  /** What the answer must carry, by name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Asks before anything is done; nothing but its button does it. */
export function wishQuestion({experiment, id, wish, consequence, fields}: WishQuestion): Markup {
  const {namespace, name} = experiment;
  const kept = Object.entries(fields).map(([key, value]) => {
    return markup`<input type="hidden" name="${key}" value="${value}">`;
  });
  const yes = markup`<button>${WISH_WORDS[wish]} it</button> <a href="../${id}">No, back to the experiment</a>`;
  const lasting = wish === 'abort' ? [markup`<p>This cannot be taken back.</p>\n`] : [];
  return markup`<h1>${WISH_WORDS[wish]} ${namespace}/${name}?</h1>\n<p>What comes of it: ${consequence}.</p>\n${lasting}<form method="post">${kept}${yes}</form>\n`;
}
