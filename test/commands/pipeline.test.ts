import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import Pipeline from '../../src/commands/pipeline.js';
import {LEASES} from '../../src/cluster/known-kinds.js';
import {DEPLOYMENT_KIND} from '../../src/operate/install/kinds.js';
import {type Sandbox, startSandbox} from '../../src/operate/sandbox/sandbox.js';
import {identityOf} from '../../src/operate/stored-experiment.js';
import {SHAS} from '../operate/pipeline/support/play.js';
import {openTown} from '../operate/pipeline/support/town.js';
import {expectGolden} from '../support/golden.js';
import {runCommand, type World} from '../support/run-command.js';
import {httpServer, type TestServer} from '../support/servers.js';

const SAMPLE = join(import.meta.dirname, '../../samples/pipeline');
const sample = (file: string) => readFileSync(join(SAMPLE, file), 'utf8');
const SERVICE = sample('config/service.yaml');
const PROPERTIES = sample('iter8/pipeline.prop');

/** The tutorial's manifest with all four places changed. */
const manifest = (tag: string) => `${SERVICE}---\n${sample('config/deploy.yaml').replaceAll('v100', tag)}`;

/** Slower still, so that a busy machine changes no verdict. */
const SLOWER = '        env: [{name: BEHAVIOUR, value: latency=1500}]\n';

const ARGV = ['--manifest', 'deploy.yaml', '--service', 'iter8-demo'];
const OBJECTIVE = ['--objective', 'iter8-istio/mean-latency<=1000'];
const BRIEF = ['--interval', '1s', '--iterations', '5', '--min-samples', '1'];

