import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {get} from 'node:http';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';
import {NAMESPACE} from './experiments.js';

/** @typedef {import('./probe.js').Measurement} Measurement */

const PROBE = pathToFileURL('test/soak/support/probe.js').href;
/** Lines of its log that are kept, the last ones. */
const MOST_LINES = 20;
const LONGEST_END_MS = 20_000;

/** A controller in a process of its own that says what it holds. */
export class ControllerProcess {
  #child;
  #ended;
  /** @type {string | undefined} */
  #address;
  /** The last lines of its log that are no news but problems. @type {string[]} */
  problems = [];
  problemCount = 0;
  isLeading = false;

  /** @param {{kubeconfig: string, speed: number | undefined, leak: string | undefined}} options speed undefined: that of the world */
  constructor({kubeconfig, speed, leak}) {
    const argv = speed === undefined ? realArguments(kubeconfig) : swiftArguments(kubeconfig, speed);
    const env = {PATH: process.env.PATH, ...(leak !== undefined && {SOAK_LEAK: leak})};
    this.#child = spawn(process.execPath, ['--expose-gc', ...argv], {
      env,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#ended = once(this.#child, 'exit');
    const input = /** @type {import('node:stream').Readable} */ (this.#child.stderr);
    createInterface({input}).on('line', (line) => this.#read(line));
  }

  /** @param {string} line */
  #read(line) {
    this.#address ??= /"address":"([^"]+)"/.exec(line)?.[1];
    this.isLeading ||= line.includes('all experiments are known');
    if (!/^(?:\S+ (?:warning|error) |.*"level":"(?:warning|error)")|Warning/.test(line)) return;
    this.problemCount += 1;
    this.problems = [...this.problems, line].slice(-MOST_LINES);
  }

  /** @param {boolean} isWhole @returns {Promise<Measurement>} */
  async measure(isWhole) {
    if (this.#child.exitCode !== null) throw new Error(`the controller ended: ${this.problems.join('\n')}`);
    if (this.#address !== undefined) await scrape(this.#address);
    this.#child.send(isWhole ? 'whole' : 'short');
    const [measurement] = await once(this.#child, 'message');
    return measurement;
  }

  /** @throws Error when something keeps it from ending */
  async stop() {
    this.#child.kill('SIGTERM');
    const isEnded = await Promise.race([this.#ended, sleep(LONGEST_END_MS, false, {ref: false})]);
    if (isEnded) return;
    this.#child.kill('SIGKILL');
    throw new Error(`the controller did not end within ${LONGEST_END_MS / 1000} s`);
  }
}

/** Over a connection of its own, which is closed before anything is counted. @param {string} address */
async function scrape(address) {
  const request = get(`http://${address}/metrics`, {agent: false}, (response) => void response.resume());
  await once(request, 'close');
}

/** @param {string} kubeconfig */
function realArguments(kubeconfig) {
  const where = ['--kubeconfig', kubeconfig, '-n', NAMESPACE, '--install-namespace', NAMESPACE];
  const network = ['--listen', '127.0.0.1:0', '--allow-backend', '127.0.0.1'];
  return ['--import', PROBE, 'bin/run.js', 'controller', ...where, ...network, '--local-tasks'];
}

/** @param {string} kubeconfig @param {number} speed */
function swiftArguments(kubeconfig, speed) {
  return ['test/soak/support/swift-controller.js', kubeconfig, String(speed)];
}
