import type {ActionItem} from '../action.js';
import {inputOf, isFilledIn, textsOf} from '../inputs.js';
import {runProgram} from '../process/run-program.js';
import type {ItemContext, Task} from '../task.js';
import {templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillArgument, fillScript} from '../template/fill.js';
import {findTemplateProblem} from '../template/problem.js';

/** Runs a program, without a shell in between. */
export const EXEC: Task = {
  findProblem: (item, context) => findTemplateProblem(() => filledArguments(item, context)),
  run: (item, context, signal) => {
    const command = inputOf(item.inputs, 'cmd').text() ?? '';
    return runProgram({command, ...filledArguments(item, context)}, context, signal);
  },
};

interface FilledArguments {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @throws TemplateError */
function filledArguments({inputs}: ActionItem, {experiment}: ItemContext): FilledArguments {
  const args = textsOf(inputOf(inputs, 'args')).map((text) => text ?? '');
  if (!isFilledIn(inputs)) return {args, env: {}};
  const data = templateData(experiment);
  const command = inputOf(inputs, 'cmd').text() ?? '';
  const filled = args.map((text, at) => {
    const isScript = isShell(command) && /^-[a-z]*c$/.test(args[at - 1] ?? '');
    return isScript
      ? fillScript(text, TASK_DELIMITERS, data, `ITER8_ARGUMENT_${at}`)
      : {script: fillArgument(text, TASK_DELIMITERS, data), env: {}};
  });
  return {
    args: filled.map(({script}) => script),
    env: Object.assign({}, ...filled.map(({env}) => env)) as Record<string, string>,
  };
}

/** The argument after its -c is a script. */
function isShell(command: string): boolean {
  return /(^|\/)(ba|da|a|k|z)?sh$/.test(command);
}
