import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type JsonObject, isObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {checkItem} from '../../../src/tasks/registry.js';
import type {TaskContext} from '../../../src/tasks/task.js';
import {httpServer, type TestServer} from '../../support/servers.js';
import {playItems} from '../promote/support.js';
import {contextOf, itemOf} from '../support/context.js';
import {startGitServer} from './support/git-server.js';

const run = promisify(execFile);
const TOKEN = 'gh+token/9 &';
const VALUES = `# of both
baseline:
  dynamic: {id: one, tag: '1'}
candidate:
  dynamic: {id: two, tag: '2'} # new
`;
const PROMOTED = `# of both
baseline:
  dynamic: {id: two, tag: '2'} # new
`;
const KEPT = VALUES.slice(0, VALUES.indexOf('candidate:'));

describe('gitops/helmex-update', () => {
  let folder: string;
  let bare: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iter8ctl-gitops-'));
    bare = join(folder, 'shop', 'app.git');
    await git(`init --quiet --bare --initial-branch=main ${bare}`);
    await write({'charts/values.yaml': VALUES});
  });

  afterEach(() => rm(folder, {recursive: true}));

  async function git(argv: string, cwd = folder): Promise<string> {
    const identity = ['-c', 'user.name=ann', '-c', 'user.email=ann@shop.example'];
    return (await run('git', [...identity, ...argv.split(' ')], {cwd})).stdout;
  }

  /** As somebody else would, from a clone of their own. */
  async function write(files: Readonly<Record<string, string>>, link?: readonly [to: string, path: string]) {
    const clone = await mkdtemp(join(folder, 'clone-'));
    await git(`clone --quiet ${bare} .`, clone);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(clone, path, '..'), {recursive: true});
      await writeFile(join(clone, path), text);
    }
    if (link) await symlink(link[0], join(clone, link[1]));
    await git('add .', clone);
    await git('commit --quiet --message=Change', clone);
    await git('push --quiet origin HEAD:main', clone);
  }

  /** A git on the PATH that does something of its own before it does what it is asked to. */
  async function gitThat(script: string): Promise<string> {
    const {stdout} = await run('which', ['git']);
    const place = await mkdtemp(join(folder, 'bin-'));
    await writeFile(join(place, 'git'), `#!/bin/sh\nGIT=${stdout.trim()}\n${script}\nexec "$GIT" "$@"\n`);
    await chmod(join(place, 'git'), 0o755);
    return `${place}:${process.env.PATH ?? ''}`;
  }

  const text = (branch = 'main', path = 'charts/values.yaml') => git(`show ${branch}:${path}`, bare);
  const log = async (branch = 'main') => (await git(`log --format=%an:%s ${branch}`, bare)).trim().split('\n');

  function update(inputs: JsonObject = {}, over: Partial<TaskContext> = {}) {
    const whole = {gitRepo: `file://${bare}`, filePath: 'charts/values.yaml', username: 'ann', ...inputs};
    const context = {...contextOf(), readSecret: async () => ({token: Buffer.from(`${TOKEN}\n`)}), ...over};
    return playItems([{task: 'gitops/helmex-update', inputs: whole}], context);
  }

  it('commits the promoted values, once', async () => {
    const first = await update();
    expect(first).toMatchObject({outcome: {kind: 'succeeded'}});
    expect(first.heard).toMatch(
      new RegExp(`^pushed [0-9a-f]{7,} to main of file://${bare}: Promote candidate\n$`),
    );
    expect(await text()).toBe(PROMOTED);
    expect(await log()).toEqual(['iter8:Promote candidate', 'ann:Change']);
    expect(await git('log -1 --format=%b main', bare)).toContain('shop/canary recommends version candidate');
    expect((await update()).heard).toBe('charts/values.yaml has no candidate: there is nothing to change\n');
    expect(await log()).toHaveLength(2);
  });

  it('removes the candidate when the baseline is kept', async () => {
    const {outcome} = await update({gitRepo: bare}, contextOf({recommended: 'current'}));
    expect(outcome).toEqual({kind: 'succeeded'});
    expect(await text()).toBe(KEPT);
    expect(await log()).toEqual(['iter8:Keep current, without the candidate', 'ann:Change']);
  });

  it('begins again when somebody else was faster, and loses nothing of theirs', async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    await git(`clone --quiet ${bare} .`, other);
    await writeFile(join(other, 'charts/values.yaml'), VALUES.replace('# of both', '# of theirs'));
    await git('commit --quiet --all --message=Theirs', other);
    const PATH = await gitThat(
      `[ "$1" = push ] && "$GIT" -C ${other} push --quiet origin HEAD:main 2> ${folder}/null`,
    );
    const {outcome, heard} = await update({}, {env: {PATH}});
    expect(outcome).toEqual({kind: 'succeeded'});
    expect(heard).toMatch(/^somebody else has pushed to main; beginning again with that\npushed /);
    expect(await text()).toBe(PROMOTED.replace('# of both', '# of theirs'));
    expect(await log()).toEqual(['iter8:Promote candidate', 'ann:Theirs', 'ann:Change']);
  });

  it('gives up when somebody else is faster again and again', async () => {
    const hook = join(bare, 'hooks/update');
    await writeFile(hook, '#!/bin/sh\ngit update-ref refs/heads/main $(git commit-tree -p main -m Faster main^{tree})\n'); // prettier-ignore
    await chmod(hook, 0o755);
    const env = {PATH: process.env.PATH, EMAIL: 'ann@shop.example'};
    const {outcome} = await update({}, {env});
    expect(outcome).toMatchObject({
      reason: 'task 1 (gitops/helmex-update) cannot push to main: somebody else was faster, 4 times',
    });
    expect(await text()).toBe(VALUES);
  });

  it('says what the other side says against it', async () => {
    const hook = join(bare, 'hooks/pre-receive');
    await writeFile(hook, '#!/bin/sh\necho main is protected, open a pull request\nexit 1\n');
    await chmod(hook, 0o755);
    const {outcome} = await update();
    expect(outcome).toMatchObject({
      reason: expect.stringMatching(/ cannot push to main: .*main is protected, open a pull request/),
    });
  });

  it('pushes nothing when the file is about another candidate by now', async () => {
    const {source} = contextOf().experiment;
    const metadata = {...(isObject(source.metadata) ? source.metadata : {}), annotations: {'iter8.candidate.id': 'zero'}}; // prettier-ignore
    const {outcome} = await update({}, {experiment: parseExperiment({...source, metadata})});
    expect(outcome).toMatchObject({
      reason: 'task 1 (gitops/helmex-update) leaves everything as it is: charts/values.yaml has moved on: the experiment is about candidate zero, and the file has two',
    }); // prettier-ignore
    expect(await log()).toEqual(['ann:Change']);
  });

  it.each([
    ['no such file', {filePath: 'none.yaml'}, 'cannot find none.yaml in the repository'],
    ['a folder', {filePath: 'charts'}, 'cannot use charts: it is no file'],
    ['no such branch', {branch: 'next'}, /cannot clone file:.*: .*Remote branch next not found in upstream origin/],
    ['no such repository', {gitRepo: 'file:///nowhere/at/all.git'}, /cannot clone file:\/\/\/nowhere\/at\/all\.git: fatal: .*does not/],
  ])('fails with %s', async (_what, inputs, reason) => {
    const words = typeof reason === 'string' ? reason : expect.stringMatching(reason);
    const {events} = await update(inputs);
    expect(events.at(-1)).toMatchObject({result: 'failed', reason: words});
  }); // prettier-ignore

  it('follows a link inside the repository, and none that leads out of it', async () => {
    await write({}, ['charts/values.yaml', 'linked.yaml']);
    expect(await update({filePath: 'linked.yaml'})).toMatchObject({outcome: {kind: 'succeeded'}});
    expect(await text()).toBe(PROMOTED);
    await writeFile(join(folder, 'outside.yaml'), VALUES);
    for (const to of [join(folder, 'outside.yaml'), '.git/config']) {
      await write({}, [to, `${to.length}.yaml`]);
      const {outcome} = await update({filePath: `${to.length}.yaml`});
      expect(outcome).toMatchObject({reason: expect.stringContaining('it leads out of the repository')});
    }
    expect(await readFile(join(folder, 'outside.yaml'), 'utf8')).toBe(VALUES);
  });

  it('knows when there is no git', async () => {
    const {outcome} = await update({}, {env: {PATH: folder}});
    expect(outcome).toMatchObject({
      reason: expect.stringContaining('cannot be started: git is not installed, or not on the PATH'),
    });
  });

  it('is not moved by the configuration and variables of whoever runs it', async () => {
    await writeFile(
      join(folder, '.gitconfig'),
      '[user]\nname = eve\n[url "file:///nowhere"]\ninsteadOf = file://\n',
    );
    const env = {PATH: process.env.PATH, HOME: folder, GIT_DIR: '/nowhere', GIT_AUTHOR_NAME: 'eve'};
    expect(await update({}, {env})).toMatchObject({outcome: {kind: 'succeeded'}});
    expect(await log()).toEqual(['iter8:Promote candidate', 'ann:Change']);
  });

  it('logs in with a token that nobody gets to see', async () => {
    const server = await startGitServer(folder, `ann:${TOKEN}`);
    try {
      const seen = join(folder, 'seen');
      const PATH = await gitThat(
        `{ echo "$@"; env; cat .git/config 2>/dev/null; ls -l "$HOME/.git-credentials"; } >> ${seen}`,
      );
      const gitRepo = `https://${server.host}/shop/app.git`;
      const {outcome, heard, events} = await update({gitRepo}, {env: {PATH, ...server.env}});
      expect({outcome, heard}).toMatchObject({outcome: {kind: 'succeeded'}});
      expect(heard).toContain(`to main of ${gitRepo}: Promote candidate`);
      expect(await text()).toBe(PROMOTED);
      const dump = await readFile(seen, 'utf8');
      expect(dump).toMatch(/^push --porcelain origin /m);
      expect(dump).toMatch(/^-rw------- .*\.git-credentials$/m);
      for (const all of [dump, heard, JSON.stringify(events)]) {
        expect(all).not.toContain(TOKEN);
        expect(all).not.toContain(encodeURIComponent(TOKEN));
        expect(all).not.toContain(Buffer.from(`ann:${TOKEN}`).toString('base64'));
      }
      const wrong = {env: {PATH, ...server.env}, readSecret: async () => ({token: Buffer.from('wrong-token')})};
      expect((await update({gitRepo}, wrong)).outcome).toMatchObject({
        reason: expect.stringMatching(/cannot clone https:\/\/metrics\.example\/shop\/app\.git: fatal: /),
      });
      const [, home = ''] = /^HOME=(.*)$/m.exec(dump) ?? [];
      expect(home).toMatch(/iter8ctl-task-/);
      expect(existsSync(home)).toBe(false);
    } finally {
      await server.close();
    }
  });

  describe('with a pull request', () => {
    const requests: {method: string; url: string; token: string; body: JsonObject | undefined}[] = [];
    let forge: TestServer;

    beforeEach(async () => {
      requests.length = 0;
      let open: JsonObject[] = [];
      forge = await httpServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const {method = '', url = '', headers} = request;
          const parsed = body === '' ? undefined : (JSON.parse(body) as JsonObject);
          requests.push({method, url, token: headers.authorization ?? '', body: parsed});
          if (method === 'POST') open = [{html_url: 'https://forge.example/shop/app/pull/7'}];
          response
            .writeHead(method === 'POST' ? 201 : 200)
            .end(JSON.stringify(method === 'POST' ? open[0] : open));
        });
      });
    });
    afterEach(() => forge.close());

    it('leaves the branch alone, and opens one on a branch of the experiment, once', async () => {
      const inputs = {pullRequest: true, api: forge.url, secretName: 'github'};
      const first = await update(inputs);
      expect(first).toMatchObject({outcome: {kind: 'succeeded'}});
      expect(first.heard).toContain('pull request https://forge.example/shop/app/pull/7\n');
      expect(await text()).toBe(VALUES);
      expect(await text('iter8/canary')).toBe(PROMOTED);
      const [, post] = requests;
      expect(requests[0]).toMatchObject({method: 'GET', url: '/repos/shop/app/pulls?state=open&head=shop%3Aiter8%2Fcanary&base=main'}); // prettier-ignore
      expect(post).toMatchObject({
        method: 'POST',
        url: '/repos/shop/app/pulls',
        token: `Bearer ${TOKEN}`,
        body: {title: 'Promote candidate', head: 'iter8/canary', base: 'main'},
      });
      const second = await update(inputs);
      expect(second.heard).toMatch(/^charts\/values.yaml has no candidate.*\npull request https:/);
      expect(requests.map(({method}) => method)).toEqual(['GET', 'POST', 'GET']);
      expect(await log('iter8/canary')).toHaveLength(2);
    });

    it('says what is there when the other side does not open it', async () => {
      await forge.close();
      const {events} = await update({pullRequest: true, api: forge.url});
      expect(events.at(-1)).toMatchObject({
        result: 'failed',
        reason: expect.stringMatching(/^branch iter8\/canary is pushed, but cannot open a pull request: 127\.0\.0\.1:\d+ refuses connections$/),
      }); // prettier-ignore
      expect(await text('iter8/canary')).toBe(PROMOTED);
    });
  });
});

