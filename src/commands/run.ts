import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import {verdictWords} from '../analysis/verdict-words/verdict-words.js';
import {type BackendAccess, Iter8Command, jsonOr} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {judgementFlags, noneIfLeftOut} from '../experiment-flags.js';
import type {SimulationOptions} from '../engine/simulate/simulate.js';
import type {Experiment} from '../experiment/model.js';
import type {RunPlan} from '../local/run/plan.js';
import type {RunFlags} from '../local/run/run-input.js';
import type {TrafficRequest} from '../local/run/traffic-request.js';
import {describeText} from '../render/describe/text.js';
import {descriptionOf} from '../render/describe/view.js';
import {standingsText} from '../render/run/progress.js';
import {RunScreen} from '../render/run/screen.js';
import {verdictCountsText, verdictCountsView} from '../render/run/verdict-counts.js';
import {type ReportFormat, reportFormatOf} from '../screens/report-format.js';

export default class Run extends Iter8Command {
  static override summary = 'Run an experiment in this process, with no cluster: load, verdict, exit code.';
  static override description = `Sends requests to two versions (or one), looks at the metrics in every iteration, shifts the load towards the better one,
and says in the end which is good enough. As a test in CI it answers for two URLs; with --proxy it splits real traffic, a
rollout in small. Objectives on load: request-count, error-count, error-rate, mean-latency, latency-50th-percentile (75th,
90th, 95th, 99th), latency-min, latency-max, latency-stddev; latencies in milliseconds.

With --confidence only what is shown counts, and it ends as soon as nothing can change the verdict (docs/statistics.md).

With -f, the versions' URLs are their variables "url"; Metrics in the file may query any backend, with Secrets in the file.
Exit code 0 means that the candidate won (or the version conforms), 3 that it did not.

${exitCodeHelp(EXIT_CODES.FALSE, EXIT_CODES.NOT_FOUND, EXIT_CODES.INCONCLUSIVE, EXIT_CODES.UNREACHABLE, EXIT_CODES.INTERRUPTED)}`;

