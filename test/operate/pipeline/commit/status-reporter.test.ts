import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {text} from 'node:stream/consumers';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {CommitStatusReporter, statusTarget} from '../../../../src/operate/pipeline/commit/status-reporter.js';
import {httpServer, type TestServer} from '../../../support/servers.js';
import {play, requestFor, SHAS} from '../support/play.js';
import {deployments, openTown} from '../support/town.js';

const TOKEN = 'ghp_notForEyes123';

interface Seen {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: JsonObject;
}

let forge: TestServer;
let seen: Seen[];
/** Statuses of the answers to come; 201 when there is none left. */
let answers: number[];

beforeEach(async () => {
  seen = [];
  answers = [];
  forge = await httpServer((request, response) => void answer(request, response));
});
afterEach(() => forge.close());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(await text(request)) as JsonObject;
  seen.push({path: request.url, authorization: request.headers.authorization, body});
  response.writeHead(answers.shift() ?? 201, {'content-type': 'application/json'});
  response.end(`{"message": "you sent ${TOKEN}"}`);
}

const targetOn = (api: string, provider: 'github' | 'gitlab' = 'github') => ({
  repository: {provider, name: 'shop/app', api},
  sha: SHAS.v101!,
  token: TOKEN,
  context: 'iter8ctl/iter8-demo',
  jobUrl: 'https://ci.example/1',
});

function reporterFor(target = targetOn(forge.url), signal = new AbortController().signal) {
  const lines: string[] = [];
  const pauses: number[] = [];
  const reporter = new CommitStatusReporter(target, {
    tell: async (_topic, line) => void lines.push(line),
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    signal,
  });
  return {reporter, lines, pauses};
}

describe('the status of a commit', () => {
  it('is set at GitHub, with a description of at most 140 characters', async () => {
    const {reporter, lines} = reporterFor();
    await reporter.report('failure', 'x'.repeat(200));
    expect(seen).toEqual([
      {
        path: `/repos/shop/app/statuses/${SHAS.v101!}`,
        authorization: `Bearer ${TOKEN}`,
        body: {
          state: 'failure',
          context: 'iter8ctl/iter8-demo',
          description: `${'x'.repeat(139)}…`,
          target_url: 'https://ci.example/1',
        },
      },
    ]);
    expect(lines).toEqual(['commit is failure']);
  });

  it('is called otherwise at GitLab', async () => {
    await reporterFor(targetOn(`${forge.url}/api/v4/`, 'gitlab')).reporter.report('error', 'no verdict');
    expect(seen[0]).toMatchObject({
      path: `/api/v4/projects/shop%2Fapp/statuses/${SHAS.v101!}`,
      body: {state: 'failed', name: 'iter8ctl/iter8-demo'},
    });
  });

  it('is tried again with longer and longer pauses while the forge is out of order', async () => {
    answers = [503, 502, 429];
    const {reporter, lines, pauses} = reporterFor();
    await reporter.report('success', 'it won');
    expect([seen.length, pauses, lines]).toEqual([4, [1000, 4000, 10_000], ['commit is success']]);
  });

  it('is tried once when there is no time left', async () => {
    answers = [503, 503];
    const stop = new AbortController();
    const {reporter, lines} = reporterFor(targetOn(forge.url), stop.signal);
    stop.abort();
    await reporter.report('error', 'interrupted');
    expect(seen).toHaveLength(1);
    expect(lines.join()).toMatch(/^warning: status error of the commit was not set/);
  });

  it('is not tried again when the forge refuses, and the token is not told', async () => {
    answers = [401];
    const {reporter, lines} = reporterFor();
    await reporter.report('success', 'it won');
    expect(seen).toHaveLength(1);
    expect(lines.join()).toMatch(
      /^warning: status success of the commit was not set: 127\.0\.0\.1:\d+ answers 401/,
    );
    expect(lines.join()).toContain('***');
    expect(lines.join()).not.toContain(TOKEN);
  });

  it('arrives in the order in which it was told', async () => {
    answers = [503];
    const {reporter} = reporterFor();
    void reporter.report('pending', 'begins');
    await reporter.report('success', 'ends');
    expect(seen.map(({body}) => body.state)).toEqual(['pending', 'pending', 'success']);
  });

  it.each([
    ['v101', 'failure'],
    ['v102', 'success'],
  ])('goes from pending to the verdict of %s: %s', async (tag, state) => {
    const town = openTown();
    const {end} = await play(town, requestFor(tag, {status: targetOn(forge.url)}));
    expect(seen.map(({body}) => body.state)).toEqual(['pending', state]);
    expect(seen[1]?.body.description).toBe(end?.headline);
    await town.close();
  });

  it('that cannot be set changes no verdict', async () => {
    const {url} = forge;
    await forge.close();
    const town = openTown();
    const {end, lines} = await play(town, requestFor('v102', {status: targetOn(url)}));
    expect(end).toMatchObject({kind: 'judged', result: 'won'});
    expect(lines.join('\n')).toMatch(/warning: status success of the commit was not set: .* refuses connections/);
    expect(deployments(town)).toEqual(['iter8-demo-v102']);
    await town.close();
  });

  it('is error when there was no verdict', async () => {
    const town = openTown();
    await play(town, requestFor('v101', {status: targetOn(forge.url), service: 'nobody'}));
    expect(seen[1]?.body).toMatchObject({
      state: 'error',
      description: 'no Service "nobody" in namespace "default", and none in the manifest',
    });
    await town.close();
  });
});

describe('where statuses go', () => {
  const commit = {...requestFor('v101').commit, repository: targetOn('https://api.github.com').repository};

  it('needs a token, of which it names the variables', () => {
    expect(() => statusTarget(commit, 'shop', {})).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        message: 'no token for the status of the commit at github',
        hint: expect.stringContaining('set GITHUB_TOKEN or GH_TOKEN'),
      }),
    );
  });

  it('takes the token of the environment', () => {
    expect(statusTarget(commit, 'shop', {GITHUB_TOKEN: '', GH_TOKEN: 'x'})).toMatchObject({
      token: 'x',
      context: 'iter8ctl/shop',
    });
  });

  it('needs a repository and a whole SHA', () => {
    expect(() => statusTarget({...commit, repository: undefined}, 'shop', {GH_TOKEN: 'x'})).toThrow(
      'nothing says which repository has the commit',
    );
    expect(() => statusTarget({...commit, sha: '1a2b3c4'}, 'shop', {GH_TOKEN: 'x'})).toThrow(
      'is no SHA of a commit',
    );
  });
});
