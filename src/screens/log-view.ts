import type {LogEvent} from '../experiment/log-event.js';
import type {LogSubject, LogView} from '../render/logs/view.js';
import {safeText} from '../render/safe-text.js';
import {styleFor} from '../render/style.js';
import type {Deps} from '../runtime/deps.js';

export interface LogViewOptions {
  readonly format: 'text' | 'json';
  /** Only what one task printed. */
  readonly isRaw: boolean;
  /** Whether logs of other experiments stand beside it. */
  readonly isOneOfSeveral: boolean;
  /** Whether somebody waits for the ends of tasks. */
  readonly isFollowing: boolean;
  readonly wantsColor: boolean;
}

type World = Pick<Deps, 'out' | 'err' | 'env' | 'now'>;

/** Where the log of one experiment is shown, piece by piece. */
export class LogScreen {
  #isEmpty = true;

  constructor(
    private readonly world: Pick<World, 'out' | 'err'>,
    private readonly view: LogView,
  ) {}

  async show(events: readonly LogEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.#isEmpty = false;
    const shown = events.map((event) => this.view.add(event));
    await write(this.world.out, shown.map(({out}) => out).join(''));
    await write(this.world.err, shown.map(({err}) => err).join(''));
  }

  /** @param nothing said on stderr when there was nothing to show */
  async end(nothing: string): Promise<void> {
    if (this.#isEmpty) await this.world.err.write(`${safeText(nothing)}\n`);
  }
}

export async function openLogScreen(
  world: World,
  subject: LogSubject,
  options: LogViewOptions,
): Promise<LogScreen> {
  return new LogScreen(world, await viewFor(world, subject, options));
}

async function viewFor(world: World, subject: LogSubject, options: LogViewOptions): Promise<LogView> {
  const {out, env, now} = world;
  if (options.format === 'json') return new (await import('../render/logs/json-lines.js')).JsonLines(subject);
  if (options.isRaw) return new (await import('../render/logs/raw-lines.js')).RawLines(now);
  const {TextLines} = await import('../render/logs/text-lines.js');
  return new TextLines({
    subject: options.isOneOfSeveral ? subject : undefined,
    showsBegins: options.isFollowing,
    style: await styleFor(out, env, options.wantsColor),
    now,
  });
}

async function write(screen: Deps['out'], text: string): Promise<void> {
  if (text !== '') await screen.write(text);
}