describe('the tutorial', () => {
  let sandbox: Sandbox;
  let forge: TestServer;
  const statuses: string[] = [];

  beforeAll(async () => {
    const signal = new AbortController().signal;
    const log = () => undefined;
    sandbox = await startSandbox({kubeconfigPath: undefined, env: {}, now: () => new Date(), log, signal});
    forge = await httpServer((request, response) => {
      void text(request).then((body) => {
        const {state, context} = JSON.parse(body) as {state: string; context: string};
        statuses.push(`${request.url?.slice(-40, -33) ?? ''} ${context} ${state}`);
        response.writeHead(201).end('{}');
      });
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await forge.close();
  });

  async function release(tag: string) {
    const {host, hostname, port} = new URL(sandbox.gatewayUrl);
    const properties = PROPERTIES.replace('YOUR-ISTIO-INGRESS-GATEWAY-HERE', hostname).replace(
      'port: 80',
      `port: ${port}`,
    );
    const world: World = {
      cluster: sandbox.cluster,
      files: {'deploy.yaml': `${manifest(tag)}${tag === 'v101' ? SLOWER : ''}`, 'pipeline.prop': properties},
      env: {
        GITHUB_SHA: SHAS[tag]!,
        GITHUB_REPOSITORY: 'foobar/gitops',
        GITHUB_API_URL: forge.url,
        GITHUB_TOKEN: 'ghp_notForEyes',
        PATH: '/nowhere',
      },
    };
    const report = ['--report', `${tag}.md`];
    const argv = [...ARGV, ...OBJECTIVE, ...BRIEF, '--properties', 'pipeline.prop', '--commit-status', ...report];
    const outcome = await runCommand(Pipeline, argv, world);
    expect(outcome.err).not.toContain('ghp_notForEyes');
    const {items} = await sandbox.cluster.list(DEPLOYMENT_KIND, {namespace: 'default'});
    return {...outcome, host, deployments: items.map((item) => identityOf(item).name)};
  }

  it('begins with v100, fails with v101, goes on with v102, and tells the commits so', async () => {
    const first = await release('v100');
    expect([first.exitCode, first.deployments]).toEqual([0, ['iter8-demo-v100']]);
    expect(first.err).toContain('no report is written: there was no experiment\n');

    const failed = await release('v101');
    expect([failed.exitCode, failed.deployments]).toEqual([3, ['iter8-demo-v100']]);
    expect(failed.err).toMatch(/cleanup +deployment\.apps\/iter8-demo-v101 is removed: its version lost\n/);
    expect(failed.err).toMatch(/\niter8-demo-v100 won, iter8-demo-v101 lost: mean-latency is [1-9]\d{3}/);
    expect(failed.out).toContain('Experiment name: iter8-demo-v101-1010000');
    expect(failed.written['v101.md']).toContain('iter8-demo-v101');

    const succeeded = await release('v102');
    expect([succeeded.exitCode, succeeded.deployments]).toEqual([0, ['iter8-demo-v102']]);
    expect(succeeded.err).toMatch(/iter8-demo-v102 won: mean-latency is \d+\./);

    const context = 'iter8ctl/iter8-demo';
    expect(statuses).toEqual([
      `1000000 ${context} pending`,
      `1000000 ${context} success`,
      `1010000 ${context} pending`,
      `1010000 ${context} failure`,
      `1020000 ${context} pending`,
      `1020000 ${context} success`,
    ]);
    const {items} = await sandbox.cluster.list(LEASES, {namespace: 'default'});
    expect(items.map((item) => identityOf(item).name).filter((name) => name.includes('pipeline'))).toEqual([]);
  });
});

describe('pipeline', () => {
  const env = {PATH: '/nowhere', GIT_COMMIT: SHAS.v101!};
  const files = {'deploy.yaml': manifest('v101'), 'pipeline.prop': PROPERTIES};
  const run = async (more: string[], world: World = {}) => {
    const town = openTown();
    try {
      return await runCommand(Pipeline, [...ARGV, ...more], {cluster: town.cluster, files, env, ...world});
    } finally {
      await town.close();
    }
  };
  const MEAN = ['--objective', 'mean-latency<=200'];

  it('prints every step and every object of a dry run, as YAML', async () => {
    const {out, err, exitCode} = await run([...MEAN, '--load', 'http://shop.example/', '--rps', '5', '--dry-run']);
    expectGolden(out, 'pipeline/dry-run.yaml');
    expect([err, exitCode]).toEqual(['', 0]);
  });

  it.each([
    [
      'the placeholder of the tutorial',
      ['--properties', 'pipeline.prop'],
      'pipeline.prop:1: ip is still the placeholder',
    ],
    ['a missing token', ['--commit-status', '--repo', 'a/b'], 'no token for the status of the commit at github'],
    ['a commit that is none', ['--commit', 'main'], '"main" is no SHA of a commit'],
    ['--rps without load', ['--rps', '3'], '--rps is for load'],
    ['load to what is no URL', ['--load', 'shop'], 'version "load": "shop" is no URL'],
    [
      'a report of unknown format',
      ['--report', 'report.txt'],
      '--report: not clear in which format to write report.txt',
    ],
    ['a time that is none', ['--ready-timeout', 'soon'], '--ready-timeout: soon is no duration'],
  ])('refuses %s before anything is done', async (_what, more, message) => {
    const {out, err, exitCode} = await run([...MEAN, ...more]);
    expect(err.split('\n')[0]).toContain(`error: ${message}`);
    expect([out, exitCode]).toEqual(['', _what === 'a missing token' ? 4 : 2]);
  });

  it('needs no token for a dry run, in which nobody is told anything', async () => {
    const {out, exitCode} = await run([...MEAN, '--commit-status', '--repo', 'a/b', '--dry-run']);
    expect(out).toContain(`sets the status iter8ctl/iter8-demo of commit ${SHAS.v101!} in a/b: pending`);
    expect(exitCode).toBe(0);
  });

  it('names file and line of an object of another namespace', async () => {
    const other = manifest('v101').replace(
      '  name: iter8-demo-v101',
      '  name: iter8-demo-v101\n  namespace: other',
    );
    const {err, exitCode} = await run(MEAN, {files: {'deploy.yaml': other}});
    expect(err).toContain(
      'error: deploy.yaml:20:14: Deployment "iter8-demo-v101" is of namespace "other", the pipeline works in "default"\n',
    );
    expect(exitCode).toBe(2);
  });

  it('exits 130 when it is interrupted before it has begun', async () => {
    const interruption = AbortSignal.abort();
    const {err, exitCode} = await run(MEAN, {interruption});
    expect(err).toMatch(/^error: interrupted/);
    expect(exitCode).toBe(130);
  });
});