describe('the inputs of gitops/helmex-update', () => {
  const problemOf = (inputs: JsonObject) =>
    checkItem(itemOf({task: 'gitops/helmex-update', inputs: {gitRepo: 'https://github.com/shop/app', filePath: 'values.yaml', username: 'ann', ...inputs}})); // prettier-ignore

  it.each([
    [{}],
    [{gitRepo: 'git@github.com:shop/app.git'}],
    [{gitRepo: 'ssh://git@forge.example:2222/shop/app'}],
    [{gitRepo: '/srv/git/app.git'}],
    [{pullRequest: true}],
    [{filePath: './charts/values.yaml', branch: 'release/2.0'}],
  ])('may be %j', (inputs) => {
    expect(problemOf(inputs)).toBeUndefined();
  });

  it.each([
    [{gitRepo: 'http://github.com/shop/app'}, 'with.gitRepo: is no address of a repository: write https://'],
    [{gitRepo: 'https://ann:pw@github.com/shop/app'}, 'with.gitRepo: holds a user or a password; name them as username'],
    [{gitRepo: 'ext::sh -c id'}, 'with.gitRepo: holds blanks'],
    [{gitRepo: '--upload-pack=id'}, 'with.gitRepo: is no address'],
    [{gitRepo: '-x@host:a/b'}, 'with.gitRepo: is no address'],
    [{filePath: '../values.yaml'}, 'with.filePath: names no file inside the repository'],
    [{filePath: 'a/../../values.yaml'}, 'with.filePath: names no file inside the repository'],
    [{filePath: '/etc/passwd'}, 'with.filePath: names no file inside the repository'],
    [{filePath: '.GIT/config'}, 'with.filePath: names no file inside the repository'],
    [{branch: '--all'}, 'with.branch: is no name of a branch'],
    [{username: 'a:b'}, 'with.username: is no name of a user'],
    [{pullRequest: true, gitRepo: '/srv/shop/app'}, 'with.api: is missing'],
    [{pullRequest: true, gitRepo: 'https://github.com/app'}, 'with.api: cannot be asked: a pull request needs a repository with owner and name'],
    [{pullRequest: true, api: 'http://forge.example'}, 'with.api: is not https, and a token is sent there'],
    [{pullRequest: true, api: 'https://ann@forge.example'}, 'with.api: is more than the beginning of a URL'],
  ])('may not be %j', (inputs, problem) => {
    expect(problemOf(inputs)).toContain(`has a wrong input: ${problem}`);
  }); // prettier-ignore

  it('name a secret with a token, which is looked for before anything runs', async () => {
    const play = (readSecret: TaskContext['readSecret']) =>
      playItems([{task: 'gitops/helmex-update', inputs: {gitRepo: 'https://github.com/shop/app', filePath: 'values.yaml', username: 'ann'}}], {...contextOf(), readSecret}); // prettier-ignore
    const asked: string[] = [];
    const none = await play(async (namespace, name) => void asked.push(`${namespace}/${name}`));
    expect(none.outcome).toMatchObject({reason: expect.stringContaining('there is no secret shop/ghtoken')});
    const other = await play(async () => ({password: Buffer.from('x')}));
    expect(other.outcome).toMatchObject({reason: expect.stringContaining("the task's secret has no key token")});
    expect([asked, none.events, other.events]).toEqual([['shop/ghtoken'], [], []]);
  });
});
