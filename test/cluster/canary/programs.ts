import {basename, join} from 'node:path';
import type {TestCluster} from '../../support/cluster.js';
import {type ServerProcess, startProcess, waitUntil} from '../real/server-process.js';

const READY_MS = 30_000;

/** The processes of a test, which end with it. What they print goes to files in its folder. */
export class Programs {
  readonly #folder: string;
  readonly #started: ServerProcess[] = [];

  constructor({folder, atEnd}: Pick<TestCluster, 'folder' | 'atEnd'>) {
    this.#folder = folder;
    atEnd(() => this.#stop());
  }

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
    const output = join(this.#folder, `${this.#started.length}-${basename(program)}.log`);
    const started = await startProcess(program, argv, output);
    this.#started.push(started);
    await waitUntil(started, () => isReady(output), READY_MS);
    return output;
  }

  async #stop(): Promise<void> {
    for (const each of this.#started) each.kill();
    await Promise.all(this.#started.map(({exited}) => exited));
  }
}

/** Whether an address answers with success. */
export async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}
