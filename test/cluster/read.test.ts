import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {openFromFlags} from '../../src/cluster/open-from-flags.js';
import type {ResourceKind} from '../../src/cluster/port.js';
import Assert from '../../src/commands/assert.js';
import Describe from '../../src/commands/describe.js';
import GetExperiments from '../../src/commands/get/experiments.js';
import Watch from '../../src/commands/watch.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {readExperiments} from '../../src/experiment/reading/experiments.js';
import {testCluster} from '../support/cluster.js';
import {fixture} from '../support/golden.js';
import {runCommand, type World} from '../support/run-command.js';
import {installDefinitions} from './support/experiments.js';

const place = await testCluster();
const {namespace} = place;
const host = {env: {}, isInteractive: false, onPluginText: () => undefined};
const cluster = await openFromFlags({kubeconfig: place.kubeconfigPath}, host);
afterAll(() => cluster.close());

const EXPERIMENTS: ResourceKind = {
  group: 'iter8.tools',
  version: 'v2alpha2',
  kind: 'Experiment',
  plural: 'experiments',
  isNamespaced: true,
};

async function resourceOf(file: string): Promise<JsonObject> {
  for await (const {source} of readExperiments({name: file, text: fixture(file)})) return source;
  throw new Error(`${file} has no experiment`);
}

/** Stores the experiment of a fixture, with its status, under another name. */
async function store(file: string, name: string, labels: JsonObject = {}): Promise<JsonObject> {
  const {spec, status} = await resourceOf(file);
  const metadata = {name, namespace, labels};
  const created = await cluster.create(EXPERIMENTS, {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata,
    spec,
  });
  return setStatus(created, status as JsonObject);
}

function setStatus(resource: JsonObject, status: JsonObject): Promise<JsonObject> {
  return cluster.replace(EXPERIMENTS, {...resource, status}, {subresource: 'status'});
}

const run = (command: Parameters<typeof runCommand>[0], argv: string[], world: World = {}) =>
  runCommand(command, argv, {cluster, ...world});

/** Lines with the times of day taken out. */
const lines = (text: string) =>
  text
    .replaceAll(/^\d\d:\d\d:\d\d {2}/gm, '')
    .split('\n')
    .slice(0, -1);

beforeAll(async () => {
  await installDefinitions(place);
  await store('canary-running.yaml', 'a-running', {app: 'shop'});
  await store('conformance-passed.yaml', 'b-conformance');
  await new Promise((resolve) => setTimeout(resolve, 1100 - (Date.now() % 1000))); // creation has whole seconds
  await store('canary-rolled-back.yaml', 'a-rolled-back', {app: 'shop'});
});

describe('get experiments', () => {
  it('prints the table of the server, as the tutorials have it', async () => {
    const {out, exitCode} = await run(GetExperiments, ['-l', 'app=shop']);
    expect(exitCode).toBe(0);
    expect(lines(out)).toEqual([
      'NAME            TYPE     TARGET               STAGE       COMPLETED ITERATIONS   MESSAGE',
      'a-rolled-back   Canary   shop/checkout        Completed   3                      ExperimentCompleted: Experiment Completed',
      'a-running       Canary   default/sample-app   Running     4                      IterationUpdate: Completed Iteration 4',
    ]);
  });

  it('selects by label', async () => {
    const {out} = await run(GetExperiments, ['-l', 'app=shop', '-o', 'name']);
    expect(out).toBe('experiment.iter8.tools/a-rolled-back\nexperiment.iter8.tools/a-running\n');
  });

  it('shows the namespace of each with -A', async () => {
    const {out} = await run(GetExperiments, ['-A', '-l', 'app=shop']);
    const rows = lines(out).filter((line) => line.startsWith(namespace));
    expect(lines(out)[0]).toMatch(/^NAMESPACE +NAME +TYPE/);
    expect(rows).toHaveLength(2);
  });

  it('prints the resource itself as JSON', async () => {
    const {out} = await run(GetExperiments, ['a-running', '-o', 'json', '--jq', '.metadata.name']);
    expect(out).toBe('a-running\n');
  });

  it('says where to look when there are none', async () => {
    const {err, exitCode} = await run(GetExperiments, ['-l', 'app=none']);
    expect([exitCode, err]).toEqual([
      5,
      `error: no experiments with app=none in namespace ${namespace}\nhint: look everywhere with -A\n`,
    ]);
  });

  it('refuses a name in all namespaces', async () => {
    const {err, exitCode} = await run(GetExperiments, ['a-running', '-A']);
    expect([exitCode, err]).toEqual([
      2,
      'error: "a-running" may stand in several namespaces\nhint: say which with -n, without -A\n',
    ]);
  });

  it('prints a row for each change with -w, until it is interrupted', async () => {
    const stopping = new AbortController();
    const created = await store('canary-running.yaml', 'changing');
    const seen: string[] = [];
    const onOut = (text: string) => {
      seen.push(text);
      if (seen.length === 1) void setStatus(created, {...(created.status as JsonObject), message: 'Changed: now'});
      else stopping.abort();
    };
    const {out, exitCode} = await run(GetExperiments, ['changing', '-w'], {onOut, interruption: stopping.signal});
    expect(exitCode).toBe(130);
    expect(lines(out).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'NAME | TYPE | TARGET | STAGE | COMPLETED ITERATIONS | MESSAGE',
      'changing | Canary | default/sample-app | Running | 4 | IterationUpdate: Completed Iteration 4',
      'changing | Canary | default/sample-app | Running | 4 | Changed: now',
    ]);
  });
});

