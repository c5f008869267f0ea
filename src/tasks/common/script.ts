import type {Delimiters} from '../../experiment/task-template.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {runProgram} from '../process/run-program.js';
import type {Task, TaskContext} from '../task.js';
import {templateData} from '../template/data.js';
import {RUN_DELIMITERS, TASK_DELIMITERS} from '../template/delimiters.js';
import {type FilledScript, fillScript} from '../template/fill.js';
import {findTemplateProblem} from '../template/problem.js';

interface ScriptKind {
  readonly delimiters: readonly Delimiters[];
  readonly textOf: (item: ActionItem) => string;
}

/** Runs the script of a `run` item with bash. */
export function runScriptTask(timeoutMs?: number): Task {
  return scriptTask({delimiters: RUN_DELIMITERS, textOf: ({script}) => script ?? ''}, timeoutMs);
}

/** Runs the input `script` with bash. */
export const BASH: Task = scriptTask({
  delimiters: TASK_DELIMITERS,
  textOf: ({inputs}) => inputOf(inputs, 'script').text() ?? '',
});

export const RUN_SCRIPT = runScriptTask();

function scriptTask(kind: ScriptKind, timeoutMs?: number): Task {
  return {
    findProblem: (item, context) => findTemplateProblem(() => filled(kind, item, context)),
    run: (item, context, signal) => {
      const {script, env} = filled(kind, item, context);
      return runProgram({command: 'bash', args: ['-c', script], env, timeoutMs}, context, signal);
    },
  };
}

/** @throws TemplateError */
function filled({delimiters, textOf}: ScriptKind, item: ActionItem, {experiment}: TaskContext): FilledScript {
  const overrides = inputOf(item.inputs, 'versionInfo').value;
  return fillScript(textOf(item), delimiters, templateData(experiment, overrides));
}
