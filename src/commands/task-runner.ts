import {writeFile} from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type {Cluster} from '../cluster/port.js';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import {unpackAssignment} from '../tasks/job/assignment.js';

export default class TaskRunner extends Iter8Command {
  static override hidden = true;
  static override summary = 'Run an action in the Job that the controller made for it.';
  static override description = `Not for people: the controller starts it, and reads what it prints. The assignment says which items of which \
action; tasks have the rights of the account that the Job runs with. Each line on stdout is a JSON object.

${exitCodeHelp(EXIT_CODES.FALSE, EXIT_CODES.INTERRUPTED)}`;

  static override args = {
    assignment: Args.string({required: true, ignoreStdin: true, description: 'File that holds the assignment.'}),
  };

  static override flags = {
    'last-words': Flags.string({
      default: '/dev/termination-log',
      description: 'File for what is to be known when the log is lost.',
    }),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TaskRunner);
    const signal = this.deps.interruption();
    const assignment = unpackAssignment((await this.readSource(args.assignment)).text);
    const {runAssignment} = await import('../engine/jobs/task-runner.js');
    const cluster = await this.clusterIfAny();
    let written: Promise<void> = Promise.resolve();
    const outcome = await runAssignment(
      assignment,
      {
        cluster,
        env: this.deps.env,
        // If nobody listens any more, the tasks go on.
        write: (line) => void (written = this.deps.out.write(line).catch(() => undefined)),
        // Without such a file nobody asked for it.
        writeLastWords: (text) => writeFile(flags['last-words'], text).catch(() => undefined),
      },
      signal,
    );
    cluster?.close();
    await written;
    this.exit(outcome ? (outcome.kind === 'succeeded' ? 0 : EXIT_CODES.FALSE) : EXIT_CODES.INTERRUPTED);
  }

  /** Tasks that need no cluster run without one too. */
  private async clusterIfAny(): Promise<Cluster | undefined> {
    return this.deps.cluster({}).catch(() => undefined);
  }
}