  static override flags = {
    file: Flags.string({
      char: 'f',
      description: 'Experiment, and Metrics, to run instead of URLs; - reads stdin.',
    }),
    baseline: Flags.string({
      description: 'URL of the current version, or NAME=URL.',
      exclusive: ['file', 'conformance'],
    }),
    candidate: Flags.string({
      description: 'URL of the new version, or NAME=URL.',
      exclusive: ['file', 'conformance'],
    }),
    conformance: Flags.string({description: 'URL of the only version, or NAME=URL.', exclusive: ['file']}),
    objective: Flags.string({
      ...noneIfLeftOut,
      description: "Limit on a metric, such as 'mean-latency<=50'; may be repeated.",
      exclusive: ['file'],
    }),
    ...judgementFlags({exclusive: ['file']}, 'half of the first interval, 20 at most,'),
    duration: Flags.string({
      default: '60s',
      description: 'Whole time, warm-up included, such as 8s or 2m; with -f the file says.',
    }),
    rps: Flags.string({description: 'Requests a second to all versions together; 50, or with --proxy none.'}),
    connections: Flags.integer({
      default: 50,
      min: 1,
      max: 1000,
      description: 'Connections to each version at most.',
    }),
    proxy: Flags.string({
      description: 'Port of 127.0.0.1 on which to split real traffic among the versions; 0 takes a free one.',
    }),
    simulate: Flags.boolean({
      description: 'Play the experiment of -f in simulated time, from synthetic metrics.',
      dependsOn: ['file'],
    }),
    truth: Flags.string({
      ...noneIfLeftOut,
      description:
        "What a version is really like in the simulation: 'candidate:error-rate=0.02,latency=80±20,rps=50'.",
    }),
    seed: Flags.string({description: 'Of the simulation; the same seed, 1 if left out, gives the same run.'}),
    repeat: Flags.integer({
      min: 1,
      description: 'Simulate so many runs, and print how often each verdict comes out.',
      dependsOn: ['simulate'],
    }),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text' as const,
      description: 'What to print at the end; json and yaml print the finished Experiment.',
    })(),
    report: Flags.string({
      ...noneIfLeftOut,
      description: 'Write a report to this file: .html, .md or .xml (JUnit). May be repeated.',
      exclusive: ['repeat'],
    }),
    ...Iter8Command.backendFlags,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    `<%= config.bin %> <%= command.id %> --baseline http://localhost:8001 --candidate http://localhost:8002 --objective 'mean-latency<=50' --objective 'error-rate<=0.01' --duration 30s`,
    `<%= config.bin %> <%= command.id %> --baseline http://localhost:8001 --candidate http://localhost:8002 --objective 'error-rate<=0.01' --confidence 0.95`,
    `<%= config.bin %> <%= command.id %> -f experiment.yaml --report report.html --report junit.xml`,
    `<%= config.bin %> <%= command.id %> --simulate -f experiment.yaml --truth 'candidate:error-rate=0.02' --repeat 1000`,
    `<%= config.bin %> <%= command.id %> --conformance https://staging.example.com/health --objective 'latency-95th-percentile<=200' -o json | <%= config.bin %> describe -f -`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Run);
    const format = jsonOr(flags);
    if (flags.jq !== undefined) await (await import('../render/jq.js')).requireProgram(flags.jq);
    const reports = flags.report.map((file) => ({file, format: reportFormatOf(file)}));
    const {readRunInput} = await import('../local/run/run-input.js');
    const {plan, traffic} = await readRunInput(flags, (file) => this.readSource(file));
    if (flags.repeat !== undefined) return this.printCounts(plan, {...flags, repeat: flags.repeat, format});
    const experiment = flags.simulate
      ? await this.simulate(await this.simulation(plan, flags))
      : await this.perform(plan, {...traffic, ...(await this.backendAccess(flags))});
    this.answer = RESULT_EXIT_CODES[runResult(experiment)];
    try {
      await this.writeReports(experiment, reports);
    } finally {
      await this.print(experiment, {...flags, format});
    }
    this.exit(this.answer);
  }

  private async print(experiment: Experiment, {format, jq, ...flags}: PrintFlags): Promise<void> {
    if (format !== 'text') await this.emitData(experiment.source, format, jq);
    else {
      const words = verdictWords(experiment, this.deps.now());
      await this.deps.out.write(describeText(descriptionOf(experiment), await this.style(flags), words));
    }
  }

  private async writeReports(experiment: Experiment, reports: readonly ReportFile[]): Promise<void> {
    if (reports.length === 0) return;
    const {reportText} = await import('../screens/reports.js');
    for (const {file, format} of reports) {
      await this.deps.writeFile(file, await reportText([experiment], format, this.deps.now()));
    }
  }

  private async perform(plan: RunPlan, traffic: TrafficRequest & BackendAccess): Promise<Experiment> {
    const {runWithoutCluster} = await import('../local/run/run.js');
    const {env, now, interruption} = this.deps;
    const screen = new RunScreen(this.deps, plan);
    try {
      return await runWithoutCluster(plan, {
        ...traffic,
        env,
        now,
        signal: interruption(),
        onWrite: (experiment) => screen.show(experiment),
        onNotice: (text) => screen.note(text),
      });
    } finally {
      await screen.close();
    }
  }

  private async simulation(plan: RunPlan, flags: Pick<RunFlags, 'truth' | 'seed'>): Promise<SimulationOptions> {
    const {simulationOf} = await import('../local/run/run-input.js');
    return simulationOf(plan, flags, {start: this.deps.now(), signal: this.deps.interruption()});
  }

  private async simulate(options: SimulationOptions): Promise<Experiment> {
    const {simulateExperiment} = await import('../engine/simulate/simulate.js');
    const written: Experiment[] = [];
    const {kind, experiment} = await simulateExperiment({...options, onWrite: (one) => written.push(one)});
    if (kind === 'stopped' || !experiment) throw new Iter8Error('INTERRUPTED', 'interrupted; nothing is decided');
    await this.deps.err.write(standingsText(written));
    return experiment;
  }

  private async printCounts(plan: RunPlan, flags: CountFlags): Promise<void> {
    const {repeatSimulation} = await import('../engine/simulate/simulate.js');
    const view = verdictCountsView(await repeatSimulation(await this.simulation(plan, flags), flags.repeat));
    if (flags.format === 'text') await this.deps.out.write(verdictCountsText(view));
    else await this.emitData(view, flags.format, flags.jq);
  }
}

interface ReportFile {
  readonly file: string;
  readonly format: ReportFormat;
}

interface PrintFlags {
  readonly format: 'text' | 'json' | 'yaml';
  readonly jq?: string | undefined;
  readonly 'no-color': boolean;
}

interface CountFlags extends Pick<RunFlags, 'truth' | 'seed'>, Omit<PrintFlags, 'no-color'> {
  readonly repeat: number;
}
