import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {testCluster} from '../support/cluster.js';
import {limitedKubeconfig} from '../support/limited-access.js';
import {BIN, iter8ctl} from './support/built.js';
import {ControllerProcess} from './support/controller-process.js';
import {createExperiment, installDefinitions} from './support/experiments.js';
import {Kubelet} from './support/kubelet.js';
import {allowTasks, specWithActions} from './support/task-rights.js';
import {until} from './support/until.js';

const cluster = await testCluster();
const {namespace, folder} = cluster;

await installDefinitions(cluster);
const kubeconfigPath = await allowTasks(cluster);
await Kubelet.start(cluster);

function startController(): ControllerProcess {
  return new ControllerProcess({...cluster, kubeconfigPath}, '--no-leader-elect', '--task-image', 'iter8ctl:test');
}

/** `iter8ctl logs --follow` as a process of its own. */
class Follower {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  out = '';
  err = '';

  constructor(...argv: readonly string[]) {
    const places = ['--kubeconfig', cluster.kubeconfigPath, '-n', namespace];
    this.#child = spawn(process.execPath, [BIN, 'logs', ...argv, '--follow', ...places], {
      env: {PATH: process.env.PATH},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.#ended = once(this.#child, 'close');
    cluster.atEnd(() => this.end('SIGKILL'));
  }

  async shows(text: string): Promise<void> {
    await until(() => Promise.resolve(this.out.includes(text)), `the log shows: ${text}`);
  }

  /** @returns the exit code */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal) this.#child.kill(signal);
    await this.#ended;
    return this.#child.exitCode;
  }
}

/** Times that differ from run to run, taken out. */
const withoutTimes = (text: string) => text.replaceAll(/ (after|for) [\dms]+/g, ' $1 some time');

const shown = (...argv: string[]) =>
  iter8ctl('logs', ...argv, '--kubeconfig', cluster.kubeconfigPath, '-n', namespace);

describe('logs of actions that run as Jobs', () => {
  it('are followed while they are written, and are whole afterwards, each line once', async () => {
    const [gate, second] = [join(folder, 'gate'), join(folder, 'second')];
    const lines = 'for i in $(seq 600); do echo "line $i of a long output"; done';
    const wait = (file: string) => `until [ -e '${file}' ]; do sleep 0.1; done`;
    const finish = [
      {run: `${lines}; ${wait(gate)}; echo last`},
      {run: `echo before; ${wait(second)}; printf 'no \\033[31mend'`},
    ];
    const controller = startController();
    const actions = {start: [{run: 'echo started'}], finish};
    await createExperiment(cluster, 'long', specWithActions(cluster, 'long', actions));
    const follower = new Follower('long');
    await follower.shows('finish 1 run | line 600 of a long output\n');
    await writeFile(gate, '');
    await follower.shows('finish 2 run | before\n');
    const interrupted = new Follower('long', '--action', 'finish', '--task', '2');
    await interrupted.shows('before\n');
    expect(await interrupted.end('SIGINT')).toBe(130);
    expect(interrupted.out).toBe('before\n');
    await writeFile(second, '');
    expect(await follower.end()).toBe(0);
    const long = Array.from({length: 600}, (_, index) => `finish 1 run | line ${index + 1} of a long output`);
    const expected = [
      'start 1 run: begins',
      'start 1 run | started',
      'start 1 run: succeeded after some time',
      'finish 1 run: begins',
      ...long,
      'finish 1 run | last',
      'finish 1 run: succeeded after some time',
      'finish 2 run: begins',
      'finish 2 run | before',
      'finish 2 run | no \\x1b[31mend',
      'finish 2 run: succeeded after some time',
    ];
    expect(withoutTimes(follower.out).split('\n').slice(0, -1)).toEqual(expected);
    expect(follower.err).toBe('');
    const afterwards = withoutTimes(await shown())
      .split('\n')
      .slice(0, -1);
    expect(afterwards).toEqual(expected.filter((line) => !line.endsWith(': begins')));
    expect(await shown('long', '--action', 'finish', '--task', '2')).toBe('before\nno \\x1b[31mend\n');
    await controller.stop();
  });

  // the embedded server knows no roles
  (cluster.isReal ? it : it.skip)('show what the status keeps to those who must not read Pods', async () => {
    const controller = startController();
    await createExperiment(cluster, 'kept', specWithActions(cluster, 'kept', {start: [{run: 'seq 9999'}]}));
    const follower = new Follower('kept');
    expect(await follower.end()).toBe(0);
    await controller.stop();
    const rule = {apiGroups: ['iter8.tools'], resources: ['experiments'], verbs: ['get', 'list', 'watch']};
    const reader = await limitedKubeconfig(cluster, 'reader', [rule]);
    const kept = await iter8ctl(
      'logs',
      'kept',
      '--kubeconfig',
      reader,
      '-n',
      namespace,
      '--action',
      'start',
      '--task',
      '1',
    );
    expect(kept).toMatch(/^… \d+ bytes left out\n/);
    expect(kept.endsWith('9998\n9999\n')).toBe(true);
  });
});
