import {cp, mkdtemp, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {dump, loadAll} from 'js-yaml';
import {BRIEF, type Ci} from './ci.js';
import {SAMPLES} from './sample.js';
import {runScript} from './script.js';

interface Rendered {
  readonly kind: string;
  readonly metadata: {readonly name: string; readonly annotations?: Readonly<Record<string, string>>};
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {readonly template: {readonly spec: {readonly containers: readonly Container[]}}};
}

interface Container {
  readonly command: readonly string[];
  readonly env: readonly {readonly name: string; readonly value?: string}[];
}

const HOOK = 'argocd.argoproj.io/hook';

/** The hook for the push, with the files of the ConfigMap that Kustomize makes of it; then, where it succeeds, the sync. */
export const argocd: Ci = async (push, {town: {session}, signal}) => {
  await cp(join(SAMPLES, 'argocd'), push.folder, {recursive: true});
  const {out: text, err: refusal} = await session.run('kubectl kustomize .', signal);
  const objects = loadAll(text) as Rendered[];
  const [files, job] = ['ConfigMap', 'Job'].map((kind) => objects.find((object) => object.kind === kind));
  if (!files?.data || !job?.spec) throw new Error(`there is no hook: ${refusal}`);
  const folder = await mkdtemp(join(session.folder, 'mounted-'));
  for (const [name, content] of Object.entries(files.data)) await writeFile(join(folder, name), content);
  const [{command, env}] = job.spec.template.spec.containers as [Container];
  const values = env.map(({name, value}) => [name, value ?? 'iter8-demo-project']); // of its own namespace
  const brief = {INTERVAL: BRIEF.interval, ITERATIONS: BRIEF.iterations};
  const given = {...(Object.fromEntries(values) as Record<string, string>), ...brief};
  const script = {text: command.at(-1)!, shell: command.slice(0, -2), env: given, folder};
  const ended = await runScript(session, script, signal);
  const synced = objects.filter(({metadata}) => metadata.annotations?.[HOOK] === undefined);
  if (ended.exitCode === 0) await sync(synced, session.folder, (line) => session.run(line, signal));
  return ended;
};

async function sync(
  objects: readonly Rendered[],
  folder: string,
  run: (script: string) => Promise<{readonly exitCode: number | null; readonly err: string}>,
): Promise<void> {
  const file = join(folder, 'synced.yaml');
  await writeFile(file, objects.map((object) => dump(object)).join('---\n'));
  const {exitCode, err} = await run(`kubectl apply -f '${file}'`);
  if (exitCode !== 0) throw new Error(err);
}
