import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {basename} from 'node:path';

/** A server of somebody else, running beside the tests. */
export interface ServerProcess {
  readonly name: string;
  /** Why it is not running any more, with the last lines of its log. */
  ending(): string | undefined;
  /** Kills it; what it stored is thrown away, so there is nothing to finish. */
  kill(): void;
  /** Resolves when it is gone. */
  readonly exited: Promise<unknown>;
}

/** Starts a program whose output goes to a file, appended. */
export async function startProcess(
  program: string,
  flags: readonly string[],
  logFile: string,
): Promise<ServerProcess> {
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(program, flags, {stdio: ['ignore', log.fd, log.fd]});
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await once(child, 'spawn').finally(() => log.close());
  return {
    name: basename(program),
    ending: () => {
      const how = child.signalCode ?? child.exitCode;
      return how === null ? undefined : `${program} ended (${how}):\n${lastLines(logFile)}`;
    },
    kill: () => child.kill('SIGKILL'),
    exited,
  };
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
}

/** Asks again and again until the answer is yes, as long as the server runs. */
export async function waitUntil(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isReady().catch(() => false))) {
    const ending = server.ending();
    if (ending !== undefined) throw new Error(ending);
    if (performance.now() > deadline) throw new Error(`${server.name} is not ready after ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
