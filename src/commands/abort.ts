import {WISH_EXIT_CODES, WishCommand} from '../wish-command.js';

export default class Abort extends WishCommand {
  static override summary = 'End an experiment now: all traffic back to the baseline, no verdict.';
  static override description = `Records the wish, who made it and when on the experiment, without asking: whoever needs this is in a hurry. The \
controller sees to it at once: a start or loop action that runs is asked to end. The finish action runs, for the baseline, \
and one that runs already goes on to its end. This cannot be taken back; rerun begins anew.

${WISH_EXIT_CODES}`;

  static override args = WishCommand.nameOfExperiment;

  static override flags = WishCommand.wishFlags;

  static override examples = [
    "<%= config.bin %> <%= command.id %> my-experiment --reason 'checkout errors, see incident 4711'",
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Abort);
    await this.wish('abort', args.name, flags);
  }
}
