import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import {Iter8Command} from '../command.js';
import {FOLLOWING_EXIT_CODES} from '../exit-code-help.js';
import type {Experiment} from '../experiment/model.js';
import type {ClusterFlags} from '../runtime/deps.js';
import {timeLimitMs} from '../time-limit.js';
import {KeptScreen} from '../screens/kept-screen.js';
import {
  BACK_TO_LIST,
  openWatchView,
  screenTerminal,
  type WatchView,
  type WatchViewOptions,
} from '../screens/watch-view.js';

export default class Watch extends Iter8Command {
  static override summary = 'Follow an experiment to its end.';
  static override description = `On a terminal a screen that shows traffic, each metric against its limit, and the verdict so far; without NAME a list \
to pick from first, to which esc leads back. Its keys are told by ?. Elsewhere, and with --plain, a line for each change, of the newest experiment \
without NAME. It ends by itself, and what is shown last stays. With -f, experiments are shown as they were recorded.

${FOLLOWING_EXIT_CODES}`;

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

  private interrupted: AbortSignal | undefined;

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Watch);
    const timeoutMs = flags.timeout === undefined ? undefined : timeLimitMs(flags.timeout);
    const last = await this.watch(args.name, flags, timeoutMs);
    if (!last) return; // left the list without picking one
    this.answer = flags['exit-status'] ? RESULT_EXIT_CODES[runResult(last)] : 0;
    this.exit(this.answer);
  }

  /** One, or one after the other where people go back to the list; the last of them as it was last. */
  private async watch(
    name: string | undefined,
    flags: WatchFlags,
    timeoutMs: number | undefined,
  ): Promise<Experiment | undefined> {
    const screen = this.screen(flags);
    const hasList = screen?.hasKeys === true && (flags.file !== undefined || name === undefined);
    const way = {screen, hasList, timeoutMs};
    let from: Experiment | undefined;
    try {
      for (;;) {
        const experiment: Experiment | undefined = await (screen && hasList
          ? this.pick(name, flags, screen, from)
          : this.newest(name, flags));
        if (!experiment) return undefined;
        const last = await this.look(experiment, flags, way);
        if (last) return last;
        from = experiment;
      }
    } finally {
      screen?.close(); // or what is said of an error would stand on a screen that goes away
    }
  }

  /** Undefined: there are to be lines. */
  private screen(flags: WatchFlags): KeptScreen | undefined {
    const terminal = screenTerminal(this.deps, this.viewOptions(flags));
    if (!terminal) return undefined;
    void import('../screens/watch-screen.js').then(({loadScreen}) => loadScreen()); // while the cluster is asked
    return new KeptScreen(this.deps, terminal, !flags['no-color']);
  }

  /** @param from where somebody comes back from */
  private async pick(
    name: string | undefined,
    flags: WatchFlags,
    screen: KeptScreen,
    from: Experiment | undefined,
  ): Promise<Experiment | undefined> {
    const {pickExperiment, pickFrom} = await import('../screens/pick-experiment.js');
    const isEverywhere = flags['all-namespaces'];
    const hasNamespaces = isEverywhere || flags.file !== undefined;
    const {now} = this.deps;
    const options = {signal: this.interruption(), now, hasNamespaces, from, openScreen: () => screen.get()};
    if (flags.file !== undefined) return pickFrom(await this.all(this.experiments(name, flags, 'all')), options);
    const cluster = await this.deps.cluster(flags);
    return pickExperiment(cluster, {isEverywhere}, options).finally(() => cluster.close());
  }

  private async newest(name: string | undefined, flags: WatchFlags): Promise<Experiment | undefined> {
    const found = await this.all(this.experiments(name, flags, 'newest'));
    const [newest] = found.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
    return newest;
  }

  /** @returns how it was last; undefined: somebody goes back to the list */
  private async look(experiment: Experiment, flags: WatchFlags, way: Way): Promise<Experiment | undefined> {
    const quitting = new AbortController();
    const isLeft = () => quitting.signal.reason === BACK_TO_LIST;
    try {
      const last = await (flags.file === undefined
        ? this.follow(experiment, flags, {...way, quitting})
        : this.show(experiment, flags, {...way, quitting}));
      return isLeft() ? undefined : last;
    } catch (error) {
      if (isLeft()) return undefined;
      throw error;
    }
  }

  private async follow(first: Experiment, flags: WatchFlags, way: LookWay): Promise<Experiment> {
    const {awaitEnd} = await import('../operate/await-end.js');
    const {followed} = await import('../operate/follow.js');
    const {wishMaker} = await import('../screens/wish-maker.js');
    const cluster = await this.deps.cluster({...flags, namespace: first.namespace});
    const {quitting, timeoutMs} = way;
    const wish = wishMaker(cluster, first, this.deps.now);
    const view = await this.openView(flags, way, {wish});
    const signal = AbortSignal.any([this.interruption(), quitting.signal]);
    try {
      await view.onSight({kind: 'seen', experiment: first}); // known already, the connection takes a while
      return await awaitEnd(cluster, followed(first), {signal, timeoutMs, onSight: view.onSight});
    } finally {
      await view.close();
      cluster.close();
    }
  }

  /** As it was recorded; on a screen until somebody leaves it. */
  private async show(experiment: Experiment, flags: WatchFlags, way: LookWay): Promise<Experiment> {
    const {quitting, screen} = way;
    const shownTime = experiment.status.lastUpdateTime ?? experiment.createdAt;
    const view = await this.openView(flags, way, {shownTime});
    try {
      await view.onSight({kind: 'seen', experiment});
      if (screen?.hasKeys) await left(AbortSignal.any([this.interruption(), quitting.signal]));
    } finally {
      await view.close();
    }
    return experiment;
  }

  private async openView(
    flags: WatchFlags,
    {quitting, hasList, screen}: LookWay,
    more: Pick<WatchViewOptions, 'wish' | 'shownTime'>,
  ): Promise<WatchView> {
    const options = {
      ...this.viewOptions(flags),
      quitting,
      canGoBack: hasList,
      screen: await screen?.get(),
      ...more,
    };
    return openWatchView(this.deps, options);
  }

  /** One for all that is watched, from the first on. */
  private interruption(): AbortSignal {
    this.interrupted ??= this.deps.interruption();
    return this.interrupted;
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
  /** Undefined: there are lines. */
  readonly screen: KeptScreen | undefined;
  /** Whether people pick from a list, and may go back to it; elsewhere it is the newest. */
  readonly hasList: boolean;
  readonly timeoutMs: number | undefined;
}

interface LookWay extends Way {
  readonly quitting: AbortController;
}

function left(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), {once: true}));
}
