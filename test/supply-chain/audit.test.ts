import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {opinionOf} from '../../scripts/audit/opinion.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/audit.js');

/** What a registry answers to the question for advisories, with its status; nobody has a package of it. */
let answer: {readonly status: number; readonly body: object};
let registry: Server;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iter8ctl-audit-'));
  const locked = {version: '1.0.0', integrity: 'sha512-AA==', dev: true};
  const own = {name: 'audited', version: '1.0.0', devDependencies: {frail: '1.0.0'}};
  await writeFile(join(folder, 'package.json'), JSON.stringify(own));
  const packages = {'': own, 'node_modules/frail': locked};
  const lock = {name: 'audited', version: '1.0.0', lockfileVersion: 3, requires: true, packages};
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
  registry = createServer(({method}, response) => {
    const {status, body} = method === 'POST' ? answer : {status: 404, body: {}};
    response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  registry.closeAllConnections();
  await new Promise((closed) => registry.close(closed));
  await rm(folder, {recursive: true});
});

interface Audit {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The script, with the npm of this machine, against the registry of this test. */
async function audit(...flags: string[]): Promise<Audit> {
  const {port} = registry.address() as AddressInfo;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...flags], {cwd: folder, env}, (error, out, err) =>
      resolve({exitCode: Number(error?.code ?? 0), out, err}),
    );
  });
}

let advisories = 0;

/** Each has a number of its own: npm remembers them. */
function advisory(severity: string): object {
  const url = `https://example.test/${(advisories += 1)}`;
  return {frail: [{id: advisories, url, title: 'It breaks', severity, vulnerable_versions: '<2.0.0'}]};
}

describe('the audit', () => {
  it('is content where the registry knows of nothing', async () => {
    answer = {status: 200, body: {}};
    expect(await audit('--required')).toEqual({
      exitCode: 0,
      out: '0 known vulnerabilities: 0 high, 0 critical\n',
      err: '',
    });
  });

  it.each(['high', 'critical'])('fails where the registry knows of something %s', async (severity) => {
    answer = {status: 200, body: advisory(severity)};
    expect(await audit()).toMatchObject({exitCode: 1, out: expect.stringContaining(`1 ${severity}`)});
  });

  it('tells of what is less than high, and goes on', async () => {
    answer = {status: 200, body: advisory('moderate')};
    expect(await audit()).toMatchObject({exitCode: 0, out: '1 known vulnerabilities: 0 high, 0 critical\n'});
  });

  it('goes on where nobody answers, and says that nothing was looked at; but not where an answer is required', async () => {
    answer = {status: 405, body: {}};
    const warned = {out: '', err: expect.stringMatching(/^warning: not audited: 405 Method Not Allowed/)};
    expect(await audit()).toEqual({exitCode: 0, ...warned});
    expect(await audit('--required')).toEqual({exitCode: 1, ...warned});
  });

  it.each(['', 'npm error', 'null', '{"error": {"summary": "no lock file"}}'])(
    'takes what is no report for no answer: %s',
    (text) => expect(opinionOf(text)).toMatchObject({kind: 'unanswered'}),
  );
});
