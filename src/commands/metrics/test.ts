import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr, keyAndValue} from '../../command.js';
import {exitCodeHelp} from '../../exit-code-help.js';
import {EXIT_CODES} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import type {Inspection} from '../../metrics/inspect/inspect.js';
import type {UnavailableCause} from '../../metrics/outcome.js';
import {metricTestText} from '../../render/metrics-test/text.js';
import {type MetricTestView, metricTestView} from '../../render/metrics-test/view.js';

const UNAVAILABLE_CODES: Readonly<Record<UnavailableCause, number>> = {
  definition: EXIT_CODES.INVALID,
  expression: EXIT_CODES.INVALID,
  secret: EXIT_CODES.FORBIDDEN,
  forbidden: EXIT_CODES.FORBIDDEN,
  answer: EXIT_CODES.INCONCLUSIVE,
  unreachable: EXIT_CODES.UNREACHABLE,
  status: EXIT_CODES.UNREACHABLE,
  aborted: EXIT_CODES.INTERRUPTED,
};

/** Without a start time, as long as a short run. */
const ELAPSED_SECONDS = 60;

export default class MetricsTest extends Iter8Command {
  static override summary = 'Query one metric and show every step: request, answer, jq result, value.';
  static override description = `Asks the metric's backend as an experiment would. Versions and their variables
come from an Experiment in the files, or from --version and --var. Values of
secrets are read from files and are never shown.

${exitCodeHelp(EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.INCONCLUSIVE, EXIT_CODES.UNREACHABLE)}`;

  static override args = {
    name: Args.string({description: 'Metric: name or namespace/name.', required: true, ignoreStdin: true}),
  };

  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
      description:
        'File with the Metric, and perhaps an Experiment, YAML or JSON; - reads stdin. May be repeated.',
    }),
    version: Flags.string({description: 'Version to ask for; all of the Experiment if left out.'}),
    var: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'KEY=VALUE for a placeholder; goes before variables of the Experiment. May be repeated.',
    }),
    elapsed: Flags.integer({
      min: 1,
      description: `Seconds since the run began; from the Experiment's start time if left out, else ${ELAPSED_SECONDS}.`,
    }),
    ...Iter8Command.backendFlags,
    output: Iter8Command.textOrJson,
    ...Iter8Command.jqFlag,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> mean-latency -f metric.yaml --version v1 --var namespace=shop --elapsed 600',
    '<%= config.bin %> <%= command.id %> iter8-istio/error-rate -f metrics.yaml -f experiment.yaml',
    '<%= config.bin %> <%= command.id %> clicks -f metric.yaml --secret token=token.txt -o json',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MetricsTest);
    const format = jsonOr(flags);
    const variables = new Map((flags.var ?? []).map((text) => keyAndValue(text, '--var')));
    const {secret, extraCertificates} = await this.backendAccess(flags);
    const {findMetric, readMetricFiles} = await import('../../metrics/inspect/files.js');
    const {secretReader} = await import('../../metrics/inspect/file-secrets.js');
    const files = await readMetricFiles(await Promise.all(flags.file.map((file) => this.readSource(file))));
    const {experiment} = files;
    const metric = findMetric(args.name, files);
    const elapsedSeconds = flags.elapsed ?? this.elapsedSeconds(experiment);
    const plan = {
      metric,
      experiment,
      version: flags.version,
      variables,
      elapsedSeconds,
      readSecret: secretReader(files.secrets, secret),
      extraCertificates,
    };
    const {inspectMetric} = await import('../../metrics/inspect/inspect.js');
    const inspections = await inspectMetric(plan);
    const views = inspections.map((inspection) => metricTestView(inspection, elapsedSeconds));
    await this.print(views, format, flags.jq);
    this.exit(exitCode(inspections));
  }

  private async print(
    views: readonly MetricTestView[],
    format: 'text' | 'json',
    jq: string | undefined,
  ): Promise<void> {
    if (format === 'text') return this.deps.out.write(views.map(metricTestText).join('\n---\n\n'));
    const list = {apiVersion: 'iter8ctl/v1', kind: 'MetricTestList', items: views};
    return this.emitData(views.length === 1 ? views[0] : list, 'json', jq);
  }

  private elapsedSeconds(experiment: Experiment | undefined): number {
    const startTime = experiment?.status.startTime;
    if (!startTime) return ELAPSED_SECONDS;
    return Math.max(1, Math.floor((this.deps.now().getTime() - startTime.getTime()) / 1000));
  }
}

/** That of the first version without a value. */
function exitCode(inspections: readonly Inspection[]): number {
  const causes = inspections.map(({trace: {outcome}}) =>
    outcome.kind === 'unavailable' ? outcome.cause : undefined,
  );
  const [cause] = causes.filter((one) => one !== undefined);
  return cause === undefined ? 0 : UNAVAILABLE_CODES[cause];
}
