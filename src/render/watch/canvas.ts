import type {Symbols} from './symbols.js';

/** What a part of a screen is drawn on. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly symbols: Symbols;
  readonly now: Date;
}
