import {readFileSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {load} from 'js-yaml';
import type {Printed, ShellSession} from '../../support/shell-doc/session.js';
import {BRIEF, type Ci} from './ci.js';
import type {Push} from './repository.js';
import {ROOT, sampleDocuments} from './sample.js';
import {runScript, together} from './script.js';

interface ActionStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, {readonly default?: string; readonly required?: boolean}>>;
  readonly runs: {readonly steps: readonly ActionStep[]};
}

interface Workflow {
  readonly jobs: {
    readonly release: {
      readonly steps: readonly {readonly id?: string; readonly with?: Readonly<Record<string, string>>}[];
    };
  };
}

export const ACTION = load(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

type Values = Readonly<Record<string, string>>;

/** Fills in `${{ … }}`. An output that is not set is empty; what else it does not know is mistyped. */
function filledIn(text: string, values: Values): string {
  return text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined && !name.startsWith('steps.')) throw new Error(`nothing says what ${whole} is`);
    return value ?? '';
  });
}

/** What the workflow gives to the action, and the action's own values for the rest. */
function inputsOf(values: Values): Values {
  const [workflow] = sampleDocuments('github/release.yml') as [Workflow];
  const step = workflow.jobs.release.steps.find(({id}) => id === 'iter8');
  const given: Values = {...step?.with, ...BRIEF};
  for (const name of Object.keys(given)) if (!(name in ACTION.inputs)) throw new Error(`no input ${name}`);
  const inputs = Object.entries(ACTION.inputs).map(([name, input]) => {
    const text = given[name] ?? input.default;
    if (text === undefined) throw new Error(`the workflow does not give ${name}`);
    return [`inputs.${name}`, filledIn(text, values)] as const;
  });
  return Object.fromEntries(inputs);
}

function outputsOf({id}: ActionStep, written: string): Values {
  const lines = written
    .trim()
    .split('\n')
    .map((line) => /^([\w-]+)=(.*)$/.exec(line));
  return Object.fromEntries(
    lines.map((line) => [`steps.${id ?? ''}.outputs.${line?.[1] ?? ''}`, line?.[2] ?? '']),
  );
}

/** Where GitHub's runner keeps the files of a job. */
export const runnerFolder = ({folder}: ShellSession, {sha}: Push) => join(folder, `runner-${sha}`);

/** What GitHub's runner tells each step. */
function runnerVariables(runner: string, {sha}: Push) {
  return {
    RUNNER_TEMP: runner,
    GITHUB_OUTPUT: join(runner, 'output'),
    GITHUB_STEP_SUMMARY: join(runner, 'summary.md'),
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_SHA: sha,
    GITHUB_REPOSITORY: 'team/iter8-demo',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '1',
    KUBECONFIG: '', // that of the secret is to do
  };
}

/** The action with what the workflow gives it, as GitHub's runner does it. */
export const github: Ci = async (push, {town: {session}, forge, token, signal}) => {
  const runner = runnerFolder(session, push);
  await mkdir(runner);
  const runnerEnv = {...runnerVariables(runner, push), GITHUB_API_URL: forge.url};
  const {GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary} = runnerEnv;
  await writeFile(summary, '');
  const kubeconfig = (await session.run('cat "$KUBECONFIG"')).out;
  let values = inputsOf({'secrets.KUBECONFIG': kubeconfig, 'github.token': token});
  let ended: Printed = {out: '', err: '', exitCode: 0};
  for (const step of ACTION.runs.steps) {
    if (ended.exitCode !== 0 && step.if !== 'always()') continue;
    await writeFile(output, '');
    const given = Object.entries(step.env ?? {}).map(([name, text]) => [name, filledIn(text, values)] as const);
    const env: Values = {...runnerEnv, ...Object.fromEntries(given)};
    const shell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'];
    ended = together(ended, await runScript(session, {text: step.run, shell, env}, signal));
    values = {...values, ...outputsOf(step, await readFile(output, 'utf8'))};
  }
  return ended;
};
