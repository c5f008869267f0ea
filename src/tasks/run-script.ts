import {type ChildProcess, spawn} from 'node:child_process';
import type {ActionItem} from './action.js';
import {TailText} from './tail-text.js';
import type {Task, TaskContext, TaskOutcome} from './task.js';

/** As long as the original gave a whole action. */
const SCRIPT_TIMEOUT_MS = 300_000;

/** Runs a script with bash, in a process group of its own, so that nothing of it outlives its end. */
export function runScriptTask(timeoutMs = SCRIPT_TIMEOUT_MS): Task {
  return {run: (item, context, signal) => runScript({item, context, timeoutMs}, signal)};
}

export const RUN_SCRIPT = runScriptTask();

interface Script {
  readonly item: ActionItem;
  readonly context: TaskContext;
  readonly timeoutMs: number;
}

async function runScript({item, context, timeoutMs}: Script, signal?: AbortSignal): Promise<TaskOutcome> {
  signal?.throwIfAborted();
  const child = spawn('bash', ['-c', item.script ?? ''], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...context.env, ...variablesOf(context)},
  });
  const output = new TailText();
  child.stdout.on('data', (chunk: Buffer) => output.append(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.append(chunk));
  const limit = AbortSignal.timeout(timeoutMs);
  const stop = () => endGroup(child);
  limit.addEventListener('abort', stop);
  signal?.addEventListener('abort', stop);
  try {
    const reason = await endOf(child);
    signal?.throwIfAborted();
    return outcomeOf(limit.aborted ? `did not end within ${timeoutMs / 1000} s` : reason, output.text());
  } finally {
    limit.removeEventListener('abort', stop);
    signal?.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function variablesOf({experiment, action}: TaskContext): Record<string, string> {
  return {EXPERIMENT_NAME: experiment.name, EXPERIMENT_NAMESPACE: experiment.namespace, ACTION: action};
}

/** What is printed last may come after the end; only a process that left the group can keep the pipes open. */
const LAST_OUTPUT_MS = 500;

/** Why the script failed; undefined when it succeeded. What it left in the background is ended. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      endGroup(child);
      const words = signal
        ? `was ended by ${signal}`
        : code === 0
          ? undefined
          : `ended with exit code ${code ?? '?'}`;
      const timer = setTimeout(() => resolve(words), LAST_OUTPUT_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(words);
      });
    });
  });
}

function outcomeOf(reason: string | undefined, output: string): TaskOutcome {
  return reason === undefined ? {result: 'succeeded', output} : {result: 'failed', output, reason};
}

/** The whole group; it may have ended by itself. */
function endGroup({pid}: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
