import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import type {Cluster} from '../cluster/port.js';
import {EXIT_CODES} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {RerunRequest} from '../operate/rerun/rerun.js';
import {identityOf} from '../operate/stored-experiment.js';
import {safeText} from '../render/safe-text.js';

export default class Rerun extends Iter8Command {
  static override summary = 'Run an ended experiment once more.';
  static override description = `Deletes it and creates it anew with the same spec, labels and annotations: what it measured is gone, so look at it \
first. The server checks the new one before anything is deleted; should creating it fail all the same, its YAML is printed \
on stderr. With --copy-to the old one stays, and may still be running.

With --action finish the experiment stays as it is, and the controller runs its failed finish action again, for the same \
version: tasks that have succeeded are left out, so nothing is promoted twice.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.UNREACHABLE)}`;

  static override args = {name: Args.string({description: 'Experiment.', required: true, ignoreStdin: true})};

  static override flags = {
    action: Flags.string({
      options: ['finish'],
      description: 'Only run this action of it again, from the task that failed; the verdict stays.',
      exclusive: ['copy-to'],
    }),
    'copy-to': Flags.string({
      helpValue: 'NEWNAME',
      description: 'Run a copy of this name, and keep the old experiment.',
    }),
    ...Iter8Command.clusterFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-experiment',
    '<%= config.bin %> <%= command.id %> my-experiment --copy-to my-experiment-2',
    '<%= config.bin %> <%= command.id %> my-experiment --action finish',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Rerun);
    const cluster = await this.deps.cluster(flags);
    if (flags.action !== undefined) return this.rerunFinish(cluster, args.name).finally(() => cluster.close());
    const object = await this.rerun(cluster, {name: args.name, copyTo: flags['copy-to']}).finally(() =>
      cluster.close(),
    );
    const done = flags['copy-to'] === undefined ? 'begins anew' : 'created';
    await this.deps.out.write(`experiment.iter8.tools/${safeText(identityOf(object).name)} ${done}\n`);
  }

  private async rerunFinish(cluster: Cluster, name: string): Promise<void> {
    const {rerunFinish} = await import('../operate/rerun/rerun-finish.js');
    const consequence = await rerunFinish(cluster, name, this.deps.now());
    await this.deps.out.write(`experiment.iter8.tools/${safeText(name)} runs its finish action again\n`);
    await this.deps.err.write(`${safeText(consequence)}\n`);
  }

  private async rerun(cluster: Cluster, request: Omit<RerunRequest, 'onWarning'>): Promise<JsonObject> {
    const {rerun} = await import('../operate/rerun/rerun.js');
    const warnings: string[] = [];
    this.deps.interruption(); // the old one must not be deleted and the new one left out
    try {
      return await rerun(cluster, {...request, onWarning: (text) => warnings.push(text)});
    } catch (error) {
      const {saveLost} = await import('../operate/rerun/save-lost.js');
      return await saveLost(error, this.deps.err);
    } finally {
      await this.deps.err.write(warnings.map((text) => `warning: ${safeText(text)}\n`).join(''));
    }
  }
}
