import {execFile} from 'node:child_process';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual, promisify} from 'node:util';
import type {Printed} from '../../support/shell-doc/session.js';
import {lintTool} from './lint-tools.js';
import {BRIEF, type Ci} from './ci.js';
import type {Push} from './repository.js';
import {SAMPLES, sampleDocuments} from './sample.js';
import {runScript, type Script, together} from './script.js';

export const TEKTON_FILES = ['tasks', 'pipeline', 'triggers'].map((name) => join(SAMPLES, `tekton/${name}.yaml`));

type Value = string | readonly string[];

type Values = ReadonlyMap<string, Value>;

interface Param {
  readonly name: string;
  readonly value: Value;
}

interface Step {
  readonly image: string;
  readonly workingDir: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: readonly {readonly name: string; readonly value?: string}[];
}

export interface Task {
  readonly metadata: {readonly name: string};
  readonly spec: {
    readonly params: readonly {readonly name: string; readonly default?: Value}[];
    readonly steps: readonly Step[];
  };
}

interface Pipeline {
  readonly metadata: {readonly name: string};
  readonly spec: {
    readonly tasks: readonly {
      readonly name: string;
      readonly runAfter?: readonly string[];
      readonly taskRef: {readonly name: string};
      readonly params: readonly Param[];
    }[];
  };
}

export interface PipelineRun {
  readonly kind: string;
  readonly spec: {
    readonly params: readonly Param[];
    readonly pipelineRef: {readonly name: string};
    readonly taskRunTemplate: {readonly serviceAccountName: string};
  };
}

/** What the listener of the sample, played by Tekton's own code, creates for a push. */
export async function runsFor(event: object, folder: string): Promise<readonly PipelineRun[]> {
  const file = join(folder, 'event.json');
  await writeFile(file, JSON.stringify(event));
  const {stdout} = await promisify(execFile)(lintTool('tekton-check'), ['--push', file, ...TEKTON_FILES]);
  return JSON.parse(stdout) as PipelineRun[];
}

/** What GitHub says of a push, as far as the sample reads it. */
export function pushEvent({branch, sha, folder}: Push, defaultBranch = branch) {
  return {
    ref: `refs/heads/${branch}`,
    after: sha,
    deleted: false,
    repository: {clone_url: `file://${folder}`, full_name: 'team/iter8-demo', default_branch: defaultBranch},
  };
}

/** Fills in `$(params.x)`; what is not given is an error. */
function filledIn(text: string, values: Values): string {
  return text.replaceAll(/\$\(([\w.-]+)\)/g, (whole, name: string) => {
    const value = values.get(name);
    if (typeof value !== 'string') throw new Error(`nothing says what ${whole} is`);
    return value;
  });
}

function words(args: readonly string[] = [], values: Values): readonly string[] {
  return args.flatMap((arg) => {
    const list = values.get(/^\$\(([\w.-]+)\[\*\]\)$/.exec(arg)?.[1] ?? '');
    return typeof list === 'object' ? list : [filledIn(arg, values)];
  });
}

function filledInParam({name, value}: Param, values: Values): readonly [string, Value] {
  return [
    `params.${name}`,
    typeof value === 'string' ? filledIn(value, values) : value.map((item) => filledIn(item, values)),
  ];
}

/** What the parameters and the workspace of a task are; those of the tests count most. */
function valuesOf(task: Task, params: readonly (readonly [string, Value])[], over: Values): Values {
  const defaults = task.spec.params.flatMap((each) =>
    each.default === undefined ? [] : [[`params.${each.name}`, each.default] as const],
  );
  return new Map([...defaults, ...params, ...over]);
}

/** A step as a script; the only variable without a value is the token, from a Secret. */
function scriptOf(step: Step, values: Values, token: string): Script {
  const env = step.env.map(
    ({name, value}) => [name, value === undefined ? token : filledIn(value, values)] as const,
  );
  return {
    text: step.script,
    args: words(step.args, values),
    env: Object.fromEntries(env),
    folder: filledIn(step.workingDir, values),
  };
}

/** What the listener creates for the push: its tasks one after another, with the workspace that they share. */
export const tekton: Ci = async (push, {town: {session}, forge, token, signal}) => {
  const [run] = await runsFor(pushEvent(push), session.folder);
  if (!run) throw new Error('the listener created nothing');
  const given: Values = new Map(run.spec.params.map(({name, value}) => [`params.${name}`, value]));
  const over: Values = new Map([
    ['workspaces.source.path', await mkdtemp(join(session.folder, 'workspace-'))],
    ['params.status-api', forge.url],
    ...Object.entries(BRIEF).map(([name, value]) => [`params.${name}`, value] as const),
  ]);
  let ended: Printed = {out: '', err: '', exitCode: 0};
  for (const {task, params} of tasksOf(run)) {
    const filled = params.map((each) => filledInParam(each, given));
    const values = valuesOf(task, filled, over);
    for (const step of task.spec.steps) {
      if (ended.exitCode !== 0) return ended;
      ended = together(ended, await runScript(session, scriptOf(step, values, token), signal));
    }
  }
  return ended;
};

/** The tasks of the pipeline that a run names, in the order in which they stand, which `runAfter` must not contradict. */
function tasksOf({spec: {pipelineRef}}: PipelineRun) {
  const [{metadata, spec}] = sampleDocuments('tekton/pipeline.yaml') as [Pipeline];
  if (metadata.name !== pipelineRef.name) throw new Error(`there is no pipeline ${pipelineRef.name}`);
  const tasks = sampleDocuments('tekton/tasks.yaml') as readonly Task[];
  return spec.tasks.map(({name, runAfter = [], taskRef, params}, index) => {
    const before = spec.tasks.slice(0, index).map((each) => each.name);
    if (!isDeepStrictEqual(runAfter, before)) throw new Error(`${name} runs after ${runAfter.join(', ')}`);
    const task = tasks.find((each) => each.metadata.name === taskRef.name);
    if (!task) throw new Error(`there is no task ${taskRef.name}`);
    return {task, params};
  });
}
