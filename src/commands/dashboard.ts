import * as Flags from '@oclif/core/flags';
import {Iter8Command, type ReadingFlags} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import type {Experiment} from '../experiment/model.js';

export default class Dashboard extends Iter8Command {
  static override summary = 'Show experiments as live pages in a browser on this machine.';
  static override description = `Prints an address on 127.0.0.1 and serves it until Ctrl-C: a list of experiments, and the report of each one, \
which change as they do. The address has a token, without which nobody gets in; whoever has it sees what this user may \
see. With -f, experiments are shown as they were recorded.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.TIMEOUT, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    ...Iter8Command.readingFlags,
    ...Iter8Command.allNamespacesFlag,
    ...Iter8Command.selectorFlag,
    port: Flags.integer({min: 1, max: 65_535, description: 'Port to listen on; any that is free if left out.'}),
    'allow-actions': Flags.boolean({
      exclusive: ['file'],
      description: 'Let the pages pause, resume and abort experiments; they ask first.',
    }),
    output: Iter8Command.textOrJson,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -A',
    '<%= config.bin %> <%= command.id %> -n shop --allow-actions --port 8090',
    '<%= config.bin %> <%= command.id %> -f experiments.yaml',
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Dashboard);
    const signal = this.deps.interruption();
    try {
      await this.serve(flags, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.exit(EXIT_CODES.INTERRUPTED);
  }

  private async serve(flags: DashboardFlags, signal: AbortSignal): Promise<void> {
    const {openDashboard} = await import('../screens/dashboard/open-dashboard.js');
    const {file: name} = flags;
    const recorded = name === undefined ? undefined : {name, experiments: await this.recorded(flags)};
    const dashboard = await openDashboard(this.deps, {...flags, recorded, signal});
    try {
      await this.tell(dashboard.url, flags.output);
      await dashboard.done;
    } finally {
      await dashboard.close();
    }
  }

  private recorded(flags: DashboardFlags): Promise<Experiment[]> {
    return this.all(this.experiments(undefined, flags, 'all'));
  }

  private async tell(url: string, format: 'text' | 'json'): Promise<void> {
    await (format === 'json' ? this.emitData({url}, 'json', undefined) : this.deps.out.write(`${url}\n`));
    await this.deps.err.write('Open this address in a browser on this machine. Ctrl-C ends it.\n');
  }
}

interface DashboardFlags extends ReadingFlags {
  readonly 'all-namespaces': boolean;
  readonly 'allow-actions': boolean;
  readonly port?: number | undefined;
  readonly output: 'text' | 'json';
}
