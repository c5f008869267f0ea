import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {type ApiServer, startApiServer} from '../../src/local/apiserver/start.js';
import {testTools} from '../support/test-tools.js';
import {RealTerminal} from './support/terminal.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

describe('completion in real shells', () => {
  let server: ApiServer;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    server = await startApiServer();
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-completion-'));
    env = {HOME: folder, PATH: `${folder}/bin:${process.env.PATH ?? ''}`, KUBECONFIG: join(folder, 'kubeconfig')};
    await server.writeKubeconfig(env.KUBECONFIG!);
    await installPrograms();
    await shell(
      'bash',
      'iter8ctl install --crds-only && iter8ctl create experiment checkout-v2 --target shop --baseline v1',
    );
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, {recursive: true});
  });

  /** As an installation has them: on the PATH, by their names. */
  async function installPrograms(): Promise<void> {
    await mkdir(join(folder, 'bin'));
    const {stdout} = await run(process.execPath, [join(ROOT, 'bin/run.js'), 'completion', 'kubectl']);
    await writeFile(join(folder, 'bin/kubectl_complete-iter8'), stdout);
    await chmod(join(folder, 'bin/kubectl_complete-iter8'), 0o755);
    for (const name of ['iter8ctl', 'kubectl-iter8'])
      await symlink(join(ROOT, 'bin/run.js'), join(folder, 'bin', name));
  }

  const shell = async (program: string, script: string) =>
    (await run(program, ['-c', script], {env, cwd: ROOT})).stdout;

  it('works in bash', async () => {
    const ask = 'at() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iter8ctl; echo "${COMPREPLY[*]}"; }';
    const lines = [
      'iter8ctl des',
      'iter8ctl describe --output = js',
      'iter8ctl describe -f samp',
      'iter8ctl watch ""',
    ];
    const script = ['source <(iter8ctl completion bash)', ask, ...lines.map((line) => `at ${line}`)].join('\n');
    expect(await shell('bash', script)).toBe('describe\njson\nsamples\ncheckout-v2\n');
  });

  it('works in fish', async () => {
    const lines = ['des', 'describe --output=js', 'describe --file=samp', 'watch '];
    const script = ['iter8ctl completion fish | source', ...lines.map((line) => `complete -C "iter8ctl ${line}"`)];
    const offered = (await shell('fish', script.join('\n'))).split('\n').map((line) => line.split('\t')[0]);
    expect(offered).toEqual(['describe', '--output=json', '--file=samples/', 'checkout-v2', '']);
  });

  it('works in zsh, at the keyboard', async () => {
    const terminal = await RealTerminal.openProgram(['zsh', '-f'], {columns: 100, rows: 30, env});
    try {
      await terminal.type('autoload -U compinit; compinit -u; source <(iter8ctl completion zsh); PS1="ready> "\n');
      await terminal.shows(/^ready>/m);
      await terminal.type('iter8ctl watch che\t');
      await terminal.shows(/iter8ctl watch checkout-v2/);
      await terminal.type('--output=js\t');
      await terminal.shows(/iter8ctl watch checkout-v2 +--output=json/);
    } finally {
      await terminal.close();
    }
  });

  it('works behind kubectl', async () => {
    const kubectl = join(testTools('v35'), 'kubectl/kubectl');
    const {stdout} = await run(kubectl, ['__complete', 'iter8', 'watch', 'che'], {env});
    expect(stdout).toContain('checkout-v2');
  });
});
