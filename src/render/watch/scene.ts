import type {Key} from './keys.js';
import type {Line} from './line.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What fills a screen, and hears its keys. */
export interface Scene {
  /** @returns at most as many lines as there are rows, none wider than the columns */
  draw(size: Size): readonly Line[];
  press(key: Key): void;
}
