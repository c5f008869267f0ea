import {basename, join} from 'node:path';
import {type ServerProcess, startProcess, waitUntil} from '../real/server-process.js';

const READY_MS = 30_000;

/** The processes of a test. What they print goes to files in the folder. */
export class Programs {
  readonly #started: ServerProcess[] = [];

  constructor(private readonly folder: string) {}

  /**
   * Starts a program and waits until it is ready.
   *
   * @param isReady given the file that it prints to; a rejection is a no
   * @returns that file
   */
  async start(
    program: string,
    argv: readonly string[],
    isReady: (output: string) => Promise<boolean>,
  ): Promise<string> {
    const output = join(this.folder, `${this.#started.length}-${basename(program)}.log`);
    const started = await startProcess(program, argv, output);
    this.#started.push(started);
    await waitUntil(started, () => isReady(output), READY_MS);
    return output;
  }

  /** Waits for something that needs all of them: should one of them end before, that is the error. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    const endings = this.#started.map(async (each) => {
      await each.exited;
      throw new Error(each.ending());
    });
    return Promise.race([work, ...endings]);
  }

  async stop(): Promise<void> {
    for (const each of this.#started) each.kill();
    await Promise.all(this.#started.map(({exited}) => exited));
  }
}

/** Whether an address answers with success. */
export async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}
