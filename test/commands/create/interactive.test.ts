import {describe, expect, it} from '@jest/globals';
import CreateExperiment from '../../../src/commands/create/experiment.js';
import {Iter8Error} from '../../../src/errors.js';
import {parseJson} from '../../../src/experiment/json-format.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {deployment, shop as meshShop} from '../../operate/service-routing/support.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {expectGolden} from '../../support/golden.js';
import {tutorialService} from '../../support/knative-service.js';
import {runCommand, type World} from '../../support/run-command.js';

const metric = (name: string, namespace: string, units?: string): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Metric',
  metadata: {name, namespace},
  spec: {provider: 'iter8', ...(units !== undefined && {units})},
});

function shop(objects: readonly JsonObject[] = []) {
  const metrics = [metric('mean-latency', 'iter8-system', 'milliseconds'), metric('sales', 'shop')];
  return fakeCluster({namespace: 'shop', objects: [tutorialService({namespace: 'shop'}), ...metrics, ...objects]});
}

/** Somebody who answers in this order; after that the input is at its end. */
function answering(answers: readonly string[]) {
  const left = [...answers];
  const asked: string[] = [];
  const ask = async (question: string) => {
    const answer = left.shift();
    asked.push(`${question}${answer ?? ''}`);
    if (answer === undefined) throw new Iter8Error('INTERRUPTED', 'no answer, nothing is done');
    return answer;
  };
  return {asked, left, converse: () => ({ask, close: () => undefined})};
}

async function create(argv: readonly string[], answers: readonly string[], world: World = {}) {
  const {asked, left, converse} = answering(answers);
  const outcome = await runCommand(CreateExperiment, ['-i', ...argv], {answer: true, ...world, converse});
  return {...outcome, asked, left};
}

const CANARY = ['1', '', '', 'iter8-system/mean-latency<=50', '', '', '0.9', '', '', '', ''];

describe('create experiment -i', () => {
  it('asks step by step, shows the YAML and creates what it has shown', async () => {
    const cluster = shop();
    const {asked, left, err, out, exitCode} = await create([], CANARY, {cluster});
    expect({left, exitCode}).toEqual({left: [], exitCode: 0});
    expect(out).toBe('experiment.iter8.tools/sample-app-candidate created\n');
    expectGolden(`${asked.join('\n')}\n--- said:\n${err}`, 'create/interview.text');
    expect(cluster.stored('Experiment')[0]).toMatchObject({spec: {target: 'shop/sample-app'}});
  });

  it('prints a command line that means the same without any question', async () => {
    const cluster = shop();
    const {err} = await create([], CANARY, {cluster});
    const [, line = ''] = /Without questions:\niter8ctl create experiment (.*)\n/.exec(err) ?? [];
    const argv = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
    const typed = await runCommand(CreateExperiment, [...argv, '--dry-run=client', '-o', 'json'], {
      cluster: shop(),
    });
    const {spec} = parseJson(typed.out) as JsonObject;
    expect(spec).toEqual(cluster.stored('Experiment')[0]?.spec);
  });

  it('does nothing when the last answer is no', async () => {
    const cluster = shop();
    const {err, out} = await create([], CANARY, {cluster, answer: false});
    expect(err).toContain('nothing was created\n');
    expect([out, cluster.writes]).toEqual(['', []]);
  });

  it('asks again for what it cannot read, and says why', async () => {
    const answers = [
      '7',
      '1',
      '',
      '',
      'fast',
      'nothing<=1',
      'sales>=1',
      '',
      '',
      '95',
      '',
      'soon',
      '12s',
      'x',
      '3',
      '',
      'Ä',
      'taken',
      'mine',
    ];
    const taken = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'taken', namespace: 'shop'},
    };
    const {err, out, left} = await create([], answers, {cluster: shop([taken])});
    expect(left).toEqual([]);
    expect(out).toBe('experiment.iter8.tools/mine created\n');
    for (const words of [
      '7 is not in the list',
      'the cluster has no metric nothing',
      '95 is no probability from 0.5 to below 1',
      'soon is no duration',
      'x is no number of iterations',
      'Ä is no name',
      'experiment taken is there already',
    ])
      expect(err).toContain(words);
  });

  it('asks only for what is not said', async () => {
    const said = ['named', '--from', 'ksvc/sample-app', '--baseline', 'current', '--candidate', 'candidate'];
    const more = [
      '--objective',
      'sales>=1',
      '--reward',
      'sales:high',
      '--policy',
      'lastValue',
      '--interval',
      '10s',
      '--iterations',
      '2',
    ];
    const {asked, exitCode} = await create([...said, ...more, '--finish', 'run: true'], [], {cluster: shop()});
    expect({asked, exitCode}).toEqual({asked: [], exitCode: 0});
  });

  it('takes a Deployment for the new version, and its Service for the target', async () => {
    const cluster = meshShop([deployment('cart-v1'), deployment('cart-v2'), metric('sales', 'shop')]);
    const answers = ['2', '', '', 'sales>=1', '', '', '', '', '', '', ''];
    const {asked, err, left} = await create(['--dry-run=server'], answers, {cluster});
    expect(err).toContain('  2  deployment/cart-v2\n');
    expect({err, left}).toEqual({err, left: []});
    expect(asked).toContain('Version that runs now [cart-v1]: ');
    expect(asked).toContain('New version, or several with commas; - for none [cart-v2]: ');
    expect(asked.at(-1)).toBe('Name of the experiment [cart-v2]: ');
  });

  it('wants a reward where several candidates are to be told apart', async () => {
    const answers = ['v1', 'v2, v3', '', '', 'sales:high', '', '', '', '', ''];
    const {err, asked} = await create(['--target', 'shop/x'], answers, {cluster: shop()});
    expect(err).toContain('an answer is needed');
    expect(asked.filter((each) => each.startsWith('Metric of which'))).toHaveLength(2);
  });

  it('needs no cluster for --dry-run=client', async () => {
    const answers = ['shop/checkout', 'v1', '-', 'mean-latency<=50', '', '', '', '', '', 'conforms'];
    const {out, left, exitCode} = await create(['--dry-run=client'], answers);
    expect({left, exitCode}).toEqual({left: [], exitCode: 0});
    expect(out).toContain('testingPattern: Conformance');
  });

  it('creates nothing where it is interrupted, or nobody can be asked', async () => {
    const cluster = shop();
    expect((await create([], ['1', ''], {cluster})).exitCode).toBe(130);
    const {err, exitCode} = await runCommand(CreateExperiment, ['-i'], {cluster});
    expect([exitCode, err]).toEqual([2, expect.stringContaining('nobody can be asked')]);
    expect(cluster.writes).toEqual([]);
  });

  it('shows names of the cluster without their escapes', async () => {
    const evil = metric('evil\u001b[2J', 'shop', 'm\u001b]0;x\u0007s');
    const {err, asked} = await create([], CANARY, {cluster: shop([evil])});
    for (const control of ['\u001b', '\u0007']) expect(`${err}${asked.join('')}`).not.toContain(control);
  });
});