describe('describe', () => {
  it('takes the newest without a name, and says which', async () => {
    const {out, err} = await run(Describe, ['-l', 'app=shop']);
    expect(err).toBe(`the newest of 2: ${namespace}/a-rolled-back\n`);
    expect(out).toContain('Experiment name: a-rolled-back\n');
  });

  it('prints of the cluster what it prints of a file', async () => {
    const {out} = await run(Describe, ['a-running']);
    const expected = fixture('describe/canary-running.text');
    const own = (text: string) => text.replace(/^Experiment name(space)?: .*\n/gm, '');
    expect(own(out)).toBe(own(expected));
  });

  it('does not find what is not there', async () => {
    const {err, exitCode} = await run(Describe, ['nobody']);
    expect(exitCode).toBe(5);
    expect(err).toMatch(/^error: no experiment "nobody" in namespace/);
  });
});

describe('assert', () => {
  it('answers at once for an experiment that still runs', async () => {
    const {exitCode, err} = await run(Assert, ['a-running', '-c', 'completed']);
    expect([exitCode, err]).toEqual([8, expect.stringContaining('completed')]);
  });

  it.each([
    ['candidateWon', 3],
    ['baselineWon', 3],
    ['completed', 0],
  ] as const)('waits with --timeout until the answer is fixed: %s', async (condition, expected) => {
    const created = await store('canary-running.yaml', `waited-for-${condition.toLowerCase()}`);
    const {status: end} = await resourceOf('canary-rolled-back.yaml');
    const name = (created.metadata as JsonObject).name as string;
    const answer = run(Assert, [name, '-c', condition, '--timeout', '30s']);
    await setStatus(created, end as JsonObject);
    const {exitCode, err} = await answer;
    expect([exitCode, err]).toEqual([expected, expect.stringContaining(condition)]);
  });

  it('gives up after the time', async () => {
    const {exitCode, err} = await run(Assert, ['a-running', '-c', 'completed', '--timeout', '100ms']);
    expect(exitCode).toBe(7);
    expect(err).toMatch(/^error: experiment "a-running" has not ended in time; it runs on\n/);
  });

  it('fails when the experiment is deleted meanwhile', async () => {
    await store('canary-running.yaml', 'deleted-soon');
    const answer = run(Assert, ['deleted-soon', '-c', 'completed', '--timeout', '30s']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await cluster.delete(EXPERIMENTS, {namespace, name: 'deleted-soon'});
    const {exitCode, err} = await answer;
    expect(exitCode).toBe(5);
    expect(err).toMatch(/deleted-soon/);
  });
});

describe('watch', () => {
  it('prints a line for each change, and ends with the verdict', async () => {
    const ended = await store('canary-rolled-back.yaml', 'watched');
    const end = ended.status as JsonObject;
    const running = await setStatus(ended, {...end, stage: 'Running', completedIterations: 1});
    const onOut = () => void setStatus(running, end).catch(() => undefined); // at the second line it is too late
    const {out, err, exitCode} = await run(Watch, ['watched', '--exit-status'], {onOut});
    expect(exitCode).toBe(3);
    expect(lines(out)).toEqual([
      'Running  iteration 1 of 12  checkout-v1 leads  checkout-v1 95 % checkout-v2 5 %',
      'Completed  iteration 3 of 12  checkout-v1 won  checkout-v1 95 % checkout-v2 5 %',
    ]);
    expect(err).toMatch(
      /^checkout-v2 was rolled back in iteration 4: error-rate is 0\.031, 210 % above its limit/,
    );
  });

  it('prints lines of JSON', async () => {
    const {out, exitCode} = await run(Watch, ['a-rolled-back', '-o', 'json']);
    const views = lines(out).map((line) => JSON.parse(line) as JsonObject);
    expect([exitCode, views.map(({name, stage}) => [name, stage])]).toEqual([0, [['a-rolled-back', 'Completed']]]);
  });
});
