import * as Flags from '@oclif/core/flags';
import type {Cluster} from '../cluster/port.js';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import {experimentsOfFile} from '../experiments-of-file.js';
import {type LogScreen, type LogViewOptions, openLogScreen} from '../screens/log-view.js';
import type {Choice} from '../operate/logs/choice.js';
import type {PodLogs} from '../operate/logs/pod-logs.js';
import type {Told} from '../operate/logs/told.js';
import type {LogSubject} from '../render/logs/view.js';
import {safeText} from '../render/safe-text.js';
import type {ClusterFlags} from '../runtime/deps.js';

export default class Logs extends Iter8Command {
  static override summary = 'Show what the tasks of an experiment printed.';
  static override description = `Each line stands after the place of its task, such as "finish 2 common/exec |", and each task ends with a line \
that says how. --action and --task together show what one task printed and nothing else, as kubectl logs does. \
The status of the experiment has the last 4 KiB of each task; where actions run as Jobs, their Pods have all of it, and \
what is printed just now. With -f, log lines of Jobs can be read too, also those of the original Iter8.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.TIMEOUT, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override args = {name: Iter8Command.optionalName};

  static override flags = {
    action: Flags.string({
      helpValue: 'start|loop|finish',
      description: 'Only this action; loop-2 or finish-2: only this run of it.',
    }),
    task: Flags.integer({
      min: 1,
      helpValue: 'N',
      description: 'Only the task of this number, as messages count them: from 1 in each action.',
    }),
    follow: Flags.boolean({
      exclusive: ['file'],
      description: 'Go on until the experiment has ended, or the action.',
    }),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'Output format; json prints a line of JSON for each task.',
    })(),
    ...Iter8Command.readingFlags,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-experiment -n shop --follow',
    '<%= config.bin %> <%= command.id %> my-experiment --action finish --task 1',
    `<%= config.bin %> <%= command.id %> -o json | jq -r 'select(.result == "failed").output'`,
    'kubectl logs -l iter8.tools/action=finish --tail=-1 | <%= config.bin %> <%= command.id %> -f -',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Logs);
    const {parseChoice} = await import('../operate/logs/choice.js');
    const choice = parseChoice(flags.action, flags.task);
    if (flags.file !== undefined) return this.showFile(args.name, flags.file, flags, choice);
    const [experiment] = await this.all(this.experiments(args.name, flags, 'newest'));
    if (!experiment) return; // without any, this was an error already
    await (flags.follow ? this.follow(experiment, flags, choice) : this.showStored(experiment, flags, choice));
  }

  private async showFile(name: string | undefined, file: string, flags: LogFlags, choice: Choice): Promise<void> {
    const told = await this.all(this.toldByFile(name, file, flags, choice));
    for (const each of told) await this.showAll(each, flags, choice, told.length > 1);
  }

  /** Log lines as they come from `kubectl logs`, or experiments. */
  private async *toldByFile(
    name: string | undefined,
    file: string,
    {namespace}: LogFlags,
    choice: Choice,
  ): AsyncGenerator<Told> {
    const {chosenLogs, readLogStream, toldByLog} = await import('../operate/logs/log-stream.js');
    const {toldBy} = await import('../operate/logs/told.js');
    const source = await this.readSource(file);
    const wanted = {name, namespace};
    const logs = readLogStream(source.text);
    if (logs) {
      for (const log of chosenLogs(logs, wanted)) yield toldByLog(log, choice);
      return;
    }
    for await (const experiment of experimentsOfFile(source, wanted, this.deps)) yield toldBy(experiment, choice);
  }

  private async showStored(experiment: Experiment, flags: LogFlags, choice: Choice): Promise<void> {
    const {toldBy} = await import('../operate/logs/told.js');
    const cluster = await this.deps.cluster({...flags, namespace: experiment.namespace});
    const pods = await this.podLogs(cluster, experiment);
    const told = await toldBy(experiment, choice, pods).finally(() => cluster.close());
    await this.showAll(told, flags, choice);
  }

  private async showAll(told: Told, flags: LogFlags, choice: Choice, isOneOfSeveral = false): Promise<void> {
    const {isOneTask} = await import('../operate/logs/told.js');
    const isRaw = !isOneOfSeveral && isOneTask(choice, told.events);
    const screen = await this.openScreen(told, flags, {isRaw, isOneOfSeveral, isFollowing: false});
    await screen.show(told.events);
    await screen.end(told.nothing);
  }

  private async follow(experiment: Experiment, flags: LogFlags, choice: Choice): Promise<void> {
    const {followLog, willBeOneTask} = await import('../operate/logs/follow-log.js');
    const kind = {isRaw: willBeOneTask(choice), isOneOfSeveral: false, isFollowing: true};
    const screen = await this.openScreen(experiment, flags, kind);
    const cluster = await this.deps.cluster({...flags, namespace: experiment.namespace});
    const nothing = await followLog(cluster, experiment, {
      choice,
      pods: await this.podLogs(cluster, experiment),
      signal: this.deps.interruption(),
      repeat: this.deps.repeat,
      onEvents: (events) => screen.show(events),
      onInterrupted: (reason) => this.deps.err.write(`connection lost: ${safeText(reason)}\n`),
    }).finally(() => cluster.close());
    await screen.end(nothing);
  }

  private async podLogs(cluster: Cluster, experiment: Experiment): Promise<PodLogs> {
    const {PodLogs} = await import('../operate/logs/pod-logs.js');
    const onProblem = (reason: string) =>
      this.deps.err.write(`note: of long outputs only the end is shown: ${safeText(reason)}\n`);
    return new PodLogs({cluster, experiment, onProblem});
  }

  private openScreen(subject: LogSubject, flags: LogFlags, kind: LogKind): Promise<LogScreen> {
    return openLogScreen(this.deps, subject, {...kind, format: flags.output, wantsColor: !flags['no-color']});
  }
}

interface LogFlags extends ClusterFlags {
  readonly output: 'text' | 'json';
  readonly 'no-color': boolean;
}

type LogKind = Pick<LogViewOptions, 'isRaw' | 'isOneOfSeveral' | 'isFollowing'>;
