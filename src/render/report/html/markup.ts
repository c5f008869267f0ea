import {safeText} from '../../safe-text.js';

/** HTML that is ours: only `markup` makes it, and only it is passed on as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = string | number | Markup | readonly Markup[];

/** A piece of a page. Whatever is put in and is no markup is text, also within the quotes of an attribute. */
export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.reduce((text, part, place) => text + pieceText(pieces[place - 1]) + part));
}

export const NO_MARKUP = new Markup('');

function pieceText(piece: Piece | undefined): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  return typeof piece === 'object' ? piece.map(({text}) => text).join('') : escapeHtml(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;',
}; // prettier-ignore

/** Text of a resource for HTML or XML, within quotes too: nothing of it acts, and control characters are shown. */
export function escapeHtml(text: string): string {
  return safeText(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
