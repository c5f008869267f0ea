import {isObject} from '../experiment/json.js';
import type {TaskRun} from '../experiment/log-event.js';
import type {Experiment} from '../experiment/model.js';
import type {Sight} from '../operate/follow.js';
import type {FullScreen} from '../render/watch/live.js';
import type {Request, Wish} from '../render/watch/state.js';
import type {Symbols} from '../render/watch/symbols.js';
import type {WatchScene} from '../render/watch/watch-scene.js';
import type {Style} from '../render/style.js';
import type {Deps} from '../runtime/deps.js';
import {BACK_TO_LIST} from './watch-view.js';

type World = Pick<Deps, 'terminal' | 'out' | 'env' | 'now' | 'repeat'>;

/** A terminal that is taken over as a whole. */
export interface OpenScreen {
  readonly full: FullScreen;
  readonly symbols: Symbols;
  readonly style: Style;
  readonly hasKeys: boolean;
}

/** Loads what a screen needs; ink takes longer than a cluster to answer. */
export async function loadScreen(): Promise<void> {
  await Promise.all([import('../render/watch/live.js'), import('../render/watch/watch-scene.js')]);
}

/** @param wantsColor no to `--no-color` */
export async function openScreen(
  {out, env, now, repeat}: Omit<World, 'terminal'>,
  terminal: NonNullable<World['terminal']>,
  wantsColor: boolean,
): Promise<OpenScreen> {
  const {FullScreen} = await import('../render/watch/live.js');
  const {symbolsFor} = await import('../render/watch/symbols.js');
  const {styleFor} = await import('../render/style.js');
  const style = await styleFor(out, env, wantsColor);
  const full = new FullScreen(terminal, {now, repeat, paint: style.paint});
  return {full, symbols: symbolsFor(env), style, hasKeys: terminal.input.isTTY};
}

export interface ExperimentScreenOptions {
  /** Aborts when somebody leaves by a key, with BACK_TO_LIST for the list. */
  readonly quitting: AbortController;
  /** Whether there is a list to go back to. */
  readonly canGoBack: boolean;
  /** Pauses, resumes or aborts what is shown, and says what comes of it; undefined: that cannot be done. */
  readonly wish?: ((kind: Wish) => Promise<string>) | undefined;
  /** What the clock shows; for a recorded experiment the time of the record. */
  readonly now: () => Date;
}

/** One experiment on the whole screen. */
export class ExperimentScreen {
  readonly #scene: WatchScene;
  #format: ((value: unknown) => string) | undefined;

  private constructor(
    private readonly screen: OpenScreen,
    private readonly options: ExperimentScreenOptions,
    makeScene: typeof WatchScene,
  ) {
    const {symbols, hasKeys} = screen;
    this.#scene = new makeScene({
      symbols,
      hasKeys,
      now: options.now,
      canWish: options.wish !== undefined,
      canGoBack: options.canGoBack,
      onRequest: (request) => this.#onRequest(request),
      yaml: (experiment) => this.#yaml(experiment),
    });
    screen.full.show(this.#scene);
  }

  static async open(screen: OpenScreen, options: ExperimentScreenOptions): Promise<ExperimentScreen> {
    const {WatchScene} = await import('../render/watch/watch-scene.js');
    return new ExperimentScreen(screen, options, WatchScene);
  }

  async show(sight: Sight): Promise<void> {
    if (sight.kind === 'interrupted') this.#scene.loseConnection(sight.reason);
    else if (sight.kind === 'resumed') this.#scene.regainConnection();
    else this.#scene.see(sight.experiment, await tasksOf(sight.experiment));
    this.screen.full.changed();
  }

  /** Leaves the screen. */
  async close(out: Deps['out']): Promise<void> {
    const {paintLine} = await import('../render/watch/line.js');
    this.screen.full.close();
    const lines = this.#scene.summary(this.screen.full.columns);
    await out.write(lines.map((line) => `${paintLine(line, this.screen.style.paint)}\n`).join(''));
  }

  #onRequest(request: Request): void {
    const {quitting, wish} = this.options;
    if (request.kind === 'back') quitting.abort(BACK_TO_LIST);
    else if (request.kind !== 'wish') quitting.abort();
    else if (wish) void this.#make(request.wish, wish);
  }

  async #make(kind: Wish, wish: NonNullable<ExperimentScreenOptions['wish']>): Promise<void> {
    const {errorWords} = await import('../runtime/log.js');
    await wish(kind).then(
      (words) => this.#scene.tell(words, false),
      (error: unknown) => this.#scene.tell(errorWords(error), true),
    );
    this.screen.full.changed();
  }

  #yaml({source}: Experiment): string | undefined {
    if (!this.#format) void this.#loadYaml();
    return this.#format?.(withoutFieldOwners(source));
  }

  async #loadYaml(): Promise<void> {
    const {formatYaml} = await import('../experiment/reading/yaml-format.js');
    this.#format = formatYaml;
    this.screen.full.changed();
  }
}

/** As far as the status tells. */
async function tasksOf(experiment: Experiment): Promise<readonly TaskRun[]> {
  const {toldBy} = await import('../operate/logs/told.js');
  const {events} = await toldBy(experiment, {key: undefined, instance: undefined, index: undefined});
  return events.flatMap((event) => (event.kind === 'result' ? [event.run] : []));
}

/** `managedFields` are half of what a server sends, and nobody reads them; kubectl leaves them out too. */
function withoutFieldOwners(source: Experiment['source']): Experiment['source'] {
  if (!isObject(source.metadata)) return source;
  const kept = Object.entries(source.metadata).filter(([name]) => name !== 'managedFields');
  return {...source, metadata: Object.fromEntries(kept)};
}
