import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import {type Answer, problemAnswer, redirect} from './answer.js';
import {isKey, type Keys} from './keys.js';

const LONGEST_ADDRESS = 512;
const METHODS = ['GET', 'HEAD', 'POST'];
const COOKIE = 'iter8ctl-dashboard';

/** What a request wants, once it may. */
export interface Admitted {
  readonly isPost: boolean;
  /** Behind the secret first part: `experiments/x1/events`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Door {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly keys: Keys;
}

/** Lets in who has the cookie, gives it to who has the token, and refuses all else. */
export function admit(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  door: Door,
): Admitted | Answer {
  const {method = '', url = '', headers} = request;
  if (headers.host !== new URL(door.origin).host) return problemAnswer(421, 'Wrong host', `Open ${door.origin}.`);
  if (!METHODS.includes(method)) return problemAnswer(405, 'No such method', '', {allow: METHODS.join(', ')});
  if (url.length > LONGEST_ADDRESS) return problemAnswer(414, 'The address is too long');
  const [path, search] = cut(url, '?');
  const query = new URLSearchParams(search);
  if (path === '/' && isKey(query.get('token'), door.keys.token)) return welcome(door.keys);
  const [first, rest] = cut(path.slice(1), '/');
  if (!isKey(first, door.keys.path) || !isKey(cookieOf(headers), door.keys.cookie)) return STRANGER;
  if (!isFromHere(headers, method === 'POST', door)) return problemAnswer(403, 'Asked from another page');
  return {isPost: method === 'POST', path: rest, query};
}

const STRANGER = problemAnswer(
  403,
  'Not let in',
  'Open the address that iter8ctl dashboard has printed, all of it.',
);

/** The token leaves the address bar, and with it what others could see of it. */
function welcome({cookie, path}: Keys): Answer {
  const attributes = `Path=/${path}/; HttpOnly; SameSite=Strict`;
  return redirect(`/${path}/`, {'set-cookie': `${COOKIE}=${cookie}; ${attributes}`});
}

/** Browsers say where a request comes from; other programs say nothing, but must say it to change something. */
function isFromHere(headers: IncomingHttpHeaders, isPost: boolean, {origin}: Door): boolean {
  const site = headers['sec-fetch-site'];
  if (isPost) return headers.origin === origin && (site === undefined || site === 'same-origin');
  return site === undefined || site === 'same-origin' || site === 'none';
}

function cookieOf({cookie = ''}: IncomingHttpHeaders): string | undefined {
  const pairs = cookie.split(';').map((pair) => cut(pair.trim(), '='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

/** @returns what stands before and after the first such character */
function cut(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}
