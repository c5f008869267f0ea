import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import {exitCodeHelp, Iter8Command} from '../command.js';
import {EXIT_CODES} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import type {ClusterFlags} from '../runtime/deps.js';
import {timeLimitMs} from '../time-limit.js';
import {openWatchView} from '../watch-view.js';

export default class Watch extends Iter8Command {
  static override summary = 'Follow an experiment to its end.';
  static override description = `On a terminal a screen that shows traffic, objectives and the verdict so far; elsewhere, and with --plain, a line \
for each change. It ends by itself, and what is shown last stays.

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
    ...Iter8Command.clusterFlags,
    'exit-status': Flags.boolean({
      description: 'Tell the verdict by the exit code: 0 the candidate won, 3 it did not, 6 inconclusive.',
    }),
    timeout: Flags.string({description: 'Longest time to watch, such as 10m.'}),
    plain: Flags.boolean({description: 'Print lines also on a terminal.'}),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'Output format; json prints a line of JSON for each change, as describe -o json has it.',
    })(),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> my-experiment -n shop --exit-status --timeout 30m',
    `<%= config.bin %> <%= command.id %> my-experiment -o json | jq '.weights'`,
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Watch);
    const {timeout} = flags;
    const timeoutMs = timeout === undefined ? undefined : timeLimitMs(timeout);
    const [first] = await this.all(this.experiments(args.name, flags, 'newest'));
    if (!first) return; // without any, this was an error already
    const experiment = await this.follow(first, flags, timeoutMs);
    this.answer = flags['exit-status'] ? RESULT_EXIT_CODES[runResult(experiment)] : 0;
    this.exit(this.answer);
  }

  private async follow(first: Experiment, flags: WatchFlags, timeoutMs: number | undefined): Promise<Experiment> {
    const {awaitEnd} = await import('../operate/await-end.js');
    const {followed} = await import('../operate/follow.js');
    const cluster = await this.deps.cluster({...flags, namespace: first.namespace});
    const quitting = new AbortController();
    const {onSight, close} = await openWatchView(this.deps, {
      isPlain: flags.plain,
      format: flags.output,
      quitting,
    });
    const signal = AbortSignal.any([this.deps.interruption(), quitting.signal]);
    try {
      return await awaitEnd(cluster, followed(first), {signal, timeoutMs, onSight});
    } finally {
      await close();
      cluster.close();
    }
  }
}

interface WatchFlags extends ClusterFlags {
  readonly plain: boolean;
  readonly output: 'text' | 'json';
}
