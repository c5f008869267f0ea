import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr, type ReadingFlags} from '../../command.js';
import {READING_EXIT_CODES} from '../../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import {getMarkdown} from '../../render/get/markdown.js';
import {type GetRow, getRow, type GetTable, getTables, nameLine} from '../../render/get/rows.js';
import {getText} from '../../render/get/text.js';

const FORMATS = ['text', 'wide', 'json', 'yaml', 'name', 'markdown'] as const;
type Format = (typeof FORMATS)[number];

export default class GetExperiments extends Iter8Command {
  static override summary = 'List experiments as kubectl does.';
  static override description = `The columns are those of the generation of each experiment; -o wide adds traffic split, winner and age. On a \
terminal the message is shortened to fit, in a pipe and with -o wide never.

${READING_EXIT_CODES}`;

  static override hiddenAliases = ['get:experiment'];

  static override args = {name: Args.string({description: 'Experiment; all if left out.', ignoreStdin: true})};

  static override flags = {
    ...Iter8Command.readingFlags,
    ...Iter8Command.allNamespacesFlag,
    ...Iter8Command.selectorFlag,
    watch: Flags.boolean({
      char: 'w',
      exclusive: ['file', 'jq'],
      description: 'Print each change too, until Ctrl-C.',
    }),
    output: Flags.option({
      char: 'o',
      options: FORMATS,
      default: 'text' as const,
      description: 'Output format; json and yaml print the resources.',
    })(),
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -A',
    '<%= config.bin %> <%= command.id %> my-experiment -w',
    '<%= config.bin %> <%= command.id %> -f experiments.yaml -o wide',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GetExperiments);
    const format = jsonOr(flags);
    if (flags.watch) await this.printChanges(args.name, flags, format);
    else if (format === 'json' || format === 'yaml') await this.printResources(args.name, flags, format);
    else if (format === 'name') await this.printNames(this.experiments(args.name, flags, 'all'));
    else await this.printTables(args.name, flags, format);
  }

  private async printResources(name: string | undefined, flags: GetFlags, format: 'json' | 'yaml'): Promise<void> {
    const items = (await this.all(this.experiments(name, flags, 'all'))).map(({source}) => source);
    const list = {apiVersion: 'v1', kind: 'List', items, metadata: {resourceVersion: ''}};
    await this.emitData(items.length === 1 ? items[0] : list, format, flags.jq);
  }

  private async printNames(experiments: AsyncIterable<Experiment>): Promise<void> {
    const names = (await this.all(experiments)).map(nameLine);
    await this.deps.out.write(names.join(''));
  }

  private async printTables(
    name: string | undefined,
    flags: GetFlags,
    format: 'text' | 'wide' | 'markdown',
  ): Promise<void> {
    const isWide = format === 'wide';
    const tables =
      flags.file === undefined && name === undefined && !isWide
        ? await this.tablesOfServer(flags)
        : getTables(await this.rows(this.experiments(name, flags, 'all'), isWide), isWide);
    const style = await this.style(flags);
    const asText = () => getText(tables, isWide ? {...style, columns: undefined} : style);
    await this.deps.out.write(format === 'markdown' ? getMarkdown(tables) : asText());
  }

  /** Keeps a row of each experiment and nothing else, so that large lists take little memory. */
  private async rows(experiments: AsyncIterable<Experiment>, isWide: boolean): Promise<GetRow[]> {
    const rows: GetRow[] = [];
    for await (const experiment of experiments) rows.push(getRow(experiment, isWide, this.deps.now()));
    return rows;
  }

  /** The server has the columns of the installed definition, and sends them alone. */
  private async tablesOfServer(flags: GetFlags): Promise<GetTable[]> {
    const {experimentTable} = await import('../../operate/experiments.js');
    const {serverTable} = await import('../../render/get/server-table.js');
    const cluster = await this.deps.cluster(flags);
    const isEverywhere = flags['all-namespaces'];
    const table = await experimentTable(cluster, {isEverywhere, labelSelector: flags.selector}).finally(() =>
      cluster.close(),
    );
    return [serverTable(table, isEverywhere)];
  }

  private async printChanges(name: string | undefined, flags: GetFlags, format: Format): Promise<void> {
    if (format === 'markdown') throw new Iter8Error('INVALID', '-o markdown has no -w', 'leave out one of them');
    const {watchExperiments} = await import('../../operate/watch-experiments.js');
    const {liveLines} = await import('../../render/get/live-lines.js');
    const hasNamespace = flags['all-namespaces'];
    const lines = liveLines({format, hasNamespace, style: await this.style(flags), now: this.deps.now});
    const wanted = {name, isEverywhere: hasNamespace, labelSelector: flags.selector};
    const cluster = await this.deps.cluster(flags);
    const changes = watchExperiments(cluster, wanted, this.deps.interruption());
    for await (const experiments of changes) await this.deps.out.write(lines(experiments));
    cluster.close();
    this.exit(EXIT_CODES.INTERRUPTED);
  }
}

interface GetFlags extends ReadingFlags {
  readonly 'all-namespaces': boolean;
  readonly jq?: string | undefined;
  readonly 'no-color': boolean;
}
