import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import type {TestCluster} from '../../support/cluster.js';
import {BIN} from './built.js';
import {until} from './until.js';

/** A line of its log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** `iter8ctl controller` as a process of its own, for the experiments of the test's namespace. */
export class ControllerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #log = '';

  constructor({kubeconfigPath, namespace, folder, atEnd}: TestCluster, ...flags: readonly string[]) {
    const places = ['--kubeconfig', kubeconfigPath, '-n', namespace, '--install-namespace', namespace];
    this.#child = spawn(process.execPath, [BIN, 'controller', ...places, '--listen', '127.0.0.1:0', ...flags], {
      env: {PATH: process.env.PATH, HOME: folder},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    this.#ended = once(this.#child, 'close');
    atEnd(() => this.stop()); // of a test that failed
  }

  /**
   * The last line is left out, which a kill may have cut off.
   *
   * @throws SyntaxError when it wrote anything else, such as a warning of Node
   */
  get log(): LogLine[] {
    const lines = this.#log.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /** @throws Error when it has not written such a line within so many seconds from now */
  async logged(message: string, seconds?: number): Promise<void> {
    const hasLogged = () => this.log.some((line) => line.message === message);
    await until(() => Promise.resolve(hasLogged()), `the controller logs: ${message}`, seconds);
  }

  /** Ends it as Kubernetes does; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  /**
   * Ends it at once, in the middle of whatever it does.
   *
   * @throws Error when it had ended by itself
   */
  async kill(): Promise<void> {
    const {exitCode} = this.#child;
    this.#child.kill('SIGKILL');
    await this.#ended;
    if (exitCode !== null) throw new Error(`the controller ended by itself (${exitCode}):\n${this.#log}`);
  }
}
