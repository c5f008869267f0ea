import {type Markup, markup} from '../report/html/markup.js';
import {HEADINGS} from './row.js';

/** What the list is of. */
export interface Source {
  /** `https://…:6443`, or the name of a file. */
  readonly place: string;
  /** `in all namespaces`, `in namespace shop`; empty for a file. */
  readonly scope: string;
}

/** `12 experiments in namespace shop, 3 of them not ended`. */
export function summaryMarkup(count: number, open: number, {scope}: Source): Markup {
  const experiments = `${count} experiment${count === 1 ? '' : 's'}`;
  const words = [`${experiments}${scope === '' ? '' : ` ${scope}`}`, `${open} not ended`].join(', ');
  const hint = markup`. One begins with <code>iter8ctl create experiment</code>`;
  return markup`<p id="summary">${words}${count === 0 ? hint : ''}.</p>\n`;
}

/** Experiments that the server has and nobody can read. */
export function unreadableMarkup(problems: readonly string[]): Markup {
  const items = problems.slice(0, MOST_PROBLEMS).map((problem) => markup`<li>${problem}</li>\n`);
  const more = problems.length - items.length;
  const rest = more > 0 ? [markup`<li>and ${more} more</li>\n`] : [];
  const list = markup`<p>Not in the list, because they cannot be read:</p>\n<ul>${items}${rest}</ul>\n`;
  return markup`<div id="unreadable">${problems.length === 0 ? '' : list}</div>\n`;
}

const MOST_PROBLEMS = 10;

export function listMarkup(rows: readonly Markup[]): Markup {
  const heads = HEADINGS.map((heading) => {
    const looks = heading === 'Iterations' || heading === 'Age' ? NUMBER : '';
    return markup`<th scope="col"${looks}>${heading}</th>`;
  });
  const head = markup`<caption>Those that have not ended first, then the newest</caption>\n<thead><tr>${heads}</tr></thead>`;
  const table = markup`<table class="stack list">${head}\n<tbody id="rows">\n${rows}</tbody></table>`;
  return markup`<div class="wide" role="region" tabindex="0" aria-label="Experiments">${table}</div>\n`;
}

const NUMBER = markup` class="number"`;
