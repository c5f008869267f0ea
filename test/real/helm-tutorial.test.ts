import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {testTools} from '../support/test-tools.js';
import {type Running, startIter8ctl, startProgram} from './support/program.js';
import {blocksOf, boxOf, onThisMachine} from './support/tutorial.js';

const ROOT = join(import.meta.dirname, '../..');
const TUTORIAL = join(ROOT, 'test/fixtures/tutorials/progressive-canary-helm.md');

/** Intervals of 2 s, so that the test ends soon, and latencies of a busy machine: the changes to what is applied. */
const FOR_A_TEST = String.raw`sed -E 's/intervalSeconds: 12$/intervalSeconds: 2/; s/upperLimit: (50|100)$/upperLimit: \10/'`;

const PROMOTED = {revisionName: 'sample-app-v2', latestRevision: true, percent: 100};

describe.each([
  // Helm 3 takes the list of traffic away, as the promoted values say: all goes to the latest revision.
  ['kubectl 1.32 and helm 3.17', 'v32', [PROMOTED]],
  // Helm 4 applies on the server, which leaves a list that others have written since: the engine, to its last weights.
  ['kubectl 1.35 and helm 4.1', 'v35', [{tag: 'current', percent: 0}, PROMOTED]],
])('the Helm tutorial in a sandbox, typed by %s', (_name, version, promoted) => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  let sandbox: Running;
  let tutorial: string;

  beforeEach(async () => {
    const tools = testTools(version);
    tutorial = await readFile(TUTORIAL, 'utf8');
    home = await mkdtemp(join(tmpdir(), 'iter8ctl-tutorial-'));
    const path = [join(tools, 'kubectl'), join(tools, 'helm'), dirname(process.execPath), process.env.PATH];
    env = {PATH: path.join(delimiter), HOME: home, TMPDIR: home, ITER8: ROOT};
    sandbox = startIter8ctl(['sandbox'], {env, cwd: ROOT});
    const [, kubeconfig] = await sandbox.printed(/^export KUBECONFIG=(.+)$/m);
    env = {...env, KUBECONFIG: kubeconfig};
  });

  afterEach(async () => {
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
    await rm(home, {recursive: true});
  });

  /** stdout of a script that must succeed, each command of it. */
  async function bash(script: string): Promise<string> {
    const running = startProgram('bash', ['-euo', 'pipefail', '-c', script], {env, cwd: ROOT});
    const {out, err, exitCode} = await running.ended;
    expect({script, out, err, exitCode}).toMatchObject({exitCode: 0});
    return out;
  }

  /** All shell blocks of a section, as they stand there but for the addresses. */
  async function type(section: string, changed = (block: string) => block): Promise<string> {
    const outputs: string[] = [];
    for (const block of blocksOf(tutorial, section, 'shell'))
      outputs.push(await bash(changed(onThisMachine(block))));
    return outputs.join('');
  }

  /** Waits until an experiment has ended without having failed. */
  async function completed(name: string): Promise<void> {
    await bash(`kubectl wait experiment/${name} --for=condition=Completed --timeout=50s`);
    const {status} = JSON.parse(await bash(`kubectl get experiment ${name} -o json`)) as {
      status: {conditions: unknown};
    };
    expect(status.conditions).toContainEqual(expect.objectContaining({type: 'Failed', status: 'False'}));
  }

  it('ends with the candidate promoted by helm, and cleans up', async () => {
    expect(await type('1. Create Knative app with canary')).toMatch(/condition met\n[^]*REVISION: 2\n/);
    expect(await type('2. Send requests')).toContain('job.batch/fortio created');
    expect(await type('3. Provide RBAC authorization')).toContain('iter8-helm-secrets created');
    const [create = ''] = blocksOf(tutorial, '4. Create iter8 experiment', 'shell');
    const file = '$ITER8/samples/knative/canaryprogressive/experiment.yaml';
    expect(create).toBe(`kubectl apply -f ${file}`);
    expect(await bash(`${FOR_A_TEST} ${file} | kubectl apply -f -`)).toContain('canary-progressive created');

    await completed('canary-progressive');
    const overview = await bash(observing(tutorial));
    expect(overview).toContain('Experiment stage: Completed\nNumber of completed iterations: 5\n');
    expect(overview).toContain('Winning version: candidate\n');
    expect(await bash('kubectl get experiment canary-progressive')).toMatch(
      /Canary +default\/sample-app +Completed +5 /,
    );

    const history = JSON.parse(
      await bash('helm history sample-app --namespace=iter8-system -o json'),
    ) as unknown[];
    expect(history).toMatchObject([{revision: 1}, {revision: 2}, {revision: 3, status: 'deployed'}]);
    await bash('kubectl wait --for=condition=Ready ksvc/sample-app --timeout=20s');
    const traffic = JSON.parse(await bash('kubectl get ksvc sample-app -o json | jq .status.traffic')) as unknown;
    expect(traffic).toMatchObject(promoted);

    expect(await type('5. Cleanup')).toContain('release "sample-app" uninstalled');
    const left = await bash('kubectl get experiments,ksvc,jobs,rolebindings -A -o name');
    expect(left).not.toMatch(/canary-progressive|sample-app|fortio|helm-secrets/);
  }, 150_000);

  it('accepts the listing of the experiment as it is printed, and warns of its indentation', async () => {
    // Its finish action names no namespace, so the release has to be in the default one.
    await type('1. Create Knative app with canary', (block) => block.replaceAll(' --namespace=iter8-system', ''));
    await type('2. Send requests');
    const listing = onThisMachine(boxOf(tutorial, 'Look inside experiment.yaml'));
    await writeFile(join(home, 'listing.yaml'), listing.replaceAll('$ITER8', ROOT));
    expect(listing).toMatch(/^ {2}versionInfo:\n +#.*\n {2}baseline:$/m);
    const renamed = `sed 's/name: canary-progressive$/name: as-printed/' ${join(home, 'listing.yaml')}`;
    expect(await bash(`${renamed} | ${FOR_A_TEST} | kubectl apply -f -`)).toBe(
      'experiment.iter8.tools/as-printed created\n',
    );

    await completed('as-printed');
    expect(await bash('helm history sample-app -o json')).toContain('"revision":3');
    const selector = '--field-selector involvedObject.name=as-printed,type=Warning';
    const warnings = await bash(`kubectl get events ${selector} -o jsonpath='{.items[*].reason}'`);
    expect(warnings.split(' ')).toContain('DeprecatedField');
  }, 150_000);
});

/** What the tutorial says to do again and again, once. */
function observing(tutorial: string): string {
  const [loop = ''] = blocksOf(tutorial, '5. Observe experiment', 'shell');
  const [, body = ''] = /^while clear; do\n(.*)\nsleep 10\ndone$/s.exec(loop) ?? [];
  return body.replace('iter8ctl', `node ${join(ROOT, 'bin/run.js')}`);
}
