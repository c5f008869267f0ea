import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

/** `iter8ctl controller` for the experiments of one namespace, in a process of its own. */
export class ControllerProcess {
  /** Iterations that it has told of since it began. */
  iterations = 0;
  /** Lines of its log that are warnings or errors, but that nobody shifts traffic. @type {string[]} */
  problems = [];
  #child;
  #ended;
  /** @type {string | undefined} */
  #address;

  /** @param {{kubeconfig: string, namespace: string}} place */
  constructor({kubeconfig, namespace}) {
    const where = ['--kubeconfig', kubeconfig, '-n', namespace, '--install-namespace', namespace];
    const network = ['--listen', '127.0.0.1:0', '--allow-backend', '127.0.0.1'];
    const profile = process.env.BENCH_CONTROLLER_NODE_OPTIONS?.split(' ') ?? [];
    const argv = [...profile, 'bin/run.js', 'controller', ...where, ...network];
    this.#child = spawn(process.execPath, argv, {stdio: ['ignore', 'inherit', 'pipe']});
    this.#ended = once(this.#child, 'exit');
    createInterface({input: /** @type {import('node:stream').Readable} */ (this.#child.stderr)}).on(
      'line',
      (line) => this.#read(line),
    );
  }

  /** @param {string} line */
  #read(line) {
    const {level, message, address} = JSON.parse(line);
    this.#address ??= address;
    if (message.startsWith('IterationUpdate')) this.iterations += 1;
    if (level !== 'info' && !message.startsWith('NoWeightObjRef')) this.problems.push(line);
  }

  /** Its own metrics, by name with labels. @returns {Promise<ReadonlyMap<string, number>>} */
  async metrics() {
    const text = await (await fetch(`http://${this.#address}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  /** Whether it leads and has seen all experiments. */
  async isReady() {
    if (this.#child.exitCode !== null) throw new Error(`the controller ended: ${this.problems.join('\n')}`);
    return this.#address !== undefined && (await fetch(`http://${this.#address}/readyz`)).ok;
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
