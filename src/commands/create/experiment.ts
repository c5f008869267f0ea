import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {RESULT_EXIT_CODES, runResult} from '../../analysis/run-result.js';
import {verdictWords} from '../../analysis/verdict-words/verdict-words.js';
import {Iter8Command} from '../../command.js';
import {FOLLOWING_EXIT_CODES} from '../../exit-code-help.js';
import {experimentFlags} from '../../experiment-flags.js';
import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import type {Created} from '../../operate/create/create.js';
import type {Draft} from '../../operate/create/draft.js';
import type {DraftFlags} from '../../operate/create/read-draft.js';
import {TASK_FORMS} from '../../operate/create/task-text.js';
import type {Typed} from '../../operate/interview/interview.js';
import type {Sight} from '../../operate/follow.js';
import {identityOf} from '../../operate/stored-experiment.js';
import {safeText} from '../../render/safe-text.js';
import {WatchLines} from '../../render/watch/lines.js';
import type {ClusterFlags} from '../../runtime/deps.js';
import {timeLimitMs} from '../../time-limit.js';

export default class CreateExperiment extends Iter8Command {
  static override summary = 'Create an experiment, from flags, from a file, or step by step.';
  static override description = `Everything is examined before anything is sent. With -f, a file of any generation is taken: \
what nobody could mean otherwise is repaired on the way, and older versions are converted, each with a warning. \
With --dry-run=client no cluster is needed.

--start, --loop and --finish take ${TASK_FORMS}.

With --wait the exit code tells the verdict: 0 the candidate won (or the version conforms), 3 it lost, 6 inconclusive or failed.

${FOLLOWING_EXIT_CODES}`;

  static override usage = [
    'create experiment NAME --target TARGET --baseline VERSION [--candidate VERSION]... [--objective LIMIT]...',
    'create experiment NAME --from KIND/NAME [--objective LIMIT]...',
    'create experiment [NAME] -f FILE',
    'create experiment [NAME] -i',
  ];

  static override args = {
    name: Args.string({description: "Name of the experiment; with -f instead of the file's.", ignoreStdin: true}),
  };

  static override flags = {
    file: Flags.string({char: 'f', description: 'File with one Experiment, YAML or JSON; - reads stdin.'}),
    interactive: Flags.boolean({
      char: 'i',
      exclusive: ['file'],
      description: 'Ask for what is not said, step by step; then show the YAML and ask once more.',
    }),
    ...experimentFlags,
    'generate-name': Flags.boolean({description: 'Let the server end the name: NAME-x7k2p.'}),
    replace: Flags.boolean({description: 'Take the place of an ended experiment of the same name.'}),
    'if-busy': Flags.option({
      options: ['wait', 'fail'] as const,
      default: 'wait' as const,
      description: 'What to do when another experiment has the target: create it to wait its turn, or fail.',
    })(),
    'dry-run': Flags.option({
      options: ['none', 'client', 'server'] as const,
      default: 'none' as const,
      description: 'client prints what would be sent, server has it checked; neither creates it.',
    })(),
    wait: Flags.boolean({description: 'Wait for the end; the exit code tells the verdict.'}),
    watch: Flags.boolean({description: 'Print a line on stderr for each change until the end.'}),
    timeout: Flags.string({description: 'Longest time to --wait or --watch, such as 10m.'}),
    output: Flags.option({
      char: 'o',
      options: ['yaml', 'json', 'name'] as const,
      description: 'Print the experiment, with --wait as it ended.',
    })(),
    ...Iter8Command.clusterFlags,
  };

  static override examples = [
    `<%= config.bin %> <%= command.id %> my-canary --target shop/checkout --baseline v1 --candidate v2 --objective 'mean-latency<=50' --interval 12s --dry-run=client > experiment.yaml`,
    '<%= config.bin %> <%= command.id %> -f experiment.yaml --wait --timeout 10m',
    `<%= config.bin %> <%= command.id %> my-test --target shop/checkout --baseline v2 --objective 'error-rate<=0.01' --finish 'run: kubectl apply -f v2.yaml' --watch`,
  ];

  async run(): Promise<void> {
    const {args, flags: typedFlags} = await this.parse(CreateExperiment);
    const {name, flags} = await this.complete({name: args.name, flags: typedFlags});
    const isAwaited = flags.wait || flags.watch;
    requireAwaitable(flags, isAwaited);
    const timeoutMs = flags.timeout === undefined ? undefined : timeLimitMs(flags.timeout);
    const {readDraft} = await import('../../operate/create/read-draft.js');
    const draft = await readDraft(name, flags, {
      readFile: (file) => this.readSource(file),
      openCluster: () => this.deps.cluster(flags),
    });
    await this.examine(draft);
    if (flags['dry-run'] === 'client') {
      await this.print(draft.resource, flags.output ?? 'yaml');
      if (this.deps.out.isTerminal) await this.deps.err.write(REPLAY_HINT);
      return;
    }
    if (flags.interactive && !(await this.isWanted(draft))) return;
    const namespace = flags.namespace ?? new Field(draft.resource).get('metadata', 'namespace').text();
    const cluster = await this.deps.cluster({...flags, namespace});
    try {
      await this.perform(cluster, draft, {...flags, isAwaited, timeoutMs});
    } finally {
      cluster.close();
    }
  }

  private async complete<Flags extends AskableFlags>(typed: Typed<Flags>): Promise<Typed<Flags>> {
    if (!typed.flags.interactive) return typed;
    const {askExperiment} = await import('../../screens/ask-experiment.js');
    return askExperiment(typed, this.deps, typed.flags['dry-run'] === 'client');
  }

