import type {Delimiters} from '../../experiment/task-template.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {runProgram} from '../process/run-program.js';
import type {ItemContext, Task} from '../task.js';
import {templateData} from '../template/data.js';
import {RUN_DELIMITERS, TASK_DELIMITERS} from '../template/delimiters.js';
import {type FilledScript, fillScript} from '../template/fill.js';
import {findTemplateProblem} from '../template/problem.js';

interface ScriptKind {
  readonly delimiters: readonly Delimiters[];
  readonly textOf: (item: ActionItem) => string;
}

/** Runs the script of a `run` item with bash. */
export const RUN_SCRIPT = scriptTask({delimiters: RUN_DELIMITERS, textOf: ({script}) => script ?? ''});

/** Runs the input `script` with bash. */
export const BASH = scriptTask({
  delimiters: TASK_DELIMITERS,
  textOf: ({inputs}) => inputOf(inputs, 'script').text() ?? '',
});

function scriptTask(kind: ScriptKind): Task {
  return {
    findProblem: (item, context) => findTemplateProblem(() => filled(kind, item, context)),
    run: (item, context, signal) => {
      const {script, env} = filled(kind, item, context);
      return runProgram({command: 'bash', args: ['-c', script], env}, context, signal);
    },
  };
}

/** @throws TemplateError */
function filled(
  {delimiters, textOf}: ScriptKind,
  item: ActionItem,
  {experiment, secret}: ItemContext,
): FilledScript {
  const overrides = inputOf(item.inputs, 'versionInfo').value;
  return fillScript(textOf(item), delimiters, templateData(experiment, {overrides, secret}));
}
