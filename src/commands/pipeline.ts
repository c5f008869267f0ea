import {randomBytes} from 'node:crypto';
import * as Flags from '@oclif/core/flags';
import type {Cluster} from '../cluster/port.js';
import {Iter8Command} from '../command.js';
import {FOLLOWING_EXIT_CODES} from '../exit-code-help.js';
import {noneIfLeftOut, strengthFlags} from '../experiment-flags.js';
import {orInterrupted} from '../operate/install/interruption.js';
import type {Sight} from '../operate/follow.js';
import type {PipelineFlags} from '../operate/pipeline/read-request.js';
import type {PipelineEnd, PipelineRequest} from '../operate/pipeline/request.js';
import type {PipelineWorld} from '../operate/pipeline/world.js';
import {safeText} from '../render/safe-text.js';
import {reportFormatOf} from '../screens/report-format.js';

const CANDIDATE = {helpGroup: 'EXPERIMENT'};
const COMMIT = {helpGroup: 'COMMIT'};
const LOAD = {helpGroup: 'LOAD'};

export default class Pipeline extends Iter8Command {
  static override summary =
    'Release a commit: deploy it beside the live version, try it out, and keep the better one.';
  static override description = `For a CI job. The Deployment of the manifest that the Service selects is the candidate, and what has the traffic of \
the Service now is the baseline. All traffic is routed to the baseline, then the manifest is applied; once the candidate is \
ready, an experiment shifts traffic to it as long as it meets the objectives. The Deployment that lost is removed, as soon as \
it has no traffic. Pipelines of one Service run one at a time, in the order of commits.

It can be interrupted anywhere: the live version goes on serving, and the same command takes up where the first one stopped.

${FOLLOWING_EXIT_CODES}`;

