import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import Completion from '../../../src/commands/completion.js';
import type {Manifest} from '../../../src/operate/completion/command-line.js';
import {complete} from '../../../src/operate/completion/complete.js';
import {ASKERS, type Asker} from '../../../src/operate/completion/suggest.js';
import type {Cluster} from '../../../src/cluster/port.js';
import type {ClusterFlags} from '../../../src/runtime/deps.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {runCommand} from '../../support/run-command.js';

const MANIFEST = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../oclif.manifest.json'), 'utf8'),
) as Manifest;

const experiment = (name: string, stage: string) => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name, namespace: 'shop'},
  spec: {target: 'shop/x', strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}},
  status: {stage},
});

const unreachable = () => Promise.reject(new Error('no cluster'));

async function words(line: string, cluster?: Cluster, asker: Asker = 'zsh'): Promise<string[]> {
  const deps = {env: {}, cluster: cluster ? () => Promise.resolve(cluster) : unreachable};
  const text = await complete(asker, line.split(' '), MANIFEST, deps);
  return text
    .split('\n')
    .slice(0, -1)
    .map((each) => each.slice(0, each.includes('\t') ? each.indexOf('\t') : undefined));
}

describe('what is offered at Tab', () => {
  it.each([
    ['des', ['describe']],
    ['get', ['get']],
    ['get ', ['experiments']],
    ['task', []],
    ['describe -o j', ['json', 'junit']],
    ['describe --output ', ['text', 'wide', 'json', 'yaml', 'html', 'markdown', 'junit']],
    ['describe --output=j', ['--output=json', '--output=junit']],
    ['describe --outp', ['--output']],
    ['describe -o json --outp', []],
    ['describe -f ', [':files']],
    ['describe -n shop --file=', [':files']],
    ['create experiment ', []],
    ['create experiment x --label a=b --lab', ['--label']],
    ['describe --unknown --jq', ['--jq']],
    ['describe -- --jq', []],
    ['completion ', ['bash', 'zsh', 'fish', 'kubectl']],
    ['nonsense ', []],
    ['', expect.arrayContaining(['describe', 'get', 'create'])],
  ])('after "%s" is %j', async (line, expected) => {
    expect(await words(line)).toEqual(expected);
  });

  it('is the experiments that the namespace has, with their stages', async () => {
    const cluster = fakeCluster({
      namespace: 'shop',
      objects: [experiment('checkout', 'Running'), experiment('cart', 'Completed')],
    });
    expect(await words('describe ', cluster)).toEqual(['checkout', 'cart']);
    expect(await words('describe -o json ca', cluster)).toEqual(['cart']);
    expect(await words('cleanup cart c', cluster)).toEqual(['checkout']);
    expect(await words('describe cart c', cluster)).toEqual([]);
    const deps = {env: {}, cluster: () => Promise.resolve(cluster)};
    expect(await complete('zsh', ['pause', 'ca'], MANIFEST, deps)).toBe('cart\tCompleted\n');
  });

  it('asks the cluster that the line names, and not for long', async () => {
    const asked: ClusterFlags[] = [];
    const cluster = (flags: ClusterFlags) => {
      asked.push(flags);
      return unreachable();
    };
    const line = ['watch', '-n', 'shop', '--context=test', '--as', 'jane', ''];
    expect(await complete('fish', line, MANIFEST, {env: {}, cluster})).toBe('');
    expect(asked).toEqual([
      {kubeconfig: undefined, context: 'test', namespace: 'shop', as: 'jane', 'request-timeout': '2s'},
    ]);
  });

  it('fits how bash takes a line apart', async () => {
    expect(await words('describe --output =', undefined, 'bash')).toContain('json');
    expect(await words('describe --output = js', undefined, 'bash')).toEqual(['json']);
  });

  it('ends for kubectl with whether files could stand there', async () => {
    expect(await words('des', undefined, 'kubectl')).toEqual(['describe', ':4']);
    expect(await words('describe -f ', undefined, 'kubectl')).toEqual([':0']);
  });

  it('is never more than plain words that begin with what is typed', async () => {
    const name = fc.string({unit: 'grapheme', minLength: 1, maxLength: 12});
    const typed = fc.array(fc.oneof(name, fc.constantFrom('describe', '-o', '--file=', '--', '-n')), {
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(name, typed, fc.constantFrom(...ASKERS), async (hostile, line, asker) => {
        const cluster = fakeCluster({namespace: 'shop', objects: [experiment(hostile, 'Running')]});
        const deps = {env: {}, cluster: () => Promise.resolve(cluster)};
        const text = await complete(asker, ['describe', ...line, ''], MANIFEST, deps);
        for (const each of text.split('\n').slice(0, -1)) expect(each).toMatch(/^[\w./@:+=-]+(?:\t\P{Cc}*)?$/u);
      }),
    );
  });
});

it('prints the script of each shell, and names them all when another is asked for', async () => {
  expect((await runCommand(Completion, ['bash'])).out).toContain('complete -F _iter8ctl iter8ctl');
  const {err, exitCode} = await runCommand(Completion, ['tcsh']);
  expect(err).toContain('bash, zsh, fish, kubectl');
  expect(exitCode).toBe(2);
});