  private async isWanted({resource}: Draft): Promise<boolean> {
    const {formatYaml} = await import('../../experiment/reading/yaml-format.js');
    await this.deps.err.write(`${formatYaml(resource).split('\n').map(safeText).join('\n')}\n`);
    const isWanted = await this.deps.ask('create it?');
    if (!isWanted) await this.deps.err.write('nothing was created\n');
    return isWanted;
  }

  private async perform(cluster: Cluster, draft: Draft, flags: PerformFlags): Promise<void> {
    const {isAwaited} = flags;
    const {object, isReplaced} = await this.send(cluster, draft, flags);
    if (!isAwaited || flags.output === undefined)
      await this.print(object, flags.output, doneWords(flags, isReplaced));
    if (!isAwaited) return;
    const experiment = await this.follow(cluster, object, flags);
    this.answer = flags.wait ? RESULT_EXIT_CODES[runResult(experiment)] : 0;
    if (flags.output !== undefined) await this.print(experiment.source, flags.output);
    await this.deps.err.write(`${safeText(verdictWords(experiment, this.deps.now()).headline)}\n`);
    this.exit(this.answer);
  }

  /** @throws Iter8Error INVALID when the draft cannot be created */
  private async examine({warnings, mistakes}: Draft): Promise<void> {
    for (const warning of warnings) await this.warnOf(warning);
    const last = mistakes.at(-1);
    if (last === undefined) return;
    const others = mistakes.slice(0, -1).map((mistake) => `error: ${safeText(mistake)}\n`);
    await this.deps.err.write(others.join(''));
    throw new Iter8Error('INVALID', last, 'nothing was created');
  }

  private async warnOf(text: string): Promise<void> {
    await this.deps.err.write(`warning: ${safeText(text)}\n`);
  }

  private async send(cluster: Cluster, draft: Draft, flags: SendFlags): Promise<Created> {
    const {createExperiment} = await import('../../operate/create/create.js');
    const [warnings, notes]: [string[], string[]] = [[], []];
    if (flags.replace) this.deps.interruption(); // the old one must not be deleted and the new one left out
    try {
      return await createExperiment(cluster, draft, {
        isDryRun: flags['dry-run'] === 'server',
        isReplacing: flags.replace,
        ifBusy: flags['if-busy'],
        onWarning: (text) => warnings.push(text),
        onNote: (text) => notes.push(text),
        ...(draft.routing && {signal: this.deps.interruption()}),
      });
    } catch (error) {
      const {saveLost} = await import('../../operate/rerun/save-lost.js');
      return await saveLost(error, this.deps.err);
    } finally {
      for (const warning of warnings) await this.warnOf(warning);
      for (const note of notes) await this.deps.err.write(`${safeText(note)}\n`);
    }
  }

  private async print(resource: JsonObject, output: Output, done = ''): Promise<void> {
    if (output === 'yaml' || output === 'json') return this.emitData(resource, output, undefined);
    const name = `experiment.iter8.tools/${safeText(nameOf(resource))}`;
    return this.deps.out.write(`${name}${output === 'name' ? '' : ` ${done}`}\n`);
  }

  private async follow(cluster: Cluster, object: JsonObject, flags: PerformFlags): Promise<Experiment> {
    const {awaitEnd} = await import('../../operate/await-end.js');
    const {name, uid} = identityOf(object);
    const signal = this.deps.interruption();
    const lines = new WatchLines('text', this.deps.now);
    const tell = (sight: Sight) =>
      this.deps.err.write(sight.kind === 'seen' ? lines.add(sight.experiment) : lines.connection(sight));
    const onSight = flags.watch ? tell : undefined;
    return awaitEnd(cluster, {name, uid}, {signal, timeoutMs: flags.timeoutMs, onSight});
  }
}

/** For people alone: what criteria are worth is told best by a run that is known. */
const REPLAY_HINT = 'to judge an earlier run by these criteria: iter8ctl replay NAME --criteria FILE\n';

interface PerformFlags extends SendFlags {
  readonly output?: Output;
  readonly wait: boolean;
  readonly watch: boolean;
  readonly isAwaited: boolean;
  readonly timeoutMs: number | undefined;
}

interface AskableFlags extends DraftFlags, ClusterFlags {
  readonly namespace?: string | undefined;
  readonly interactive: boolean;
  readonly 'dry-run': SendFlags['dry-run'];
}

/** How it is to be sent. */
interface SendFlags {
  readonly replace: boolean;
  readonly 'if-busy': 'wait' | 'fail';
  readonly 'dry-run': 'none' | 'client' | 'server';
}

type Output = 'yaml' | 'json' | 'name' | undefined;

/** @throws Iter8Error INVALID for waiting for what is not created, and for a limit of no wait */
function requireAwaitable(
  flags: {readonly 'dry-run': string; readonly timeout?: string | undefined},
  isAwaited: boolean,
): void {
  if (isAwaited && flags['dry-run'] !== 'none') {
    throw new Iter8Error(
      'INVALID',
      '--wait and --watch need an experiment that is created',
      'leave out --dry-run',
    );
  }
  if (isAwaited || flags.timeout === undefined) return;
  throw new Iter8Error('INVALID', '--timeout is for --wait and --watch', 'add one of them');
}

function doneWords(flags: SendFlags, isReplaced: boolean): string {
  const words = isReplaced ? 'replaced' : 'created';
  return flags['dry-run'] === 'server' ? `${words} (server dry run)` : words;
}

function nameOf(resource: JsonObject): string {
  const metadata = new Field(resource).get('metadata');
  return metadata.get('name').text() ?? metadata.get('generateName').text() ?? '';
}
