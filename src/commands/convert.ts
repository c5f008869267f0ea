import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES} from '../errors.js';
import {safeText} from '../render/safe-text.js';

export default class Convert extends Iter8Command {
  static override summary =
    'Convert Experiments and Metrics of older versions to the newest, iter8.tools/v2alpha2.';
  static override description = [
    'Prints YAML documents, or JSON with a List for several. The defaults of the old engine are written out, and the',
    'status comes along. What has no counterpart, or has to be looked at, is listed on stderr, a line each:',
    'file:line:column: field: why. Such lines do not change the exit code.\n\n' +
      exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND),
  ].join(' ');

  static override flags = {
    file: Flags.string({
      char: 'f',
      required: true,
      description: 'File with Experiments and Metrics, YAML or JSON; - reads stdin.',
    }),
    output: Flags.option({
      char: 'o',
      options: ['yaml', 'json'] as const,
      description: 'Output format; yaml if left out.',
    })(),
    ...Iter8Command.jqFlag,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -f old.yaml > new.yaml',
    'kubectl get experiments -o yaml | <%= config.bin %> <%= command.id %> -f - -o json',
    `<%= config.bin %> <%= command.id %> -f old.yaml --jq '.spec.criteria'`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Convert);
    const format = jsonOr({output: flags.output ?? 'text', jq: flags.jq});
    const {convertText} = await import('../experiment/convert/convert-text.js');
    const {resources, notes} = await convertText(await this.readSource(flags.file));
    await this.deps.err.write(notes.map((note) => `${safeText(note)}\n`).join(''));
    const list = {apiVersion: 'v1', kind: 'List', items: resources};
    if (format === 'json') await this.emitData(resources.length === 1 ? resources[0] : list, 'json', flags.jq);
    else await this.emitDocuments(resources);
  }

  private async emitDocuments(resources: readonly unknown[]): Promise<void> {
    const {formatYaml} = await import('../experiment/reading/yaml-format.js');
    await this.deps.out.write(resources.map(formatYaml).join('---\n'));
  }
}
