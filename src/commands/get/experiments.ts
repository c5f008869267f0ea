import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr, READING_EXIT_CODES} from '../../command.js';
import type {Experiment} from '../../experiment/model.js';
import {getMarkdown} from '../../render/get/markdown.js';
import {type GetRow, getRow, getTables} from '../../render/get/rows.js';
import {getText} from '../../render/get/text.js';
import {safeText} from '../../render/safe-text.js';
import type {Style} from '../../render/style.js';

export default class GetExperiments extends Iter8Command {
  static override summary = 'List experiments as kubectl does.';
  static override description = `The columns are those of the generation of each experiment; -o wide adds traffic split, winner and age. On a \
terminal the message is shortened to fit, in a pipe and with -o wide never.

${READING_EXIT_CODES}`;

  static override hiddenAliases = ['get:experiment'];

  static override args = {name: Iter8Command.optionalName};

  static override flags = {
    ...Iter8Command.readingFlags,
    output: Flags.option({
      char: 'o',
      options: ['text', 'wide', 'json', 'yaml', 'name', 'markdown'] as const,
      default: 'text' as const,
      description: 'Output format; json and yaml print the resources.',
    })(),
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    'kubectl get experiments -A -o json | <%= config.bin %> <%= command.id %> -f -',
    '<%= config.bin %> <%= command.id %> -f experiments.yaml -o wide',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GetExperiments);
    const format = jsonOr(flags);
    const experiments = this.experiments(args.name, flags);
    if (format === 'json' || format === 'yaml') await this.printResources(experiments, format, flags.jq);
    else if (format === 'name') await this.printNames(experiments);
    else await this.printTables(experiments, format, await this.style(flags));
  }

  private async printResources(
    experiments: AsyncIterable<Experiment>,
    format: 'json' | 'yaml',
    jqExpression: string | undefined,
  ): Promise<void> {
    const items = (await this.all(experiments)).map(({source}) => source);
    const list = {apiVersion: 'v1', kind: 'List', items, metadata: {resourceVersion: ''}};
    await this.emitData(items.length === 1 ? items[0] : list, format, jqExpression);
  }

  private async printNames(experiments: AsyncIterable<Experiment>): Promise<void> {
    const names = (await this.all(experiments)).map(({name}) => `experiment.iter8.tools/${safeText(name)}\n`);
    await this.deps.out.write(names.join(''));
  }

  /** Keeps a row of each experiment and nothing else, so that large lists take little memory. */
  private async printTables(
    experiments: AsyncIterable<Experiment>,
    format: 'text' | 'wide' | 'markdown',
    style: Style,
  ): Promise<void> {
    const isWide = format === 'wide';
    const rows: GetRow[] = [];
    for await (const experiment of experiments) rows.push(getRow(experiment, isWide, this.deps.now()));
    const tables = getTables(rows, isWide);
    const asText = () => getText(tables, isWide ? {...style, columns: undefined} : style);
    await this.deps.out.write(format === 'markdown' ? getMarkdown(tables) : asText());
  }
}
