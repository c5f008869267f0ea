import {describe, expect, it} from '@jest/globals';
import {argocd} from '../integrations/support/argocd.js';
import type {Ci} from '../integrations/support/ci.js';
import {startForge} from '../integrations/support/forge.js';
import {github} from '../integrations/support/github.js';
import {gitlab} from '../integrations/support/gitlab.js';
import {settleInSandbox} from '../integrations/support/repository.js';
import {tekton} from '../integrations/support/tekton.js';
import {ShellSession} from '../support/shell-doc/session.js';

const TIMEOUT_MS = 240_000;
const TOKEN = 'token-that-nobody-may-see';
const GITHUB = {statuses: '/repos/team/iter8-demo/statuses/', failure: 'failure'};
const GITLAB = {statuses: '/api/v4/projects/team%2Fiter8-demo/statuses/', failure: 'failed'};

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

describe('the scripts of the sample for', () => {
  it.each<[string, Ci, typeof GITHUB | undefined]>([
    ['Tekton', tekton, GITHUB],
    ['GitHub Actions', github, GITHUB],
    ['GitLab CI', gitlab, GITLAB],
    ['Argo CD', argocd, undefined], // it tells the commit nothing
  ])(
    '%s release the first version, refuse a slow one, and keep a fast one',
    (_name, ci, expected) =>
      inTown(async (world) => {
        const {town, forge} = world;
        for (const [tag, exitCode, left, state] of [
          ['v100', 0, ['v100'], 'success'],
          ['v101', 3, ['v100'], expected?.failure],
          ['v102', 0, ['v102'], 'success'],
        ] as const) {
          const push = await town.push(tag);
          const ended = await ci(push, world);
          if (ended.exitCode !== exitCode) throw new Error(`${tag} ended with ${ended.exitCode}: ${ended.err}`);
          expect(await town.deployments()).toBe(
            left.map((each) => `deployment.apps/iter8-demo-${each}`).join('\n'),
          );
          expect(forge.statesOf(push.sha)).toEqual(expected ? ['pending', state] : []);
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
});
