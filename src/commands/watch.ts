import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import {exitCodeHelp, Iter8Command} from '../command.js';
import {EXIT_CODES} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import type {Picked, PickOptions} from '../screens/pick-experiment.js';
import type {ClusterFlags, Terminal} from '../runtime/deps.js';
import {timeLimitMs} from '../time-limit.js';
import type {OpenScreen} from '../screens/watch-screen.js';
import {openWatchView, screenTerminal, type WatchViewOptions} from '../screens/watch-view.js';

export default class Watch extends Iter8Command {
  static override summary = 'Follow an experiment to its end.';
  static override description = `On a terminal a screen that shows traffic, each metric against its limit, and the verdict so far; without NAME a list \
to pick from first. Its keys are told by ?. Elsewhere, and with --plain, a line for each change, of the newest experiment \
without NAME. It ends by itself, and what is shown last stays. With -f, experiments are shown as they were recorded.

${exitCodeHelp(
  EXIT_CODES.FALSE,
  EXIT_CODES.FORBIDDEN,
  EXIT_CODES.NOT_FOUND,
  EXIT_CODES.INCONCLUSIVE,
  EXIT_CODES.TIMEOUT,
  EXIT_CODES.UNREACHABLE,
  EXIT_CODES.INTERRUPTED,
)}`;

  static override args = {name: Iter8Command.optionalName};

  static override flags = {
    ...Iter8Command.readingFlags,
    ...Iter8Command.allNamespacesFlag,
    'exit-status': Flags.boolean({
      description: 'Tell the verdict by the exit code: 0 the candidate won, 3 it did not, 6 inconclusive.',
    }),
    timeout: Flags.string({exclusive: ['file'], description: 'Longest time to watch, such as 10m.'}),
    plain: Flags.boolean({description: 'Print lines also on a terminal.'}),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'Output format; json prints a line of JSON for each change, as describe -o json has it.',
    })(),
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> my-experiment -n shop --exit-status --timeout 30m',
    `<%= config.bin %> <%= command.id %> my-experiment -o json | jq '.weights'`,
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Watch);
    const timeoutMs = flags.timeout === undefined ? undefined : timeLimitMs(flags.timeout);
    const {experiment: first, screen} = await this.choose(args.name, flags);
    if (!first) return; // left the list without picking one
    const last = await (flags.file === undefined
      ? this.follow(first, flags, {screen, timeoutMs})
      : this.show(first, flags, screen));
    this.answer = flags['exit-status'] ? RESULT_EXIT_CODES[runResult(last)] : 0;
    this.exit(this.answer);
  }

  /** On a screen, people pick from a list; elsewhere it is the newest. */
  private async choose(name: string | undefined, flags: WatchFlags): Promise<Picked> {
    const terminal = screenTerminal(this.deps, this.viewOptions(flags));
    const isScreen = terminal?.input.isTTY && (flags.file !== undefined || name === undefined);
    if (terminal) void import('../screens/watch-screen.js').then(({loadScreen}) => loadScreen()); // while the cluster is asked
    if (!terminal || !isScreen) return {experiment: await this.newest(name, flags), screen: undefined};
    const {pickExperiment, pickFrom} = await import('../screens/pick-experiment.js');
    const isEverywhere = flags['all-namespaces'];
    const options = this.pickOptions(terminal, flags);
    if (flags.file !== undefined) return pickFrom(await this.all(this.experiments(name, flags, 'all')), options);
    const cluster = await this.deps.cluster(flags);
    return pickExperiment(cluster, {isEverywhere}, options).finally(() => cluster.close());
  }

  private async newest(name: string | undefined, flags: WatchFlags): Promise<Experiment | undefined> {
    const found = await this.all(this.experiments(name, flags, 'newest'));
    const [newest] = found.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
    return newest;
  }

  private pickOptions(terminal: Terminal, flags: WatchFlags): PickOptions {
    const open = async () => {
      const {openScreen} = await import('../screens/watch-screen.js');
      return openScreen(this.deps, terminal, !flags['no-color']);
    };
    const hasNamespaces = flags['all-namespaces'] || flags.file !== undefined;
    return {signal: this.deps.interruption(), now: this.deps.now, hasNamespaces, openScreen: open};
  }

  private async follow(first: Experiment, flags: WatchFlags, way: Way): Promise<Experiment> {
    const {awaitEnd} = await import('../operate/await-end.js');
    const {followed} = await import('../operate/follow.js');
    const {wishMaker} = await import('../screens/wish-maker.js');
    const cluster = await this.deps.cluster({...flags, namespace: first.namespace});
    const quitting = new AbortController();
    const wish = wishMaker(cluster, first, this.deps.now);
    const view = await openWatchView(this.deps, {...this.viewOptions(flags), quitting, wish, screen: way.screen});
    const signal = AbortSignal.any([this.deps.interruption(), quitting.signal]);
    try {
      await view.onSight({kind: 'seen', experiment: first}); // known already, the connection takes a while
      return await awaitEnd(cluster, followed(first), {signal, timeoutMs: way.timeoutMs, onSight: view.onSight});
    } finally {
      await view.close();
      cluster.close();
    }
  }

  /** As it was recorded; on a screen until somebody leaves it. */
  private async show(
    experiment: Experiment,
    flags: WatchFlags,
    screen: OpenScreen | undefined,
  ): Promise<Experiment> {
    const quitting = new AbortController();
    const shownTime = experiment.status.lastUpdateTime ?? experiment.createdAt;
    const view = await openWatchView(this.deps, {...this.viewOptions(flags), quitting, screen, shownTime});
    try {
      await view.onSight({kind: 'seen', experiment});
      if (this.hasKeys(flags)) await left(AbortSignal.any([this.deps.interruption(), quitting.signal]));
    } finally {
      await view.close();
    }
    return experiment;
  }

  private hasKeys(flags: WatchFlags): boolean {
    return screenTerminal(this.deps, this.viewOptions(flags))?.input.isTTY ?? false;
  }

  private viewOptions(flags: WatchFlags): Pick<WatchViewOptions, 'isPlain' | 'format' | 'wantsColor'> {
    return {isPlain: flags.plain, format: flags.output, wantsColor: !flags['no-color']};
  }
}

interface WatchFlags extends ClusterFlags {
  readonly file?: string | undefined;
  readonly 'all-namespaces': boolean;
  readonly plain: boolean;
  readonly output: 'text' | 'json';
  readonly 'no-color': boolean;
}

interface Way {
  readonly screen: OpenScreen | undefined;
  readonly timeoutMs: number | undefined;
}

function left(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), {once: true}));
}
