import {verdictWords} from '../analysis/verdict-words/verdict-words.js';
import type {Sight} from '../operate/follow.js';
import {safeText} from '../render/safe-text.js';
import type {Wish} from '../render/watch/state.js';
import type {Deps, Terminal} from '../runtime/deps.js';
import type {OpenScreen} from './watch-screen.js';

/** Why an experiment is left, where that is for another one. */
export const BACK_TO_LIST = 'back to the list';

/** Shows an experiment while it is followed. */
export interface WatchView {
  readonly onSight: (sight: Sight) => Promise<void> | void;
  readonly close: () => Promise<void> | void;
}

export interface WatchViewOptions {
  /** Lines also on a terminal. */
  readonly isPlain: boolean;
  readonly format: 'text' | 'json';
  /** No to `--no-color`; yes if left out. */
  readonly wantsColor?: boolean;
  /** Where lines go; undefined: stdout. */
  readonly lines?: Deps['out'];
  /** Aborts when somebody leaves the screen by a key, with BACK_TO_LIST for the list. */
  readonly quitting: AbortController;
  /** Whether there is a list to go back to; no if left out. */
  readonly canGoBack?: boolean;
  /** The screen that is open already. */
  readonly screen?: OpenScreen | undefined;
  /** Pauses, resumes or aborts what is shown, and says what comes of it. */
  readonly wish?: ((kind: Wish) => Promise<string>) | undefined;
  /** What the clock shows, where it is not the present. */
  readonly shownTime?: Date | undefined;
}

type World = Pick<Deps, 'terminal' | 'out' | 'err' | 'env' | 'now' | 'repeat'>;

/** The terminal that a screen would fill; undefined: there are to be lines. */
export function screenTerminal(
  {terminal}: Pick<World, 'terminal'>,
  {isPlain, format}: Pick<WatchViewOptions, 'isPlain' | 'format'>,
): Terminal | undefined {
  return isPlain || format === 'json' ? undefined : terminal;
}

/** A screen on a terminal, a line for each change elsewhere. */
export function openWatchView(world: World, options: WatchViewOptions): Promise<WatchView> {
  const terminal = screenTerminal(world, options);
  return terminal ? screenView(world, terminal, options) : lineView(world, options);
}

async function screenView(world: World, terminal: Terminal, options: WatchViewOptions): Promise<WatchView> {
  const {ExperimentScreen, openScreen} = await import('./watch-screen.js');
  const {quitting, wish, shownTime, wantsColor = true, canGoBack = false} = options;
  const open = options.screen ?? (await openScreen(world, terminal, wantsColor));
  const now = shownTime ? () => shownTime : world.now;
  const screen = await ExperimentScreen.open(open, {quitting, wish, now, canGoBack});
  const close = () => (quitting.signal.reason === BACK_TO_LIST ? undefined : screen.close(world.out));
  return {onSight: (sight) => screen.show(sight), close};
}

async function lineView(
  {out, err, now}: World,
  {format, lines: target = out}: WatchViewOptions,
): Promise<WatchView> {
  const {WatchLines} = await import('../render/watch/lines.js');
  const lines = new WatchLines(format, now);
  let headline = '';
  const onSight = (sight: Sight) => {
    if (sight.kind !== 'seen') return err.write(lines.connection(sight));
    ({headline} = verdictWords(sight.experiment, now()));
    return target.write(lines.add(sight.experiment));
  };
  return {onSight, close: () => err.write(`${safeText(headline)}\n`)};
}
