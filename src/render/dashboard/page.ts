import {createHash} from 'node:crypto';
import {markup, Markup, NO_MARKUP} from '../report/html/markup.js';
import {SCRIPT} from './script.js';
import {PAGE_STYLESHEET} from './stylesheet.js';

const LOOKS = new Markup(PAGE_STYLESHEET);
const ACTS = new Markup(SCRIPT);

/** Where the changes of a page come from. */
export interface Live {
  /** Address, relative to the page's own. */
  readonly stream: string;
  /** What the page shows already. */
  readonly version: number;
}

export interface Page {
  readonly title: string;
  readonly body: readonly Markup[];
  /** Undefined: the page stays as it is. */
  readonly live?: Live | undefined;
}

/** How often a page is loaded anew where no script runs. */
const RELOAD_SECONDS = 10;

/** Only our own stylesheet, our own script, and what our own server sends. */
export function contentPolicy(): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(PAGE_STYLESHEET)}'`,
    `script-src '${hashOf(SCRIPT)}'`,
    'img-src data:', // the empty icon
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function pageHtml({title, body, live}: Page): string {
  const script = live ? markup`<script>${ACTS}</script>\n` : NO_MARKUP;
  const data = live ? markup` data-stream="${live.stream}" data-version="${live.version}"` : NO_MARKUP;
  const states = live ? LIVE_STATES : NO_MARKUP;
  const whole = markup`<body${data}>\n<main>\n${states}${body}</main>\n${script}</body>`;
  return markup`<!DOCTYPE html>\n<html lang="en">\n<head>\n${head(title, live)}</head>\n${whole}\n</html>\n`.text;
}

function head(title: string, live: Live | undefined): readonly Markup[] {
  const reload = markup`<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}"></noscript>\n`;
  return [
    markup`<meta charset="utf-8">\n`,
    markup`<meta name="viewport" content="width=device-width, initial-scale=1">\n`,
    ...(live ? [reload] : []),
    markup`<link rel="icon" href="data:,">\n`,
    markup`<title>${title}</title>\n<style>${LOOKS}</style>\n`,
  ];
}

const LIVE_STATES = markup`<p id="link" class="none" role="status"></p>\n<p id="news" class="unseen" aria-live="polite"></p>\n<noscript><p class="faint">This page loads itself anew every ${RELOAD_SECONDS} seconds. <a href="">Now</a></p></noscript>\n`;
