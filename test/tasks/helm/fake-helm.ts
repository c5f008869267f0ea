import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {JsonObject} from '../../../src/experiment/json.js';

/** One call of the fake, as it saw itself. */
export interface HelmCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Content and mode of files that were named to it, by path. */
  readonly files: Readonly<Record<string, {readonly text: string; readonly mode: string}>>;
}

const FAKE = String.raw`
const {appendFileSync, existsSync, readFileSync, statSync, writeFileSync} = require('node:fs');
const [, , place, ...argv] = process.argv;
const named = [...argv, ...Object.values(process.env)].map((text) => text.replace(/^--[a-z-]+=/, '').replace(/^.*=/, ''));
const isFile = (path) => path.includes('iter8ctl-task-') && existsSync(path) && statSync(path).isFile();
const files = Object.fromEntries(named.filter(isFile).map((path) => [path, {text: readFileSync(path, 'utf8'), mode: (statSync(path).mode & 0o777).toString(8)}]));
appendFileSync(place + '/calls', JSON.stringify({argv, env: process.env, files}) + '\n');
const answers = JSON.parse(readFileSync(place + '/answers', 'utf8'));
const [answer = {}, ...later] = answers[argv[0]] ?? [];
if (later.length > 0) writeFileSync(place + '/answers', JSON.stringify({...answers, [argv[0]]: later}));
process.stderr.write(answer.err ?? '');
process.stdout.write(answer.out ?? '');
process.exitCode = answer.exitCode ?? 0;
if (answer.hangs) setInterval(() => {}, 1000);
`;

export interface HelmAnswer {
  readonly out?: string;
  readonly err?: string;
  readonly exitCode?: number;
  readonly hangs?: boolean;
}

/** Answers by subcommand, one after another; the last one stays. test/real/promote.test.ts shows that helm answers so. */
export type HelmAnswers = Readonly<Record<string, readonly HelmAnswer[]>>;

/** Puts a program into a folder that notes how it was called. */
export async function installFake(folder: string, name: string, answers: HelmAnswers = {}) {
  const script = join(folder, `${name}.cjs`);
  const program = join(folder, 'bin', name);
  await mkdir(dirname(program), {recursive: true});
  await writeFile(script, FAKE);
  await writeFile(join(folder, 'answers'), JSON.stringify(answers));
  await writeFile(join(folder, 'calls'), '');
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${script} ${folder} "$@"\n`);
  await chmod(program, 0o755);
  const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as HelmCall); // prettier-ignore
  return {env: {PATH: dirname(program)}, calls};
}

export const NOT_FOUND: HelmAnswer = {err: 'Error: release: not found\n', exitCode: 1};

/** What `helm history` prints. */
export function historyOf(...revisions: readonly JsonObject[]): HelmAnswer {
  return {out: `${JSON.stringify(revisions)}\n`};
}
