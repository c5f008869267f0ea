import {WISH_EXIT_CODES, WishCommand} from '../wish-command.js';

export default class Resume extends WishCommand {
  static override summary = 'Let a paused experiment go on.';
  static override description = `Records the wish, who made it and when on the experiment; the controller sees to it.

${WISH_EXIT_CODES}`;

  static override args = WishCommand.nameOfExperiment;

  static override flags = WishCommand.wishFlags;

  static override examples = ["<%= config.bin %> <%= command.id %> my-experiment --reason 'maintenance is over'"];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Resume);
    await this.wish('resume', args.name, flags);
  }
}
