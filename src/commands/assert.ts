import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {CONDITION_HELP, CONDITIONS, type Condition, parseCondition, versionIn} from '../analysis/assertion.js';
import {exitCodeHelp, Iter8Command, jsonOr} from '../command.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import {assertionText} from '../render/assert/text.js';
import {type AssertionView, assertionView} from '../render/assert/view.js';

export default class Assert extends Iter8Command {
  static override summary = 'Check conditions on an experiment, for scripts: the answer is the exit code.';
  static override description = `Several conditions must all hold, or with --any one of them. What holds and what does not is said on stderr.

${Object.entries(CONDITION_HELP)
  .map(([condition, meaning]) => `${condition}: ${meaning}`)
  .join('\n')}

${exitCodeHelp(EXIT_CODES.FALSE, EXIT_CODES.FORBIDDEN, EXIT_CODES.NOT_FOUND, EXIT_CODES.UNDECIDED)}`;

  static override args = {
    name: Args.string({description: 'Experiment; needed where the input holds several.', ignoreStdin: true}),
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
    output: Iter8Command.textOrJson,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -f experiment.yaml -c successful -c candidateWon',
    'kubectl get experiment my-experiment -o yaml | <%= config.bin %> <%= command.id %> -f - -c winner=my-app-v2',
  ];

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Assert);
    const conditions = flags.condition.map(toCondition);
    const experiment = onlyOne(await this.all(this.experiments(args.name, flags)));
    flags.condition.forEach((condition) => requireVersion(experiment, condition));
    const view = assertionView(
      experiment,
      conditions.map((check) => check(experiment)),
      flags.any,
    );
    this.answer = exitCode(view);
    if (jsonOr(flags) === 'json') await this.emitData(view, 'json', flags.jq);
    await this.deps.err.write(assertionText(view));
    this.exit(this.answer);
  }
}

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
