import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {CONDITION_HELP, CONDITIONS, type Condition, parseCondition, versionIn} from '../analysis/assertion.js';
import {isDecided} from '../analysis/current-winner.js';
import {verdictWords} from '../analysis/verdict-words/verdict-words.js';
import {Iter8Command, jsonOr, type ReadingFlags} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import {assertionText} from '../render/assert/text.js';
import {type AssertionView, assertionView} from '../render/assert/view.js';
import {standing} from '../render/run/progress.js';
import {timeLimitMs} from '../time-limit.js';

export default class Assert extends Iter8Command {
  static override summary = 'Check conditions on an experiment, for scripts: the answer is the exit code.';
  static override description = `Several conditions must all hold, or with --any one of them. What holds and what does not is said on stderr.

${Object.entries(CONDITION_HELP)
  .map(([condition, meaning]) => `${condition}: ${meaning}`)
  .join('\n')}

${exitCodeHelp(
  EXIT_CODES.FALSE,
  EXIT_CODES.FORBIDDEN,
  EXIT_CODES.NOT_FOUND,
  EXIT_CODES.TIMEOUT,
  EXIT_CODES.UNDECIDED,
  EXIT_CODES.UNREACHABLE,
)}`;

  static override args = {
    name: Args.string({
      description: 'Experiment; needed where a file holds several; in the cluster the newest if left out.',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    ...Iter8Command.readingFlags,
    condition: Flags.string({
      char: 'c',
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      description: 'Condition to check; may be repeated.',
    }),
    any: Flags.boolean({description: 'One condition that holds is enough.'}),
    timeout: Flags.string({
      exclusive: ['file'],
      description:
        'Watch the experiment until the answer can change no more, but not longer than this, such as 10m.',
    }),
    output: Iter8Command.textOrJson,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-experiment -c candidateWon --timeout 10m',
    '<%= config.bin %> <%= command.id %> -f experiment.yaml -c successful -c candidateWon',
    'kubectl get experiment my-experiment -o yaml | <%= config.bin %> <%= command.id %> -f - -c winner=my-app-v2',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Assert);
    const conditions = flags.condition.map(toCondition);
    const {timeout} = flags;
    const first = onlyOne(await this.all(this.experiments(args.name, flags, 'newest')));
    const experiment = timeout === undefined ? first : await this.awaitAnswer(first, flags, timeLimitMs(timeout));
    flags.condition.forEach((condition) => requireVersion(experiment, condition));
    const view = assertionView(
      experiment,
      conditions.map((check) => check(experiment)),
      flags.any,
    );
    this.answer = exitCode(view);
    if (jsonOr(flags) === 'json') await this.emitData(view, 'json', flags.jq);
    await this.deps.err.write(assertionText(view, verdictWords(experiment, this.deps.now())));
    this.exit(this.answer);
  }

  /** Tells now and then that it is still there, where nobody could see it otherwise. */
  private async awaitAnswer(first: Experiment, flags: ReadingFlags, timeoutMs: number): Promise<Experiment> {
    const {awaitEnd} = await import('../operate/await-end.js');
    const {followed} = await import('../operate/follow.js');
    const {err, repeat, interruption} = this.deps;
    const cluster = await this.deps.cluster({...flags, namespace: first.namespace});
    let latest = first;
    const tell = () => void err.write(`waiting: ${standing(latest)}\n`);
    const stopTelling = err.isTerminal ? () => undefined : repeat(HEARTBEAT_MS, tell);
    try {
      return await awaitEnd(cluster, followed(first), {
        signal: interruption(),
        timeoutMs,
        until: isDecided,
        onSight: (sight) => {
          if (sight.kind === 'seen') latest = sight.experiment;
        },
      });
    } finally {
      stopTelling();
      cluster.close();
    }
  }
}

const HEARTBEAT_MS = 30_000;

function toCondition(text: string): Condition {
  const condition = parseCondition(text);
  if (condition) return condition;
  throw new Iter8Error('INVALID', `no such condition: ${text}`, `conditions are ${CONDITIONS.join(', ')}`);
}

function onlyOne([experiment, another, ...others]: Experiment[]): Experiment {
  if (experiment && !another) return experiment;
  const count = others.length + 2;
  throw new Iter8Error(
    'INVALID',
    `${count} experiments in the input, and only one can be checked`,
    'name it, with -n where the name repeats',
  );
}

function requireVersion({spec}: Experiment, condition: string): void {
  const version = versionIn(condition);
  const names = spec.versions.map(({name}) => name);
  if (version === undefined || names.length === 0 || names.includes(version)) return; // a start action may name them yet
  throw new Iter8Error(
    'INVALID',
    `${condition}: the experiment has no version "${version}"`,
    `its versions are ${names.join(', ')}`,
  );
}

function exitCode({result}: AssertionView): number {
  return {holds: 0, false: EXIT_CODES.FALSE, undecided: EXIT_CODES.UNDECIDED}[result];
}
