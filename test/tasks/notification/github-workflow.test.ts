import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {JsonObject} from '../../../src/experiment/json.js';
import {workflowRequest} from '../../../src/tasks/notification/github-workflow.js';
import {mayRepeat} from '../../../src/tasks/registry.js';
import {itemContext} from '../../../src/tasks/task.js';
import {contextOf, itemOf} from '../support/context.js';
import {answering, backendWith, notify, TOKEN} from './support.js';

const workflow = (inputs: JsonObject, over = {}) =>
  notify(
    'notification/github-workflow',
    {repository: 'org/repo', workflow: 'promote.yaml', secret: 'token', ...inputs},
    over,
  );

describe('notification/github-workflow', () => {
  it('starts the workflow on the branch with the inputs', async () => {
    const {url, seen} = await backendWith(answering(204));
    const inputs = [
      {name: 'version', value: '{{ .name }}'},
      {name: 'say "why"', value: 'a\n"b"'},
    ];
    const {end} = await workflow({api: `${url}/api/v3/`, ref: 'main', inputs});
    expect(end?.result).toBe('succeeded');
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/api/v3/repos/org/repo/actions/workflows/promote.yaml/dispatches',
        headers: {
          accept: 'application/vnd.github.v3+json',
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
        },
        body: '{"ref":"main","inputs":{"version":"candidate","say \\"why\\"":"a\\n\\"b\\""}}',
      },
    ]);
  });

  it('takes the branch master and no inputs where the item says nothing', async () => {
    const {url, seen} = await backendWith(answering(204));
    await workflow({api: url});
    expect(seen[0]!.body).toBe('{"ref":"master","inputs":{}}');
  });

  it('hands every value on as it is', async () => {
    const {url, seen} = await backendWith(answering(204));
    const inputs = [{name: 'of', value: 'v{{ .promote }}'}];
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary'}), async (promote) => {
        await workflow({api: url, inputs}, contextOf({variables: {promote}}));
        expect(JSON.parse(seen.at(-1)!.body)).toEqual({ref: 'master', inputs: {of: `v${promote}`}});
      }),
      {numRuns: 20},
    );
  });

  it('says what GitHub answers when it refuses, on one line and without the token', async () => {
    const {url, port} = await backendWith(answering(422, `{\n  "message": "No ref found for: ${TOKEN}"\n}`));
    const {end} = await workflow({api: url, ignoreFailure: false});
    expect(end?.reason).toBe(
      `was not delivered: 127.0.0.1:${port} answers with status 422: { "message": "No ref found for: ***" }`,
    );
  });

  it.each<[JsonObject, string]>([
    [{repository: 'org'}, 'with.repository: is no repository; write owner/name'],
    [{repository: 'org/repo/../../user'}, 'with.repository: is no repository'],
    [{repository: 'org/repo?x='}, 'with.repository: is no repository'],
    [{workflow: '../1'}, 'with.workflow: is no workflow'],
    [{workflow: '..'}, 'with.workflow: is no workflow'],
    [{api: 'github.example'}, 'with.api: is no http or https URL'],
    [{api: 'http://127.0.0.1?x='}, 'with.api: goes on after its path'],
    [{secret: 'pair'}, 'its secret has no key token'],
    [{inputs: [{name: 'a', value: '{{ .nothing }}'}]}, '{{ .nothing }} names no variable'],
  ])('is refused with %j before anything runs', async (inputs, problem) => {
    const {outcome, hasBegun} = await workflow({api: 'http://127.0.0.1:1', ...inputs});
    expect(outcome).toMatchObject({kind: 'failed', reason: expect.stringContaining(problem)});
    expect(hasBegun).toBe(false);
  });

  it('goes to GitHub itself unless another API is named, and is not repeated by itself', () => {
    const inputs = {repository: 'a/b', workflow: 'c d.yml', secret: 's'};
    const item = itemOf({task: 'notification/github-workflow', inputs});
    const context = itemContext(contextOf(), 0, new Map([['token', 'x-1']]));
    const url = 'https://api.github.com/repos/a/b/actions/workflows/c%20d.yml/dispatches';
    expect(workflowRequest(item, context).url).toBe(url);
    expect(mayRepeat(item)).toBe(false);
  });
});