  static override flags = {
    manifest: Flags.string({
      required: true,
      helpValue: 'PATH',
      description: 'File or folder with what is deployed, YAML or JSON.',
    }),
    service: Flags.string({required: true, helpValue: 'NAME', description: 'Service whose traffic is shifted.'}),
    objective: Flags.string({
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'LIMIT',
      description: "Limit on a metric, such as 'mean-latency<=200'. May be repeated.",
      ...CANDIDATE,
    }),
    candidate: Flags.string({
      helpValue: 'DEPLOYMENT',
      description: 'What is tried out, where the Service selects several of the manifest.',
      ...CANDIDATE,
    }),
    baseline: Flags.string({
      helpValue: 'DEPLOYMENT',
      description: 'The live version, where the traffic does not tell it.',
      ...CANDIDATE,
    }),
    interval: Flags.string({description: 'Time of an iteration, such as 12s.', ...CANDIDATE}),
    iterations: Flags.integer({min: 1, description: 'Iterations.', ...CANDIDATE}),
    'max-weight': Flags.integer({
      min: 0,
      max: 100,
      description: 'Most traffic that the candidate gets before it has won, in percent.',
      ...CANDIDATE,
    }),
    'weight-increment': Flags.integer({
      min: 0,
      max: 100,
      description: 'Most by which its traffic rises in an iteration, in percent.',
      ...CANDIDATE,
    }),
    'min-samples': Flags.integer({
      min: 0,
      helpValue: 'N',
      description:
        'Observations that a value needs to be judged; 6 if left out and all metrics tell their sampleSize, 0 for no minimum.',
      ...CANDIDATE,
    }),
    ...strengthFlags(CANDIDATE),
    load: Flags.string({helpValue: 'URL', description: 'Send requests there until the experiment ends.', ...LOAD}),
    rps: Flags.string({helpValue: 'N', description: 'Requests a second; 8 if left out.', ...LOAD}),
    properties: Flags.string({
      helpValue: 'FILE',
      description:
        'Where load goes, in lines key: value: ip, port, app-path, app-host, load-duration, load-frequency.',
      exclusive: ['load'],
      ...LOAD,
    }),
    commit: Flags.string({
      helpValue: 'SHA',
      description: "What is released; the CI's commit, or that of the folder, if left out.",
      ...COMMIT,
    }),
    'commit-status': Flags.boolean({
      description:
        'Set its status at GitHub (token in GITHUB_TOKEN or GH_TOKEN) or GitLab (GITLAB_TOKEN): pending, then success, failure or error.',
      ...COMMIT,
    }),
    repo: Flags.string({
      helpValue: 'OWNER/NAME',
      description: "Repository of the commit; the CI's, or git's remote origin, if left out.",
      ...COMMIT,
    }),
    'status-api': Flags.string({
      helpValue: 'URL',
      description: 'Where the API of the forge begins, such as https://git.example.org/api/v4.',
      ...COMMIT,
    }),
    report: Flags.string({
      ...noneIfLeftOut,
      helpValue: 'FILE',
      description: 'Write a report of the experiment: .html, .md or .xml (JUnit). May be repeated.',
    }),
    timeout: Flags.string({description: 'Longest time for everything, such as 1h.'}),
    'ready-timeout': Flags.string({default: '5m', description: 'Longest time for the candidate to become ready.'}),
    'allow-older': Flags.boolean({
      description: 'Go on though the commit is older than the one that is live.',
      ...COMMIT,
    }),
    'force-conflicts': Flags.boolean({description: 'Take over fields of the manifest that others manage.'}),
    'dry-run': Flags.boolean({description: 'Print every step and every object, and change nothing.'}),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text' as const,
      description: 'How the experiment that has ended is printed on stdout.',
    })(),
    ...Iter8Command.clusterFlags,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    `<%= config.bin %> <%= command.id %> --manifest config/deploy.yaml --service iter8-demo -n iter8-demo-project --objective 'mean-latency<=200' --commit-status`,
    `<%= config.bin %> <%= command.id %> --manifest config --service iter8-demo --objective 'error-rate<=0.01' --load http://shop.example/ --rps 10 --report report.html`,
    `<%= config.bin %> <%= command.id %> --manifest config --service iter8-demo --objective 'mean-latency<=200' --dry-run`,
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Pipeline);
    flags.report.forEach(reportFormatOf);
    const signal = this.deps.interruption();
    const cluster = await this.deps.cluster(flags);
    await orInterrupted(signal, this.release(cluster, flags, signal)).finally(() => cluster.close());
    this.exit(this.answer);
  }

  private async release(cluster: Cluster, flags: ReleaseFlags, signal: AbortSignal): Promise<void> {
    const request = await this.readRequest(flags, cluster, signal);
    if (flags['dry-run']) await this.printPlan(request, cluster, signal);
    else await this.perform(request, await this.world(cluster, signal), flags);
  }

  private async readRequest(flags: PipelineFlags, {namespace}: Cluster, signal: AbortSignal) {
    const {readRequest} = await import('../operate/pipeline/read-request.js');
    const readFile = (file: string) => this.readSource(file);
    return readRequest(flags, {readFile, env: this.deps.env, namespace, signal});
  }

  private async printPlan(request: PipelineRequest, cluster: Cluster, signal: AbortSignal): Promise<void> {
    const {planPipeline} = await import('../operate/pipeline/dry-run.js');
    const {dryRunText} = await import('../render/pipeline/dry-run.js');
    await this.deps.out.write(dryRunText(await planPipeline(request, {cluster, signal})));
  }

  private async world(cluster: Cluster, signal: AbortSignal): Promise<PipelineWorld> {
    const {realClock} = await import('../load/clock.js');
    const {progressLine} = await import('../render/pipeline/progress.js');
    const {WatchLines} = await import('../render/watch/lines.js');
    const {err, now} = this.deps;
    const lines = new WatchLines('text', now);
    return {
      cluster,
      now,
      signal,
      sleep: (milliseconds, wake) => realClock.sleep(milliseconds, wake),
      identity: randomBytes(4).toString('hex'),
      tell: (topic, text) => err.write(progressLine(now(), topic, text)),
      onSight: (sight: Sight) =>
        err.write(sight.kind === 'seen' ? lines.add(sight.experiment) : lines.connection(sight)),
    };
  }

  private async perform(request: PipelineRequest, world: PipelineWorld, flags: PrintFlags): Promise<void> {
    const {exitCodeOf, runPipeline} = await import('../operate/pipeline/pipeline.js');
    const end = await runPipeline(request, world);
    this.answer = exitCodeOf(end);
    try {
      await this.writeReports(end, flags.report);
    } finally {
      await this.print(end, flags);
    }
  }

  private async writeReports(end: PipelineEnd, files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    if (end.kind !== 'judged') return this.deps.err.write('no report is written: there was no experiment\n');
    const {reportText} = await import('../screens/reports.js');
    for (const file of files) {
      const text = await reportText([end.experiment], reportFormatOf(file), this.deps.now());
      await this.deps.writeFile(file, text);
    }
  }

  private async print(end: PipelineEnd, {output, ...flags}: PrintFlags): Promise<void> {
    if (end.kind === 'judged') {
      if (output !== 'text') await this.emitData(end.experiment.source, output, undefined);
      else await this.describe(end, flags);
    }
    await this.deps.err.write(`${safeText(end.headline)}\n`);
  }

  private async describe(
    {experiment}: PipelineEnd & {kind: 'judged'},
    flags: {'no-color': boolean},
  ): Promise<void> {
    const {verdictWords} = await import('../analysis/verdict-words/verdict-words.js');
    const {describeText} = await import('../render/describe/text.js');
    const {descriptionOf} = await import('../render/describe/view.js');
    const words = verdictWords(experiment, this.deps.now());
    await this.deps.out.write(describeText(descriptionOf(experiment), await this.style(flags), words));
  }
}

interface ReleaseFlags extends PipelineFlags, PrintFlags {
  readonly 'dry-run': boolean;
}

interface PrintFlags {
  readonly report: readonly string[];
  readonly output: 'text' | 'json' | 'yaml';
  readonly 'no-color': boolean;
}
