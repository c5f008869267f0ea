import type {Screen} from '../runtime/deps.js';

/** How to draw on the screen that output goes to. */
export interface Style {
  readonly paint: Paint;
  /** Characters that fit in a line; undefined: any number, as in a pipe. */
  readonly columns: number | undefined;
}

/** Each marks a text for what it means. */
export interface Paint {
  readonly heading: Brush;
  readonly strong: Brush;
  readonly good: Brush;
  readonly bad: Brush;
  readonly warning: Brush;
  /** What is read only when it is looked for. */
  readonly faint: Brush;
}

export type Brush = (text: string) => string;

const unpainted: Brush = (text) => text;
const NO_PAINT: Paint = {
  heading: unpainted,
  strong: unpainted,
  good: unpainted,
  bad: unpainted,
  warning: unpainted,
  faint: unpainted,
};

/**
 * Colour and width for a screen. `--no-color` and `NO_COLOR` (not empty) switch colour off, `CLICOLOR_FORCE` (not 0)
 * switches it on also in a pipe, and `TERM=dumb` has none.
 *
 * @see https://no-color.org and https://bixense.com/clicolors/
 */
export async function styleFor(
  screen: Screen,
  env: Readonly<Record<string, string | undefined>>,
  wantsColor: boolean,
): Promise<Style> {
  const hasColor = wantsColor && supportsColor(screen, env);
  return {
    paint: hasColor ? (await import('./color.js')).COLOR : NO_PAINT,
    columns: screen.isTerminal ? (screen.columns ?? 80) : undefined,
  };
}

function supportsColor(screen: Screen, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  const {CLICOLOR_FORCE = '0'} = env;
  return (CLICOLOR_FORCE !== '0' && CLICOLOR_FORCE !== '') || (screen.isTerminal && env.TERM !== 'dumb');
}
