import {judge} from './analysis/verdict.js';
import type {Experiment} from './experiment/model.js';
import type {Sight} from './operate/follow.js';
import {safeText} from './render/safe-text.js';
import type {Deps} from './runtime/deps.js';

/** Shows an experiment while it is followed. */
export interface WatchView {
  readonly onSight: (sight: Sight) => Promise<void> | void;
  readonly close: () => Promise<void> | void;
}

export interface WatchViewOptions {
  /** Lines also on a terminal. */
  readonly isPlain: boolean;
  readonly format: 'text' | 'json';
  /** Where lines go; undefined: stdout. */
  readonly lines?: Deps['out'];
  /** Aborts when somebody leaves the screen by a key. */
  readonly quitting: AbortController;
}

type World = Pick<Deps, 'terminal' | 'out' | 'err' | 'now'>;

/** A screen on a terminal, a line for each change elsewhere. */
export function openWatchView(world: World, options: WatchViewOptions): Promise<WatchView> {
  const {terminal} = world;
  const isScreen = terminal && !options.isPlain && options.format === 'text';
  return isScreen ? screenView(terminal, options.quitting) : lineView(world, options);
}

async function screenView(
  terminal: NonNullable<World['terminal']>,
  quitting: AbortController,
): Promise<WatchView> {
  const {openLiveScreen} = await import('./render/watch/live.js');
  const screen = openLiveScreen(terminal, () => quitting.abort());
  let latest: Experiment | undefined;
  const onSight = (sight: Sight) => {
    if (sight.kind === 'seen') latest = sight.experiment;
    if (latest) screen.show(latest, sight.kind === 'interrupted' ? sight.reason : undefined);
  };
  return {onSight, close: () => screen.close()};
}

async function lineView(
  {out, err, now}: World,
  {format, lines: target = out}: WatchViewOptions,
): Promise<WatchView> {
  const {WatchLines} = await import('./render/watch/lines.js');
  const lines = new WatchLines(format, now);
  let headline = '';
  const onSight = (sight: Sight) => {
    if (sight.kind === 'interrupted') return err.write(lines.interrupted(sight.reason));
    ({headline} = judge(sight.experiment));
    return target.write(lines.add(sight.experiment));
  };
  return {onSight, close: () => err.write(`${safeText(headline)}\n`)};
}
