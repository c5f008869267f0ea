import {type ChildProcess, spawn} from 'node:child_process';
import {TailText} from '../tail-text.js';
import type {TaskContext, TaskOutcome} from '../task.js';

/** As long as the original gave a whole action. */
const PROGRAM_TIMEOUT_MS = 300_000;

/** A program as the operating system takes it: no shell looks at its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides those of the context. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs a program in a process group of its own, so that nothing of it outlives its end.
 *
 * @returns `failed` also when it cannot be started or does not end in time
 * @throws when the signal aborts; the group is ended first
 */
export async function runProgram(
  {command, args, env, timeoutMs = PROGRAM_TIMEOUT_MS}: Program,
  context: TaskContext,
  signal?: AbortSignal,
): Promise<TaskOutcome> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...context.env, ...variablesOf(context), ...env},
  });
  const output = new TailText();
  child.stdout.on('data', (chunk: Buffer) => output.append(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.append(chunk));
  const limit = AbortSignal.timeout(timeoutMs);
  const stop = () => endGroup(child);
  limit.addEventListener('abort', stop);
  signal?.addEventListener('abort', stop);
  try {
    const reason = await endOf(child, command);
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

/** Why the program failed; undefined when it succeeded. What it left in the background is ended. */
function endOf(child: ChildProcess, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(startFailure(error, command)));
    child.once('exit', (code, signal) => {
      endGroup(child);
      const words = exitWords(code, signal);
      const timer = setTimeout(() => resolve(words), LAST_OUTPUT_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(words);
      });
    });
  });
}

function exitWords(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal) return `was ended by ${signal}`;
  return code === 0 ? undefined : `ended with exit code ${code ?? '?'}`;
}

function startFailure({code, message}: NodeJS.ErrnoException, command: string): string {
  const missing = command.includes('/') ? 'is not there' : 'is not installed, or not on the PATH';
  return code === 'ENOENT' ? `cannot be started: ${command} ${missing}` : `cannot be started: ${message}`;
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
