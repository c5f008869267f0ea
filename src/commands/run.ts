import * as Flags from '@oclif/core/flags';
import {type RunResult, runResult} from '../analysis/run-result.js';
import {type BackendAccess, exitCodeHelp, Iter8Command, jsonOr} from '../command.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import type {SimulationOptions} from '../engine/simulate/simulate.js';
import type {Experiment} from '../experiment/model.js';
import type {RunPlan} from '../local/run/plan.js';
import type {TrafficRequest} from '../local/run/traffic-request.js';
import {describeText} from '../render/describe/text.js';
import {describeView} from '../render/describe/view.js';
import {standing} from '../render/run/progress.js';
import {RunScreen} from '../render/run/screen.js';
import {verdictCountsText, verdictCountsView} from '../render/run/verdict-counts.js';

const RESULT_CODES: Readonly<Record<RunResult, number>> = {
  won: 0,
  lost: EXIT_CODES.FALSE,
  inconclusive: EXIT_CODES.INCONCLUSIVE,
};

export default class Run extends Iter8Command {
  static override summary = 'Run an experiment in this process, with no cluster: load, verdict, exit code.';
  static override description = `Sends requests to two versions (or one), looks at the metrics in every iteration, shifts the load towards the better one,
and says in the end which is good enough. As a test in CI it answers for two URLs; with --proxy it splits real traffic, a
rollout in small. Objectives on load: request-count, error-count, error-rate, mean-latency, latency-50th-percentile (75th,
90th, 95th, 99th), latency-min, latency-max, latency-stddev; latencies in milliseconds.

With -f, the versions' URLs are their variables "url"; Metrics in the file may query any backend. Exit code 0 means that the
candidate won (or the version conforms), 3 that it did not.

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
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      description: "Limit on a metric, such as 'mean-latency<=50'; may be repeated.",
      exclusive: ['file'],
    }),
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
      multiple: true,
      multipleNonGreedy: true,
      default: [],
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
    ...Iter8Command.backendFlags,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    `<%= config.bin %> <%= command.id %> --baseline http://localhost:8001 --candidate http://localhost:8002 --objective 'mean-latency<=50' --objective 'error-rate<=0.01' --duration 30s`,
    `<%= config.bin %> <%= command.id %> --simulate -f experiment.yaml --truth 'candidate:error-rate=0.02' --repeat 1000`,
    `<%= config.bin %> <%= command.id %> --conformance https://staging.example.com/health --objective 'latency-95th-percentile<=200' -o json | <%= config.bin %> describe -f -`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Run);
    const format = jsonOr(flags);
    requireUse(flags);
    if (flags.jq !== undefined) await (await import('../render/jq.js')).requireProgram(flags.jq);
    const {readTrafficRequest} = await import('../local/run/traffic-request.js');
    const traffic = readTrafficRequest(flags);
    const plan = await this.plan(flags, traffic);
    if (flags.repeat !== undefined) {
      await this.printCounts(await this.simulation(plan, flags), flags.repeat, {format, jq: flags.jq});
      return;
    }
    const access = await this.backendAccess(flags);
    const experiment = flags.simulate
      ? await this.simulate(await this.simulation(plan, flags))
      : await this.perform(plan, {...traffic, ...access});
    this.answer = RESULT_CODES[runResult(experiment)];
    if (format !== 'text') await this.emitData(experiment.source, format, flags.jq);
    else await this.deps.out.write(describeText(describeView(experiment), await this.style(flags), true));
    this.exit(this.answer);
  }

  private async plan(flags: PlanFlags, {durationMs, rps}: TrafficRequest): Promise<RunPlan> {
    const {planFromFile, planFromUrls} = await import('../local/run/plan.js');
    if (flags.file === undefined) return planFromUrls({...flags, objectives: flags.objective, durationMs, rps});
    const {readMetricFiles} = await import('../metrics/inspect/files.js');
    const {experiment, metrics} = await readMetricFiles([await this.readSource(flags.file)]);
    if (experiment) return planFromFile(experiment, metrics);
    throw new Iter8Error(
      'INVALID',
      `no Experiment in ${flags.file}`,
      'or give URLs: --baseline URL --candidate URL',
    );
  }

  private async simulation(
    {resource}: RunPlan,
    flags: {truth: readonly string[]; seed?: string | undefined},
  ): Promise<SimulationOptions> {
    const {parseTruth} = await import('../engine/simulate/truth.js');
    const {now, interruption} = this.deps;
    return {
      resource,
      truths: flags.truth.map(parseTruth),
      seed: flags.seed ?? '1',
      start: now(),
      signal: interruption(),
    };
  }

  private async simulate(options: SimulationOptions): Promise<Experiment> {
    const {simulateExperiment} = await import('../engine/simulate/simulate.js');
    const lines: string[] = [];
    const {experiment} = await simulateExperiment({
      ...options,
      onWrite: (written) => lines.push(standing(written)),
    });
    if (!experiment) throw new Iter8Error('INTERRUPTED', 'interrupted; nothing is decided');
    const changes = lines.filter((line, index) => line !== lines[index - 1]);
    await this.deps.err.write(changes.map((line) => `${line}\n`).join(''));
    return experiment;
  }

  private async printCounts(
    options: SimulationOptions,
    runs: number,
    {format, jq}: {format: 'text' | 'json' | 'yaml'; jq: string | undefined},
  ): Promise<void> {
    const {repeatSimulation} = await import('../engine/simulate/simulate.js');
    const view = verdictCountsView(await repeatSimulation(options, runs));
    if (format === 'text') await this.deps.out.write(verdictCountsText(view));
    else await this.emitData(view, format, jq);
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
}

/** What the flags say of what to judge. */
interface PlanFlags {
  readonly file?: string | undefined;
  readonly baseline?: string | undefined;
  readonly candidate?: string | undefined;
  readonly conformance?: string | undefined;
  readonly objective: readonly string[];
}

/** @throws Iter8Error INVALID for a flag that would be ignored */
function requireUse({
  simulate,
  truth,
  seed,
  proxy,
  rps,
}: {
  readonly simulate: boolean;
  readonly truth: readonly string[];
  readonly seed?: string | undefined;
  readonly proxy?: string | undefined;
  readonly rps?: string | undefined;
}): void {
  const unused = simulate
    ? [proxy === undefined ? '' : '--proxy', rps === undefined ? '' : '--rps']
    : [truth.length === 0 ? '' : '--truth', seed === undefined ? '' : '--seed'];
  const [flag] = unused.filter((name) => name !== '');
  if (flag === undefined) return;
  const hint = simulate ? 'a simulation has no real traffic' : 'add --simulate';
  throw new Iter8Error('INVALID', `${flag} ${simulate ? 'is not for' : 'is for'} --simulate`, hint);
}
