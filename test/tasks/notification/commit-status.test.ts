import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Status} from '../../../src/experiment/model.js';
import type {ActionKey} from '../../../src/tasks/action.js';
import {statusRequest} from '../../../src/tasks/notification/commit-status.js';
import {mayRepeat} from '../../../src/tasks/registry.js';
import {itemContext} from '../../../src/tasks/task.js';
import {contextOf, itemOf} from '../support/context.js';
import {answering, backendWith, notify, TOKEN} from './support.js';

const SHA = 'c0ffee0123456789c0ffee0123456789c0ffee01';

const contextIn = (action: ActionKey, status: Partial<Status> = {}, variables = {promote: 'v2'}) => {
  const {experiment, ...rest} = contextOf({variables});
  return {...rest, action, experiment: {...experiment, status: {...experiment.status, ...status}}};
};

/** After all iterations, which another version won, or nobody. */
const ended = (winner: string | undefined): Partial<Status> => ({
  stage: 'Finishing',
  completedIterations: 180,
  analysis: {...contextOf().experiment.status.analysis, winner: {found: winner !== undefined, version: winner}},
});

const commitStatus = (inputs: JsonObject, over = {}) =>
  notify('notification/commit-status', {repository: 'org/repo', sha: SHA, secret: 'token', ...inputs}, over);

async function posted(inputs: JsonObject, over = {}) {
  const {url, seen} = await backendWith(answering(201, '{}'));
  const played = await commitStatus({api: url, ...inputs}, over);
  return {...played, request: seen[0]!, body: JSON.parse(seen[0]!.body) as JsonObject};
}

