import {decodePercent} from './decode-percent.js';

/** A git repository somewhere else. */
export interface Remote {
  /** As git takes it; holds no password. */
  readonly url: string;
  /** Whether a token opens it, rather than a key of this machine, or nothing. */
  readonly kind: 'https' | 'ssh' | 'file';
  /** With its port; empty for one on this machine. */
  readonly host: string;
  /** The two last parts of its path, as forges name a repository; undefined: it has no two. */
  readonly slug: string | undefined;
}

const KNOWN = 'https://…, ssh://…, git@host:path, file://… or an absolute path';

/** @returns what is wrong with the text, in words, where it names no repository */
export function parseRemote(text: string): Remote | string {
  if (/[\s\p{Cc}]/u.test(text)) return 'holds blanks or control characters';
  if (/^(https|ssh|file):\/\//.test(text)) return parseUrl(text);
  if (text.startsWith('/')) return {url: text, kind: 'file', host: '', slug: slugOf(text)};
  const [, host, path = ''] = /^[\w.-]+@(\w[\w.-]*):(?!\/\/)(.+)$/.exec(text) ?? [];
  if (host === undefined || text.startsWith('-')) return `is no address of a repository: write ${KNOWN}`;
  return {url: text, kind: 'ssh', host, slug: slugOf(path)};
}

function parseUrl(text: string): Remote | string {
  if (!URL.canParse(text)) return 'is no URL';
  const {protocol, username, password, host, pathname, href} = new URL(text);
  const kind = protocol.slice(0, -1) as Remote['kind'];
  if (password !== '' || (username !== '' && kind !== 'ssh')) {
    return 'holds a user or a password; name them as username and secretName';
  }
  if (kind === 'file' && host !== '') return 'is on another machine; file:// is for this one';
  return {url: href, kind, host, slug: slugOf(decodePercent(pathname))};
}

function slugOf(path: string): string | undefined {
  const parts = path.replace(/\/+$/, '').replace(/\.git$/, '').split('/').filter((part) => part !== ''); // prettier-ignore
  return parts.length < 2 ? undefined : parts.slice(-2).join('/');
}
