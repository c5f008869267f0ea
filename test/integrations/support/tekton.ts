import {execFile} from 'node:child_process';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {lintTool} from './lint-tools.js';
import {BRIEF, type Ci} from './ci.js';
import type {Push} from './repository.js';
import {SAMPLES, sampleDocuments} from './sample.js';
import {runScript} from './script.js';

export const TEKTON_FILES = ['tasks', 'pipeline', 'triggers'].map((name) => join(SAMPLES, `tekton/${name}.yaml`));

type Value = string | readonly string[];

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
function filledIn(text: string, values: ReadonlyMap<string, Value>): string {
  return text.replaceAll(/\$\(([\w.-]+)\)/g, (whole, name: string) => {
    const value = values.get(name);
    if (typeof value !== 'string') throw new Error(`nothing says what ${whole} is`);
    return value;
  });
}

function words(args: readonly string[] = [], values: ReadonlyMap<string, Value>): readonly string[] {
  return args.flatMap((arg) => {
    const list = values.get(/^\$\(([\w.-]+)\[\*\]\)$/.exec(arg)?.[1] ?? '');
    return typeof list === 'object' ? list : [filledIn(arg, values)];
  });
}

function filledInParam({name, value}: Param, values: ReadonlyMap<string, Value>): readonly [string, Value] {
  return [
    `params.${name}`,
    typeof value === 'string' ? filledIn(value, values) : value.map((item) => filledIn(item, values)),
  ];
}

/** What the listener creates for the push, its tasks one after another with the workspace that they share. */
export const tekton: Ci = async (push, {town: {session}, forge, token, signal}) => {
  const [run] = await runsFor(pushEvent(push), session.folder);
  if (!run) throw new Error('the listener created nothing');
  const given = new Map<string, Value>(run.spec.params.map(({name, value}) => [`params.${name}`, value]));
  const [pipeline] = sampleDocuments('tekton/pipeline.yaml') as [Pipeline];
  const tasks = sampleDocuments('tekton/tasks.yaml') as readonly Task[];
  const workspace = await mkdtemp(join(session.folder, 'workspace-'));
  let ended = {out: '', err: '', exitCode: 0 as number | null};
  for (const {taskRef, params} of pipeline.spec.tasks) {
    const task = tasks.find(({metadata}) => metadata.name === taskRef.name)!;
    const values = new Map<string, Value>([
      ...task.spec.params.flatMap((each) =>
        each.default === undefined ? [] : [[`params.${each.name}`, each.default] as const],
      ),
      ...params.map((each) => filledInParam(each, given)),
      ...Object.entries(BRIEF).map(([name, value]) => [`params.${name}`, value] as const),
      ...[['params.status-api', forge.url] as const, ['workspaces.source.path', workspace] as const],
    ]);
    for (const step of task.spec.steps) {
      const env = step.env.map(({name, value}) => [name, value === undefined ? token : filledIn(value, values)]);
      const {out, err, exitCode} = await runScript(
        session,
        {
          text: step.script,
          args: words(step.args, values),
          env: Object.fromEntries(env) as Record<string, string>,
          folder: filledIn(step.workingDir, values),
        },
        signal,
      );
      ended = {out: ended.out + out, err: ended.err + err, exitCode};
      if (exitCode !== 0) return ended;
    }
  }
  return ended;
};
