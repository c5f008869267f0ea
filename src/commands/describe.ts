import * as Flags from '@oclif/core/flags';
import {verdictWords} from '../analysis/verdict-words/verdict-words.js';
import {Iter8Command, jsonOr} from '../command.js';
import {READING_EXIT_CODES} from '../exit-code-help.js';
import {describeText} from '../render/describe/text.js';
import {describeView} from '../render/describe/view.js';
import {isReportFormat, REPORT_FORMATS} from '../screens/report-format.js';

export default class Describe extends Iter8Command {
  static override summary = 'Show the progress, winner, objectives and metrics of experiments.';
  static override description = `Piped, the text has the layout of the Iter8 tutorials; on a terminal it is coloured, fits the width, and ends with \
the verdict in words. Several experiments are separated by a line ---. html is one page that needs nothing else; markdown fits a \
pull request or a job's summary; junit has a test case for each objective of each version.

${READING_EXIT_CODES}`;

  static override args = {name: Iter8Command.optionalName};

  static override flags = {
    ...Iter8Command.readingFlags,
    ...Iter8Command.allNamespacesFlag,
    ...Iter8Command.selectorFlag,
    output: Flags.option({
      char: 'o',
      options: ['text', 'wide', 'json', 'yaml', ...REPORT_FORMATS] as const,
      default: 'text' as const,
      description:
        'Output format; wide tells how sure each objective is; html, markdown and junit are reports to be kept or shared.',
    })(),
    explain: Flags.boolean({
      allowNo: true,
      description: 'End the text with the verdict in words; the default on a terminal.',
    }),
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-experiment -n shop',
    'kubectl get experiment my-experiment -o yaml | <%= config.bin %> <%= command.id %> -f -',
    '<%= config.bin %> <%= command.id %> -f experiments.yaml my-experiment -o markdown',
    '<%= config.bin %> <%= command.id %> my-experiment -o html > report.html',
    `<%= config.bin %> <%= command.id %> -f experiment.json --jq '.verdict.headline'`,
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Describe);
    const format = jsonOr(flags);
    const experiments = await this.all(this.experiments(args.name, flags, 'newest'));
    if (isReportFormat(format)) {
      const {reportText} = await import('../screens/reports.js');
      return this.deps.out.write(await reportText(experiments, format, this.deps.now()));
    }
    const views = experiments.map(describeView);
    if (format === 'json' || format === 'yaml') {
      const list = {apiVersion: 'iter8ctl/v1', kind: 'ExperimentDescriptionList', items: views};
      await this.emitData(views.length === 1 ? views[0] : list, format, flags.jq);
    } else {
      const style = await this.style(flags);
      const explain = (flags.explain as boolean | undefined) ?? this.deps.out.isTerminal;
      const texts = experiments.map((experiment) => {
        const words = explain ? verdictWords(experiment, this.deps.now()) : undefined;
        return describeText(describeView(experiment), style, words, format === 'wide');
      });
      await this.deps.out.write(texts.join('---\n'));
    }
  }
}