describe('notification/commit-status', () => {
  it('says on a commit of GitHub that the candidate won', async () => {
    const {request, end, shown} = await posted({}, contextIn('finish', ended('candidate')));
    expect(request).toMatchObject({
      method: 'POST',
      url: `/repos/org/repo/statuses/${SHA}`,
      headers: {authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json'},
      body: '{"state":"success","context":"iter8ctl","description":"candidate won"}',
    });
    expect(end?.result).toBe('succeeded');
    expect(shown).not.toContain('gh-t0ken');
  });

  it('says the same on a commit of GitLab in its words', async () => {
    const inputs = {
      provider: 'gitlab',
      repository: 'group/sub/project',
      targetUrl: 'https://shop.example/{{ .promote }}',
    };
    const {request, body} = await posted({...inputs, context: 'canary of {{ .name }}'}, contextIn('finish', ended('current'), {promote: 'a/b'})); // prettier-ignore
    expect(request.url).toBe(`/projects/group%2Fsub%2Fproject/statuses/${SHA}`);
    expect(request.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(body).toEqual({
      state: 'failed',
      name: 'canary of candidate',
      description: 'current won',
      target_url: 'https://shop.example/a%2Fb',
    });
  });

  it.each<[ActionKey, Partial<Status>, string, string]>([
    ['start', {stage: 'Initializing'}, 'pending', 'Being prepared: nothing is assessed yet'],
    ['loop', {...ended('candidate'), stage: 'Running', completedIterations: 3}, 'pending', 'candidate leads after 3 of 15 iterations'],
    ['finish', ended('current'), 'failure', 'current won'],
    ['finish', ended(undefined), 'failure', 'No version won: there is neither an objective with a limit nor a reward to compare by'],
    ['finish', {...ended('candidate'), failure: 'metrics are gone'}, 'error', 'Failed: metrics are gone'],
  ])('in a %s action with %j has the state %s', async (action, status, state, description) => {
    const {body} = await posted({}, contextIn(action, status));
    expect(body).toMatchObject({state, description});
  }); // prettier-ignore

  it('finds the commit in the experiment, and says what the item says', async () => {
    const {experiment, ...rest} = contextOf();
    const metadata = {name: 'canary', annotations: {'ci.example/commit-sha': SHA.toUpperCase()}};
    const source = {...experiment.source, metadata};
    const sha = '{{ index .this.metadata.annotations "ci.example/commit-sha" }}';
    const inputs = {sha, state: 'error', description: `{{ .name }} ${'ö😀'.repeat(90)}`};
    const {request, body} = await posted(inputs, {...rest, experiment: {...experiment, source}});
    expect(request.url).toBe(`/repos/org/repo/statuses/${SHA.toUpperCase()}`);
    expect(body.state).toBe('error');
    expect(Array.from(body.description as string)).toHaveLength(140);
    expect(body.description).toMatch(/^candidate (ö😀)+ö?…$/u);
  });

  it.each([
    ['pending', ':enqueue from :pending'],
    ['success', ':success from :success'],
    ['failure', ':drop from :failed'],
  ])('takes it for done when a commit of GitLab is %s already', async (state, transition) => {
    const message = `Cannot transition status via ${transition} (Reason(s): Status cannot transition)`;
    const {url} = await backendWith(answering(400, JSON.stringify({message})));
    const {end} = await commitStatus({api: url, provider: 'gitlab', state, ignoreFailure: false});
    expect(end?.result).toBe('succeeded');
  });

  it('fails with what the server says where failures are not ignored', async () => {
    const {url, port} = await backendWith(answering(422, '{"message":"No commit found for SHA"}'));
    const reason = `127.0.0.1:${port} answers with status 422: {"message":"No commit found for SHA"}`;
    expect((await commitStatus({api: url})).end).toMatchObject({output: `warning: not delivered: ${reason}\n`});
    const {end} = await commitStatus({api: url, ignoreFailure: false});
    expect(end).toMatchObject({result: 'failed', reason: `was not delivered: ${reason}`});
  });

  it.each<[JsonObject, string]>([
    [{sha: 'main'}, 'with.sha: is no SHA of a commit; write all of it'],
    [{sha: 'c0ffee0'}, 'with.sha: is no SHA of a commit'],
    [{sha: '{{ .promote }}'}, 'with.sha is no SHA of a commit; write all of it, not "v2"'],
    [{repository: '{{ .promote }}'}, 'with.repository is no repository; write owner/name, not "v2"'],
    [{provider: 'gitlab', repository: 'shop'}, 'with.repository: is no project'],
    [{provider: 'gitlab', repository: 'shop/..'}, 'with.repository: is no project'],
    [{targetUrl: 'javascript:alert(1)'}, 'with.targetUrl: is no http or https URL'],
    [{secret: 'pair'}, 'its secret has no key token'],
    [{sha: '{{ .this.metadata.labels.commit }}'}, 'names a field that the experiment does not have'],
  ])('is refused with %j before anything runs', async (inputs, problem) => {
    const {outcome, hasBegun} = await commitStatus({api: 'http://127.0.0.1:1', ...inputs}, contextIn('finish'));
    expect(outcome).toMatchObject({kind: 'failed', reason: expect.stringContaining(problem)});
    expect(hasBegun).toBe(false);
  });

  it('takes a shortened SHA and the number of a project on GitLab', async () => {
    const {request} = await posted({provider: 'gitlab', repository: '278964', sha: 'c0ffee0'});
    expect(request.url).toBe('/projects/278964/statuses/c0ffee0');
  });

  it.each([
    ['github', `https://api.github.com/repos/a/b/statuses/${SHA}`],
    ['gitlab', `https://gitlab.com/api/v4/projects/a%2Fb/statuses/${SHA}`],
  ])('goes to %s itself unless another API is named', (provider, url) => {
    const inputs = {repository: 'a/b', sha: SHA, provider, secret: 's'};
    const context = itemContext(contextOf(), 0, new Map([['token', 'x-1']]));
    expect(statusRequest(itemOf({task: 'notification/commit-status', inputs}), context).url).toBe(url);
  });

  it('may be said again by an engine that does not know whether it was', () => {
    expect(mayRepeat(itemOf({task: 'notification/commit-status'}))).toBe(true);
  });
});
