import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr} from '../command.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {noneIfLeftOut} from '../experiment-flags.js';
import {RunCounter} from '../render/plan/run-counter.js';
import {planText} from '../render/plan/text.js';

export default class Plan extends Iter8Command {
  static override summary = 'Tell before the launch whether an experiment can decide, and what to change if not.';
  static override description = `Plays the experiment of a file many times in simulated time, for versions of known quality, and tells how often each verdict
comes out and when, how many requests each objective takes, and the smallest change of each field that is enough where
the experiment cannot decide. No cluster and no metric backend is asked.

An experiment can decide when a good version is promoted, and a bad one shown to be bad, with a chance of 80 %. Good is half
of each limit, and bad is twice one of them, unless --baseline-error, --detect or --truth say otherwise.
Exit code 0 means that it can decide, 6 that it cannot.

${exitCodeHelp(EXIT_CODES.NOT_FOUND, EXIT_CODES.INCONCLUSIVE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    file: Flags.string({
      char: 'f',
      required: true,
      description: 'Experiment, and Metrics, to plan; - reads stdin.',
    }),
    traffic: Flags.string({
      required: true,
      description: 'Requests to all versions together: 50rps, 50/s, 3000rpm or 3000/min.',
    }),
    'baseline-error': Flags.string({
      description: "Share of the baseline's requests that fail, such as 0.5%; that of a good candidate too.",
    }),
    detect: Flags.string({
      description: "Share of a candidate's requests that fail when it is to be found out, such as 1%.",
    }),
    truth: Flags.string({
      ...noneIfLeftOut,
      description: "What a version is really like: 'candidate:error-rate=0.02,latency=80±20'. May be repeated.",
    }),
    repeat: Flags.integer({
      min: 1,
      description:
        'Play so many runs of each truth by the whole engine, as run --simulate --repeat does, which is slower.',
    }),
    seed: Flags.string({description: 'The same seed, 1 if left out, gives the same plan.'}),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text' as const,
      description: 'Output format; json and yaml have all numbers.',
    })(),
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -f experiment.yaml --traffic 50rps',
    '<%= config.bin %> <%= command.id %> -f experiment.yaml --traffic 3000rpm --baseline-error 0.5% --detect 1%',
    `<%= config.bin %> <%= command.id %> -f experiment.yaml --traffic 50rps --truth 'candidate:error-rate=0.02' --jq '.scenarios[0].verdicts'`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Plan);
    const format = jsonOr(flags);
    if (flags.jq !== undefined) await (await import('../render/jq.js')).requireProgram(flags.jq);
    const {readMetricFiles} = await import('../metrics/inspect/files.js');
    const {experiment, ...beside} = await readMetricFiles([await this.readSource(flags.file)]);
    if (!experiment) throw new Iter8Error('INVALID', `no Experiment in ${flags.file}`, 'give a file with one');
    const {planFromFile} = await import('../local/run/plan.js');
    const {planLaunch} = await import('../local/plan/plan.js');
    const {resource, metrics} = planFromFile(experiment, beside);
    const counter = new RunCounter(this.deps.err, this.deps.now);
    const signal = this.deps.interruption();
    const planning = planLaunch({flags, resource, metrics, signal, onRun: () => counter.count()});
    const plan = await planning.finally(() => counter.close());
    this.answer = plan.canDecide ? 0 : EXIT_CODES.INCONCLUSIVE;
    if (format === 'text') await this.deps.out.write(planText(plan, await this.style(flags)));
    else await this.emitData(plan, format, flags.jq);
    this.exit(this.answer);
  }
}
