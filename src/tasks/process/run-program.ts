import {type ChildProcess, type ChildProcessByStdio, spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import {MaskedText} from '../output/masked-text.js';
import {TailText} from '../output/tail-text.js';
import type {ItemContext, TaskOutcome} from '../task.js';

/** From the request to end, which helm and others use to tidy up, to the end by force. */
const GRACE_MS = 10_000;

/** A program as the operating system takes it: no shell looks at its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides those of the context. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its working directory; undefined: that of this process. */
  readonly folder?: string;
  readonly graceMs?: number;
}

/**
 * Runs a program in a process group of its own, so that nothing of it outlives its end. When the signal aborts the group is
 * asked to end (SIGTERM), and after ten seconds it is ended (SIGKILL).
 *
 * @returns `failed` also when it cannot be started or was ended by the signal, with what it printed till then
 */
export async function runProgram(
  program: Program,
  context: ItemContext,
  signal?: AbortSignal,
): Promise<TaskOutcome> {
  signal?.throwIfAborted();
  const {command, args, env, folder, graceMs} = program;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: {...context.env, ...variablesOf(context), ...env},
  });
  const output = collectOutput(child, context);
  const release = endAtAbort(child, signal, graceMs);
  try {
    const reason = await endOf(child, command);
    return outcomeOf(reason, output.text());
  } finally {
    release();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** stdout and stderr in their order, as far as two pipes can tell it. */
function collectOutput(
  {stdout, stderr}: ChildProcessByStdio<null, Readable, Readable>,
  {mask, print}: ItemContext,
) {
  const tail = new TailText();
  const pass = (text: string) => {
    tail.append(Buffer.from(text));
    print(text);
  };
  const texts = [stdout, stderr].map((stream) => {
    const text = new MaskedText(mask, pass);
    stream.on('data', (chunk: Buffer) => text.write(chunk));
    return text;
  });
  return {
    text: () => {
      texts.forEach((text) => text.end());
      return tail.text();
    },
  };
}

/** @returns to be called when the program has ended */
function endAtAbort(child: ChildProcess, signal: AbortSignal | undefined, graceMs = GRACE_MS): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, 'SIGTERM');
    timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  };
  signal?.addEventListener('abort', stop, {once: true});
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}

function variablesOf({experiment, action}: ItemContext): Record<string, string> {
  return {EXPERIMENT_NAME: experiment.name, EXPERIMENT_NAMESPACE: experiment.namespace, ACTION: action};
}

/** What is printed last may come after the end; only a process that left the group can keep the pipes open. */
const LAST_OUTPUT_MS = 500;

/** Why the program failed; undefined when it succeeded. What it left in the background is ended. */
function endOf(child: ChildProcess, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(startFailure(error, command)));
    child.once('exit', (code, signal) => {
      signalGroup(child, 'SIGKILL');
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

/** The whole group; it may have ended by itself, or have only processes of other users left (sudo), which are not ours to end. */
function signalGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
