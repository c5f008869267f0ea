import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {Iter8Command} from './command.js';
import {exitCodeHelp} from './exit-code-help.js';
import {EXIT_CODES} from './errors.js';
import type {WishKind} from './operate/wish/wish.js';
import {safeText} from './render/safe-text.js';
import type {ClusterFlags} from './runtime/deps.js';

export const WISH_EXIT_CODES = exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.UNREACHABLE);

const DONE_WORDS: Readonly<Record<WishKind, string>> = {
  pause: 'paused',
  resume: 'resumed',
  abort: 'is being aborted',
};

/** What `pause`, `resume` and `abort` share. */
export abstract class WishCommand extends Iter8Command {
  static readonly nameOfExperiment = {
    name: Args.string({description: 'Experiment.', required: true, ignoreStdin: true}),
  };

  static readonly wishFlags = {
    reason: Flags.string({description: 'Why, in words; kept with the experiment, and part of its message.'}),
    ...Iter8Command.clusterFlags,
  };

  protected async wish(
    kind: WishKind,
    name: string,
    flags: ClusterFlags & {readonly reason?: string | undefined},
  ): Promise<void> {
    const {recordWish} = await import('./operate/wish/wish.js');
    const {consequence} = await import('./operate/wish/consequence.js');
    const cluster = await this.deps.cluster(flags);
    const request = {kind, name, reason: flags.reason, now: this.deps.now()};
    const {experiment, unchanged} = await recordWish(cluster, request).finally(() => cluster.close());
    if (unchanged !== undefined) {
      await this.deps.err.write(`${safeText(unchanged)}\n`);
      return;
    }
    await this.deps.out.write(`experiment.iter8.tools/${safeText(experiment.name)} ${DONE_WORDS[kind]}\n`);
    await this.deps.err.write(`${safeText(consequence(experiment, kind))}\n`);
  }
}
