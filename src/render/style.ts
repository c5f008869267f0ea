import {Chalk, type ChalkInstance, type ColorSupportLevel} from 'chalk';
import type {Screen} from '../runtime/deps.js';

/** How to draw on the screen that output goes to. */
export interface Style {
  readonly chalk: ChalkInstance;
  /** Characters that fit in a line; undefined: any number, as in a pipe. */
  readonly columns: number | undefined;
}

/** Plain and of any width: for files, pipes and formats that are no terminal text. */
export const PLAIN: Style = {chalk: new Chalk({level: 0}), columns: undefined};

/**
 * Colour and width for a screen. `--no-color` and `NO_COLOR` (not empty) switch colour off, `CLICOLOR_FORCE` (not 0)
 * switches it on also in a pipe, and `TERM=dumb` has none.
 *
 * @see https://no-color.org and https://bixense.com/clicolors/
 */
export function styleFor(
  screen: Screen,
  env: Readonly<Record<string, string | undefined>>,
  wantsColor: boolean,
): Style {
  return {
    chalk: new Chalk({level: wantsColor ? colorLevel(screen, env) : 0}),
    columns: screen.isTerminal ? (screen.columns ?? 80) : undefined,
  };
}

function colorLevel(screen: Screen, env: Readonly<Record<string, string | undefined>>): ColorSupportLevel {
  if (env.NO_COLOR) return 0;
  const isForced = env.CLICOLOR_FORCE !== undefined && env.CLICOLOR_FORCE !== '0' && env.CLICOLOR_FORCE !== '';
  if (isForced) return 1;
  return screen.isTerminal && env.TERM !== 'dumb' ? 1 : 0;
}
