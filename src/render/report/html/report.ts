import {createHash} from 'node:crypto';
import type {ReportView} from '../view.js';
import {timeText} from '../words.js';
import {markup, Markup} from './markup.js';
import * as sections from './sections.js';
import {STYLESHEET} from './stylesheet.js';

const LOOKS = new Markup(STYLESHEET);

/** Nothing is loaded and nothing runs: the only thing allowed is this stylesheet. */
function policy(): string {
  const hash = createHash('sha256').update(STYLESHEET).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

/** One page for all, complete in itself. */
export function reportHtml(views: readonly ReportView[]): string {
  const names = views.map(({description}) => `${description.namespace}/${description.name}`);
  const title = `Experiment ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  const body = markup`<main>\n${views.map((view, place) => reportArticle(view, `e${place}`))}</main>`;
  return markup`<!DOCTYPE html>\n<html lang="en">\n<head>\n${head(title)}</head>\n<body>\n${body}\n</body>\n</html>\n`
    .text;
}

function head(title: string): readonly Markup[] {
  return [
    markup`<meta charset="utf-8">\n`,
    markup`<meta http-equiv="Content-Security-Policy" content="${new Markup(policy())}">\n`,
    markup`<meta name="viewport" content="width=device-width, initial-scale=1">\n`,
    markup`<meta name="referrer" content="no-referrer">\n`,
    markup`<meta name="generator" content="iter8ctl">\n`,
    markup`<title>${title}</title>\n<style>${LOOKS}</style>\n`,
  ];
}

const RESULT_LOOKS = {won: 'good', lost: 'bad', inconclusive: 'open'} as const;

/** @param id what the ids in it begin with, so that several may stand on a page */
export function reportArticle(view: ReportView, id: string): Markup {
  const {description, result, generatedAt} = view;
  const body = [
    ...sections.objectives(view),
    ...sections.rewards(view),
    ...sections.verdict(view),
    sections.charts(view, id),
    sections.overview(view),
    sections.versions(view),
    ...sections.metrics(view),
    ...sections.timeline(view, id),
    ...sections.conditions(view),
  ];
  const looks = result === null ? 'open' : RESULT_LOOKS[result];
  const headline = markup`<p class="verdict ${looks}">${view.verdict.headline}</p>\n`;
  const asOf = result === null ? 'then' : 'the end of the experiment';
  const foot = markup`<footer>Written at ${timeText(generatedAt)} by iter8ctl. Ages are as of ${asOf}.</footer>\n`;
  const name = markup`<h1 id="${id}-name">Experiment ${description.name}</h1>\n`;
  return markup`<article aria-labelledby="${id}-name">${name}${headline}${body}${foot}</article>\n`;
}
