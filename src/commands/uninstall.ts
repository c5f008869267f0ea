import * as Flags from '@oclif/core/flags';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import type {Removal} from '../operate/install/uninstall.js';
import {safeText} from '../render/safe-text.js';

/** Without a namespace: it looks everywhere. */
const {kubeconfig, context, 'request-timeout': requestTimeout} = Iter8Command.clusterFlags;

export default class Uninstall extends Iter8Command {
  static override summary = 'Remove from a cluster what install has put there.';
  static override description = `Removes only what carries the label app.kubernetes.io/managed-by=iter8ctl, in all namespaces; the definitions of
Experiment and Metric come last. Where users have any of these, it refuses, unless --keep-crds or --yes is given.
A namespace stays when others keep something in it. Can be run again at any time.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    kubeconfig,
    context,
    'request-timeout': requestTimeout,
    'keep-crds': Flags.boolean({
      description: 'Keep the definitions, and so all Experiments and Metrics of users.',
    }),
    yes: Flags.boolean({
      description: 'Delete the Experiments and Metrics of users too, without asking.',
      exclusive: ['keep-crds'],
    }),
    'dry-run': Flags.option({
      options: ['none', 'client', 'server'] as const,
      default: 'none' as const,
      description: 'Only show what would be removed; with server, the server checks it.',
    })(),
    output: Flags.option({
      char: 'o',
      options: ['text', 'name'] as const,
      default: 'text' as const,
      description: 'Output format; name prints what is removed, and nothing else.',
    })(),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run=client',
    '<%= config.bin %> <%= command.id %> --keep-crds',
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Uninstall);
    const {uninstall} = await import('../operate/install/uninstall.js');
    const cluster = await this.deps.cluster(flags);
    let count = 0;
    try {
      await uninstall(cluster, {
        keepsDefinitions: flags['keep-crds'],
        isConfirmed: flags.yes,
        dryRun: flags['dry-run'],
        signal: this.deps.interruption(),
        onRemoval: (removal) => {
          count += 1;
          return this.print(removal, flags);
        },
      });
    } finally {
      cluster.close();
    }
    if (count === 0) await this.deps.err.write('nothing is installed here by iter8ctl\n');
  }

  private async print({object, keptBecause}: Removal, {output, 'dry-run': dryRun}: PrintFlags): Promise<void> {
    const name = safeText(object);
    if (keptBecause !== undefined) await this.deps.err.write(`${name} kept: ${safeText(keptBecause)}\n`);
    else await this.deps.out.write(output === 'name' ? `${name}\n` : `${name} deleted${DRY_RUN_WORDS[dryRun]}\n`);
  }
}

interface PrintFlags {
  readonly output: 'text' | 'name';
  readonly 'dry-run': keyof typeof DRY_RUN_WORDS;
}

/** As kubectl adds them. */
const DRY_RUN_WORDS = {none: '', client: ' (dry run)', server: ' (server dry run)'} as const;
