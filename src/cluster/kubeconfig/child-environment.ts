import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {usualFiles} from './files.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs something with variables by which kubectl, helm and others, as its children, talk to the cluster that the flags name,
 * and to no other.
 *
 * @param flags `--kubeconfig` and `--context`; undefined: not given
 */
export async function withChildEnvironment(
  {kubeconfig, context}: {readonly kubeconfig?: string | undefined; readonly context?: string | undefined},
  env: Environment,
  run: (env: Environment) => Promise<void>,
): Promise<void> {
  if (context === undefined) return run(kubeconfig === undefined ? env : {...env, KUBECONFIG: kubeconfig});
  const files = kubeconfig === undefined ? usualFiles(env) : [kubeconfig];
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-context-'));
  try {
    const file = join(folder, 'context.json'); // of several files, the first one's context is the current one
    await writeFile(file, JSON.stringify({apiVersion: 'v1', kind: 'Config', 'current-context': context}));
    await run({...env, KUBECONFIG: [file, ...files].join(delimiter)});
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
