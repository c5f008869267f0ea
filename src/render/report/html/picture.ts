import {type Markup, markup} from './markup.js';

interface Words {
  readonly id: string;
  /** What stands above it. */
  readonly caption: string;
  readonly title: string;
  /** What it shows, for who cannot see it. */
  readonly description: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A drawing with its words. @param below what explains it */
export function picture(words: Words, {width, height}: Size, drawn: readonly Markup[], below: Markup): Markup {
  const {id, caption, title, description} = words;
  const labels = markup`aria-labelledby="${id}-title ${id}-desc"`;
  const names = markup`<title id="${id}-title">${title}</title>\n<desc id="${id}-desc">${description}</desc>`;
  const drawing = markup`<svg viewBox="0 0 ${width} ${height}" role="img" ${labels}>${names}\n${drawn}</svg>`;
  return markup`<figure><figcaption>${caption}</figcaption>\n${drawing}\n${below}</figure>\n`;
}

/** Text in a drawing that begins, or ends, at a place. */
export function label(x: number, y: number, anchor: 'start' | 'end', text: string): Markup {
  return markup`<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>\n`;
}

/** A coordinate: a tenth of a pixel is enough. */
export function tenth(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
