import {execFileSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {ciFacts, repositoryOfRemote} from '../../../../src/operate/pipeline/commit/ci-variables.js';
import {findCommit} from '../../../../src/operate/pipeline/commit/commit.js';

const SHA = 'c0ffee0123456789c0ffee0123456789c0ffee01';
const signal = new AbortController().signal;
const NO_GIT = {PATH: '/nonexistent'};

describe('what a CI says of the commit', () => {
  it('is read from the variables of GitHub', () => {
    const env = {
      GITHUB_SHA: SHA,
      GITHUB_REPOSITORY: 'shop/app',
      GITHUB_API_URL: 'https://git.example/api/v3',
      GITHUB_SERVER_URL: 'https://git.example',
      GITHUB_RUN_ID: '7',
    };
    expect(ciFacts(env)).toEqual({
      sha: SHA,
      committedAt: undefined,
      repository: {provider: 'github', name: 'shop/app', api: 'https://git.example/api/v3'},
      jobUrl: 'https://git.example/shop/app/actions/runs/7',
    });
  });

  it('is read from the variables of GitLab, with the time', () => {
    const env = {CI_COMMIT_SHA: SHA, CI_PROJECT_PATH: 'a/b/c', CI_COMMIT_TIMESTAMP: '2021-02-18T10:00:00+01:00'};
    expect(ciFacts(env)).toMatchObject({
      committedAt: new Date('2021-02-18T09:00:00Z'),
      repository: {provider: 'gitlab', name: 'a/b/c', api: 'https://gitlab.com/api/v4'},
    });
  });

  it.each(['GIT_COMMIT', 'CIRCLE_SHA1', 'BUILD_SOURCEVERSION'])('is read from %s', (name) => {
    expect(ciFacts({[name]: SHA}).sha).toBe(SHA);
  });
});

describe('a remote of git', () => {
  it.each([
    ['git@github.com:shop/app.git', {provider: 'github', name: 'shop/app', api: 'https://api.github.com'}],
    [
      'https://x-access-token:secret@github.com/shop/app',
      {provider: 'github', name: 'shop/app', api: 'https://api.github.com'},
    ],
    [
      'https://gitlab.example.org/shop/app.git',
      {provider: 'gitlab', name: 'shop/app', api: 'https://gitlab.example.org/api/v4'},
    ],
    [
      'https://git.example.org/shop/app',
      {provider: 'github', name: 'shop/app', api: 'https://git.example.org/api/v3'},
    ],
    ['https://bitbucket.org/shop/app', undefined],
    ['git@ssh.dev.azure.com:v3/shop/app/app', undefined],
    ['/srv/git/app', undefined],
  ])('%s', (remote, repository) => {
    expect(repositoryOfRemote(remote)).toEqual(repository);
  });
});

describe('the commit that is released', () => {
  it('is the one that is named', async () => {
    const {sha} = await findCommit(SHA.toUpperCase(), {env: {...NO_GIT, GITHUB_SHA: 'other'}, signal});
    expect(sha).toBe(SHA);
  });

  it('is missed where neither a CI nor git knows one', async () => {
    await expect(findCommit(undefined, {env: NO_GIT, signal})).rejects.toMatchObject({
      message: 'nothing says which commit is released',
      hint: 'name it: --commit $(git rev-parse HEAD)',
    });
  });

  it('is no option of git', async () => {
    await expect(findCommit('--output=x', {env: NO_GIT, signal})).rejects.toThrow(
      '"--output=x" is no SHA of a commit',
    );
  });

  it.each([
    ['2021-02-18T10:00:00Z', new Date('2021-02-18T10:00:00Z')],
    ['@253402300800 +0000', undefined], // year 10000
  ])('is as old as git says, where a time can be written: %s', async (date, committedAt) => {
    const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-commit-'));
    const env = {PATH: process.env.PATH, GIT_DIR: join(folder, '.git'), GIT_CONFIG_GLOBAL: '/dev/null'};
    const git = (...args: string[]) =>
      execFileSync('git', args, {cwd: folder, env: {...env, GIT_COMMITTER_DATE: date}})
        .toString()
        .trim();
    git('init', '-q', folder);
    git('-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-q', '--allow-empty', '-m', 'x');
    await expect(findCommit(undefined, {env, signal})).resolves.toMatchObject({committedAt});
    await rm(folder, {recursive: true});
  });

  it('is told by git, with its time and the repository, also by the beginning of its SHA', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-commit-'));
    const env = {
      ...process.env,
      GIT_DIR: join(folder, '.git'),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_COMMITTER_DATE: '2021-02-18T10:00:00Z',
    };
    const git = (...args: string[]) => execFileSync('git', args, {cwd: folder, env}).toString().trim();
    git('init', '-q', folder);
    git('-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-q', '--allow-empty', '-m', 'x');
    git('remote', 'add', 'origin', 'git@github.com:shop/app.git');
    const world = {env: {PATH: process.env.PATH, GIT_DIR: env.GIT_DIR, GIT_CONFIG_GLOBAL: '/dev/null'}, signal};
    await expect(findCommit(undefined, world)).resolves.toEqual({
      sha: git('rev-parse', 'HEAD'),
      committedAt: new Date('2021-02-18T10:00:00Z'),
      repository: {provider: 'github', name: 'shop/app', api: 'https://api.github.com'},
      jobUrl: undefined,
    });
    const whole = git('rev-parse', 'HEAD');
    await expect(findCommit(whole.slice(0, 8), world)).resolves.toMatchObject({sha: whole});
    await rm(folder, {recursive: true});
  });
});
