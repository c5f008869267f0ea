import * as Args from '@oclif/core/args';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {SCRIPTS} from '../operate/completion/scripts.js';
import {type Asker, ASKERS} from '../operate/completion/suggest.js';

export default class Completion extends Iter8Command {
  static override summary = 'Print what makes a shell complete commands, flags and names.';
  static override description = `At Tab, bash, zsh and fish then offer commands, flags and their values, and the names of \
experiments, metrics, namespaces and contexts as they are at that moment; where the cluster does not answer within two \
seconds there are no names. "kubectl" prints a script that does the same for "kubectl iter8".

${exitCodeHelp()}`;

  static override args = {
    shell: Args.string({
      options: [...ASKERS],
      description: 'Shell that is to complete.',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override examples = [
    'source <(<%= config.bin %> <%= command.id %> bash)',
    'source <(<%= config.bin %> <%= command.id %> zsh)',
    '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/iter8ctl.fish',
    '<%= config.bin %> <%= command.id %> kubectl > ~/bin/kubectl_complete-iter8 && chmod +x ~/bin/kubectl_complete-iter8',
  ];

  async run(): Promise<void> {
    const {args} = await this.parse(Completion);
    await this.deps.out.write(SCRIPTS[args.shell as Asker]);
  }
}
