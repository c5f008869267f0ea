import {WISH_EXIT_CODES, WishCommand} from '../wish-command.js';

export default class Pause extends WishCommand {
  static override summary = 'Let an experiment rest: no further iteration begins, traffic stays as it is.';
  static override description = `Records the wish, who made it and when on the experiment; the controller sees to it before the next iteration. A start \
or finish action that runs already is not interrupted.

${WISH_EXIT_CODES}`;

  static override args = WishCommand.nameOfExperiment;

  static override flags = WishCommand.wishFlags;

  static override examples = [
    "<%= config.bin %> <%= command.id %> my-experiment --reason 'database maintenance until 10:00'",
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Pause);
    await this.wish('pause', args.name, flags);
  }
}
