import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../analysis/run-result.js';
import type {Playback, Recording, Replay as Replayed} from '../analysis/replay/recording.js';
import {Iter8Command, jsonOr} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {noneIfLeftOut, strengthFlags} from '../experiment-flags.js';
import {EXIT_CODES} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {RecordedSources} from '../operate/replay/read-sources.js';
import type {PrometheusRange} from '../operate/replay/prometheus/range.js';
import {replayMarkdown} from '../render/replay/markdown.js';
import {replayText} from '../render/replay/text.js';
import {replayView} from '../render/replay/view.js';
import type {ClusterFlags} from '../runtime/deps.js';

const RULES = {helpGroup: 'RULES'};
const PROMETHEUS = {helpGroup: 'PROMETHEUS'};

export default class Replay extends Iter8Command {
  static override summary = 'Judge a recorded run again, by its own rules or by others.';
  static override description = `Goes through the iterations of a run as they were recorded, judges each by the rules that are asked for, and says what would \
have become of it. Without any, it says whether its own rules come to the recorded end. Traffic stays as it was.

A run is recorded in the Experiment itself, which keeps 120 points for each metric; whole by \
"kubectl get experiment NAME -w -o json" or "watch NAME -o json" while it runs; or in the Prometheus that its metrics query.

The exit code is for the rules that are asked for: 0 the candidate would have won (or the version conforms), 3 it would not, \
6 inconclusive, 8 the recording ends before the run would.

${exitCodeHelp(
  EXIT_CODES.FALSE,
  EXIT_CODES.FORBIDDEN,
  EXIT_CODES.NOT_FOUND,
  EXIT_CODES.INCONCLUSIVE,
  EXIT_CODES.UNDECIDED,
  EXIT_CODES.UNREACHABLE,
  EXIT_CODES.INTERRUPTED,
)}`;

  static override args = {
    name: Args.string({
      description: 'Experiment; the only one of the file, or the newest in the cluster, if left out.',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      multipleNonGreedy: true,
      description:
        'File with the recorded Experiment, or with what was watched of it, and perhaps Metrics; - reads stdin. May be repeated. The cluster is asked if left out.',
    }),
    objective: Flags.string({
      ...noneIfLeftOut,
      helpValue: 'LIMIT',
      description: "Limit in place of those of its metric, such as 'mean-latency<=60'. May be repeated.",
      ...RULES,
    }),
    criteria: Flags.string({
      helpValue: 'FILE',
      description: 'File with the criteria to judge by, or with an Experiment that has them; - reads stdin.',
      ...RULES,
    }),
    ...strengthFlags(RULES, {confidence: 'as the criteria say', policy: 'as the criteria say'}),
    looks: Flags.string({
      helpValue: 'N|auto|anytime',
      description: 'How often the data may be looked at, with --confidence.',
      ...RULES,
    }),
    'min-samples': Flags.integer({
      min: 1,
      helpValue: 'N',
      description: 'Observations that a value needs to be judged.',
      ...RULES,
    }),
    'prometheus-url': Flags.string({
      helpValue: 'URL',
      description: "Ask this Prometheus for the values of each iteration, by the queries of the run's metrics.",
      ...PROMETHEUS,
    }),
    since: Flags.string({
      helpValue: 'TIME',
      dependsOn: ['prometheus-url'],
      description: 'When the run began, such as 2026-11-22T10:00:00Z; as the Experiment says if left out.',
      ...PROMETHEUS,
    }),
    until: Flags.string({
      helpValue: 'TIME',
      dependsOn: ['prometheus-url'],
      description: "Last time to ask for; that of the run's last iteration if left out.",
      ...PROMETHEUS,
    }),
    ...Iter8Command.backendFlags,
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml', 'markdown'] as const,
      default: 'text' as const,
      description: 'Output format.',
    })(),
    ...Iter8Command.jqFlag,
    ...Iter8Command.clusterFlags,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    `<%= config.bin %> <%= command.id %> my-experiment --objective 'mean-latency<=60'`,
    '<%= config.bin %> <%= command.id %> -f run.jsonl --confidence 0.95 --policy provenSafe',
    '<%= config.bin %> <%= command.id %> my-experiment --prometheus-url http://localhost:9090 --criteria stricter.yaml -o markdown',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Replay);
    const format = jsonOr(flags);
    const {changedResource, prometheusRange} = await import('../operate/replay/replay-flags.js');
    const {replayRun} = await import('../operate/replay/replay.js');
    const range = prometheusRange(flags);
    const sources = await this.recorded(args.name, flags);
    const {resource} = sources.recording;
    const changed = await changedResource(resource, flags, (file) => this.readSource(file));
    const recording = range ? await this.asked(sources, changed ?? resource, range, flags) : sources.recording;
    const replay = await replayRun(recording, changed);
    this.answer = exitCodeOf(replay.replayed);
    await this.print(replay, {...flags, format});
    this.exit(this.answer);
  }

  private async recorded(name: string | undefined, flags: SourceFlags): Promise<RecordedSources> {
    if (flags.file !== undefined) {
      const {readRecordedSources} = await import('../operate/replay/read-sources.js');
      const sources = await Promise.all(flags.file.map((file) => this.readSource(file)));
      return readRecordedSources(sources, {name, namespace: flags.namespace});
    }
    const {recordingOf} = await import('../operate/replay/read-recording.js');
    const found = await this.all(this.experiments(name, {...flags, file: undefined}, 'newest'));
    return {recording: recordingOf(found.map(({source}) => source)), metrics: [], secrets: []};
  }

  private async asked(
    {recording, metrics, secrets}: RecordedSources,
    rules: JsonObject,
    range: PrometheusRange,
    flags: BackendFlags,
  ): Promise<Recording> {
    const {askPrometheus} = await import('../operate/replay/prometheus/ask.js');
    const {secretReader} = await import('../metrics/inspect/file-secrets.js');
    const {secret, extraCertificates} = await this.backendAccess(flags);
    const {now, interruption} = this.deps;
    const readSecret = secretReader(secrets, secret);
    const world = {metrics, readSecret, extraCertificates, now: now(), signal: interruption()};
    return askPrometheus(recording, rules, range, world);
  }

  private async print(replay: Replayed, {format, jq, ...flags}: PrintFlags): Promise<void> {
    const view = replayView(replay);
    if (format === 'json' || format === 'yaml') return this.emitData(view, format, jq);
    const text = format === 'markdown' ? replayMarkdown(view) : replayText(view, await this.style(flags));
    return this.deps.out.write(text);
  }
}

interface SourceFlags extends ClusterFlags {
  readonly file?: string[] | undefined;
}

interface BackendFlags {
  readonly secret?: string[] | undefined;
  readonly 'ca-file'?: string | undefined;
}

interface PrintFlags {
  readonly format: 'text' | 'json' | 'yaml' | 'markdown';
  readonly jq?: string | undefined;
  readonly 'no-color': boolean;
}

function exitCodeOf({experiment, fate}: Playback): number {
  return fate.kind === 'open' ? EXIT_CODES.UNDECIDED : RESULT_EXIT_CODES[runResult(experiment)];
}
