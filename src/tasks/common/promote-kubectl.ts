import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {listEntry} from '../process/flag-value.js';
import {runProgram} from '../process/run-program.js';
import type {ItemContext, Task} from '../task.js';
import {templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillArgument} from '../template/fill.js';
import {findTemplateProblem} from '../template/problem.js';

/** Applies a manifest. To apply the same again changes nothing, so that this may be repeated. */
export const PROMOTE_KUBECTL: Task = {
  findProblem: (item, context) => findTemplateProblem(() => argumentsOf(item, context)),
  run: (item, context, signal) =>
    runProgram({command: 'kubectl', args: argumentsOf(item, context)}, context, signal),
};

/** @throws TemplateError */
function argumentsOf({inputs}: ActionItem, {experiment}: ItemContext): readonly string[] {
  const data = templateData(experiment);
  const fill = (name: string) => fillArgument(inputOf(inputs, name).text() ?? '', TASK_DELIMITERS, data);
  const isRecursive = inputOf(inputs, 'recursive').boolean() === true;
  return [
    'apply',
    `--namespace=${fill('namespace') || experiment.namespace}`,
    ...(isRecursive ? ['--recursive'] : []),
    `--filename=${listEntry(fill('manifest'))}`,
  ];
}
