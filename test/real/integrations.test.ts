import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {argocd} from '../integrations/support/argocd.js';
import type {Ci} from '../integrations/support/ci.js';
import {startForge} from '../integrations/support/forge.js';
import {github, runnerFolder} from '../integrations/support/github.js';
import {gitlab} from '../integrations/support/gitlab.js';
import {settleInSandbox} from '../integrations/support/repository.js';
import {tekton} from '../integrations/support/tekton.js';
import {ShellSession} from '../support/shell-doc/session.js';

const TIMEOUT_MS = 240_000;
const TOKEN = 'token-that-nobody-may-see';
const GITHUB = {statuses: '/repos/team/iter8-demo/statuses/', success: 'success', failure: 'failure'};
const GITLAB = {statuses: '/api/v4/projects/team%2Fiter8-demo/statuses/', success: 'success', failure: 'failed'};

/** Runs a body with a town and a forge of its own. */
async function inTown(body: (world: Parameters<Ci>[1]) => Promise<void>): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS - 10_000);
  const forge = await startForge();
  const session = await ShellSession.open();
  try {
    await body({town: await settleInSandbox(session, signal), forge, token: TOKEN, signal});
  } finally {
    await session.close();
    await forge.close();
  }
}

const OUTCOMES = [
  {tag: 'v100', exitCode: 0, left: 'v100', result: 'success'},
  {tag: 'v101', exitCode: 3, left: 'v100', result: 'failure'},
  {tag: 'v102', exitCode: 0, left: 'v102', result: 'success'},
] as const;

/** At the same time, each in a town of its own, where they wait for experiments most of it. */
describe('the scripts of the sample for', () => {
  it.concurrent.each<[string, Ci, typeof GITHUB | undefined]>([
    ['Tekton', tekton, GITHUB],
    ['GitHub Actions', github, GITHUB],
    ['GitLab CI', gitlab, GITLAB],
    ['Argo CD', argocd, undefined], // it tells the commit nothing
  ])(
    '%s release the first version, refuse a slow one, and keep a fast one',
    (_name, ci, expected) =>
      inTown(async (world) => {
        const {town, forge} = world;
        for (const {tag, exitCode, left, result} of OUTCOMES) {
          const push = await town.push(tag);
          const ended = await ci(push, world);
          if (ended.exitCode !== exitCode) throw new Error(`${tag} ended with ${ended.exitCode}: ${ended.err}`);
          expect(await town.deployments()).toBe(`deployment.apps/iter8-demo-${left}`);
          expect(forge.statesOf(push.sha)).toEqual(expected ? ['pending', expected[result]] : []);
          expect(ended.out + ended.err).not.toContain(TOKEN);
        }
        for (const {path, authorization, context} of forge.statuses) {
          expect({path, authorization, context}).toEqual({
            path: expect.stringContaining(expected!.statuses),
            authorization: `Bearer ${TOKEN}`,
            context: 'iter8ctl/iter8-demo',
          });
        }
      }),
    TIMEOUT_MS,
  );

  it.concurrent(
    'GitHub Actions leave a summary and JUnit, and no kubeconfig',
    () =>
      inTown(async (world) => {
        await github(await world.town.push('v100'), world);
        const push = await world.town.push('v101');
        await github(push, world);
        const runner = runnerFolder(world.town.session, push);
        expect(await readFile(join(runner, 'summary.md'), 'utf8')).toContain('mean-latency');
        const [folder = ''] = (await readdir(runner)).filter((name) => name.startsWith('iter8ctl-'));
        expect(await readdir(join(runner, folder))).toEqual(['reports']);
        expect(await readFile(join(runner, folder, 'reports/junit.xml'), 'utf8')).toContain('<failure');
      }),
    TIMEOUT_MS,
  );

  it.concurrent(
    'Argo CD find nothing to do when the same is synced again',
    () =>
      inTown(async (world) => {
        const push = await world.town.push('v100');
        await argocd(push, world);
        const {err, exitCode} = await argocd(push, world);
        expect(err).toContain('Nothing to do: iter8-demo-v100 is live and unchanged');
        expect(exitCode).toBe(0);
      }),
    TIMEOUT_MS,
  );
});
