import type {ServerResponse} from 'node:http';
import {contentPolicy, pageHtml} from '../../render/dashboard/page.js';
import {markup} from '../../render/report/html/markup.js';

/** What is sent back for a request, whole. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: string;
}

/** On each answer. Nothing is stored, framed, sniffed or told to others. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy(),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** A page that says why there is no other. @param hint what to do about it */
export function problemAnswer(
  status: number,
  problem: string,
  hint = '',
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = [markup`<h1>${problem}</h1>\n`, ...(hint === '' ? [] : [markup`<p>${hint}</p>\n`])];
  return {status, headers, html: pageHtml({title: problem, body})};
}

export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {status: 303, headers: {...headers, location}};
}

export function send(response: ServerResponse, {status, headers = {}, html = ''}: Answer): void {
  const body = Buffer.from(html);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
