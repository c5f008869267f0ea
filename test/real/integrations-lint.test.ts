import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {ACTION} from '../integrations/support/github.js';
import {gitlabJob} from '../integrations/support/gitlab.js';
import {hasLintTool, lintTool} from '../integrations/support/lint-tools.js';
import {ROOT, SAMPLES, sampleDocuments} from '../integrations/support/sample.js';
import {pushEvent, runsFor, type Task, TEKTON_FILES} from '../integrations/support/tekton.js';

/** @throws Error with all that the program printed, where it has something against its input */
async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args)).stdout;
  } catch (error) {
    const {message, stdout} = error as Error & {readonly stdout: string};
    throw new Error(`${message}\n${stdout}`, {cause: error});
  }
}

const WORKFLOWS = join(ROOT, '.github/workflows');
const CHECK_SCHEMA = 'check-jsonschema-0.39.0/bin/check-jsonschema';
/** How the runners of GitHub and GitLab, and the hook, start theirs. */
const STRICT = '#!/bin/bash\nset -eo pipefail\n';

/** All scripts of the samples, by where they stand. */
function scripts(): readonly (readonly [string, string])[] {
  const tasks = sampleDocuments('tekton/tasks.yaml') as readonly Task[];
  const [job] = sampleDocuments('argocd/iter8/pre-sync.yaml') as [
    {spec: {template: {spec: {containers: [{command: readonly string[]}]}}}},
  ];
  const {command} = job.spec.template.spec.containers[0];
  return [
    ...tasks.flatMap(({metadata, spec}) => spec.steps.map((step) => [metadata.name, step.script] as const)),
    ...ACTION.runs.steps.map(({name, run: text}) => [`action.yml: ${name}`, STRICT + text] as const),
    ['GitLab CI', STRICT + gitlabJob().script.join('\n')],
    ['Argo CD', STRICT + (command.at(-1) ?? '')],
  ];
}

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'iter8ctl-lint-'))));
afterAll(() => rm(folder, {recursive: true}));

describe('the samples of integrations, and our own workflows', () => {
  it('are tidy YAML', async () => {
    const dotted = join(SAMPLES, 'gitlab/.gitlab-ci.yml'); // which it does not look for
    const config = join(ROOT, 'test/integrations/yamllint.yaml');
    const ours = [join(ROOT, 'action.yml'), WORKFLOWS];
    await run('yamllint', ['--strict', '-c', config, SAMPLES, dotted, ...ours]);
  });

  (hasLintTool(CHECK_SCHEMA) ? it : it.skip).each([
    ['vendor.github-actions', 'action.yml'],
    ['vendor.github-workflows', 'samples/integrations/github/release.yml'],
    ['vendor.github-workflows', '.github/workflows/ci.yml'],
    ['vendor.github-workflows', '.github/workflows/release.yml'],
    ['vendor.gitlab-ci', 'samples/integrations/gitlab/.gitlab-ci.yml'],
    ['vendor.gitlab-ci', 'samples/integrations/gitlab/iter8ctl.yml'],
  ])('are what the schema %s says: %s', async (schema, file) => {
    await run(lintTool(CHECK_SCHEMA), ['--builtin-schema', schema, join(ROOT, file)]);
  });

  it('have a workflow that actionlint has nothing against, as ours are', async () => {
    const ours = readdirSync(WORKFLOWS).map((file) => join(WORKFLOWS, file));
    await run(lintTool('actionlint-v1.7.12/actionlint'), [join(SAMPLES, 'github/release.yml'), ...ours]);
  });

  it("have objects that Tekton's own admission checks accept", async () => {
    expect(await run(lintTool('tekton-check'), TEKTON_FILES)).toBe('6 objects are valid\n');
  });

  it('do not pass what Tekton does not know', async () => {
    const file = join(folder, 'wrong.yaml');
    const text = readFileSync(join(SAMPLES, 'tekton/tasks.yaml'), 'utf8');
    await writeFile(file, text.replace('workingDir:', 'workDir:'));
    await expect(run(lintTool('tekton-check'), [file])).rejects.toThrow('unknown field "workDir"');
  });

  it.each(scripts())('have a script that shellcheck has nothing against: %s', async (_place, text) => {
    const file = join(folder, 'script');
    await writeFile(file, text);
    await run('shellcheck', [file]);
  });

  it.each(scripts())('put no text of others into a script: %s', (_place, text) => {
    expect(text).not.toMatch(/\$\{\{|\$\((params|workspaces|context|tt)\b/);
  });

  it('name the version of iter8ctl that they belong to', () => {
    const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {version: string};
    const files = ['tekton/tasks.yaml', 'gitlab/iter8ctl.yml', 'argocd/iter8/pre-sync.yaml', 'github/release.yml'];
    for (const file of files) {
      const named = /iter8ctl[:@]v?([\d.]+\d)/.exec(readFileSync(join(SAMPLES, file), 'utf8'))?.[1];
      expect({file, named}).toEqual({file, named: version});
    }
  });
});

describe('the listener of Tekton', () => {
  const push = {branch: 'main', sha: '0123456789012345678901234567890123456789', folder: '/repository'};

  it.each(['main', 'master', 'trunk'])(
    'starts a run for a push to %s, where that is the default',
    async (branch) => {
      const [created, ...others] = await runsFor(pushEvent({...push, branch}), folder);
      expect(others).toEqual([]);
      expect(created).toMatchObject({
        kind: 'PipelineRun',
        spec: {
          params: expect.arrayContaining([{name: 'revision', value: push.sha}]),
          taskRunTemplate: {serviceAccountName: 'iter8ctl-pipeline'},
        },
      });
    },
  );

  it.each([
    ['another branch', pushEvent({...push, branch: 'topic'}, 'main')],
    ['a branch that is removed', {...pushEvent(push), deleted: true}],
    ['a tag', {...pushEvent(push), ref: 'refs/tags/main'}],
  ])('starts nothing for %s', async (_what, event) => {
    expect(await runsFor(event, folder)).toEqual([]);
  });
});
