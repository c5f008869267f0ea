import {spawn} from 'node:child_process';
import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import type {TestCluster} from '../../support/cluster.js';
import {readKubeconfig, writeKubeconfig} from '../../support/kubeconfig.js';
import {testTools} from '../../support/test-tools.js';
import {Placeholders} from './placeholders.js';
import type {RecordedCall, RecordedCommand} from './recorded.js';
import {Recorder} from './recorder.js';
import type {Step} from './scenario.js';

const KUBECTL = join(testTools('v35'), 'kubectl', 'kubectl');

/** Runs the steps with kubectl against a cluster, and writes down what it asked and heard. */
export async function record(cluster: TestCluster, steps: readonly Step[]): Promise<readonly RecordedCommand[]> {
  const access = readKubeconfig(cluster.kubeconfigPath);
  const {recorder, proxy} = await Recorder.start(access, new Placeholders(cluster.namespace));
  const kubeconfig = join(cluster.folder, 'recorded.kubeconfig');
  await writeKubeconfig(kubeconfig, {server: proxy.url}, cluster.namespace);
  try {
    const session = {...cluster, recorder, kubeconfig};
    const commands: RecordedCommand[] = [];
    for (const step of steps) {
      await perform(session, step);
      await recorder.settled();
      commands.push({command: commandsOf(step), calls: recorder.take()});
    }
    return withoutRepeats(commands);
  } finally {
    await proxy.close();
  }
}

/** Of documents that are as they were, the first is kept. */
function withoutRepeats(commands: readonly RecordedCommand[]): readonly RecordedCommand[] {
  const kept = new Set<string>();
  const once = (call: RecordedCall): RecordedCall => {
    const text = JSON.stringify(call);
    if (!call.request.path.startsWith('/openapi/') || !kept.has(text)) {
      kept.add(text);
      return call;
    }
    const {status, type} = call.answer;
    return {...call, answer: {status, type}};
  };
  return commands.map(({command, calls}) => ({command, calls: calls.map(once)}));
}

interface Session extends Pick<TestCluster, 'namespace' | 'folder'> {
  readonly recorder: Recorder;
  readonly kubeconfig: string;
}

function commandsOf({kubectl, meanwhile = []}: Step): string {
  const commands = [kubectl, ...meanwhile.map((step) => step.kubectl)];
  return commands.join('; meanwhile ').replaceAll('%', 'test-recorded');
}

async function perform(session: Session, step: Step): Promise<void> {
  const child = spawn(KUBECTL, argumentsOf(session, step), {
    env: await environment(session, step),
    cwd: session.folder,
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(step.input ? filled(session, JSON.stringify(step.input)) : '');
  if (step.meanwhile) await during(session, step.meanwhile);
  if (isEndless(step)) {
    await session.recorder.heard(step.meanwhile?.length ?? 0);
    child.kill('SIGINT');
  }
  const failed = (await ended) !== 0;
  if (failed !== (step.fails ?? false) && !isEndless(step)) {
    throw new Error(`kubectl ${step.kubectl}: ${(await output).join('')}`);
  }
}

async function during(session: Session, steps: readonly Step[]): Promise<void> {
  await session.recorder.watching();
  for (const step of steps) await perform(session, step);
}

function isEndless({kubectl}: Step): boolean {
  return / (-w|--watch-only)\b/.test(kubectl);
}

function argumentsOf(session: Session, {kubectl}: Step): string[] {
  return filled(session, kubectl).split(' ');
}

function filled({namespace}: Session, words: string): string {
  return words.replaceAll('%', namespace);
}

async function environment({folder, kubeconfig}: Session, {editor}: Step): Promise<NodeJS.ProcessEnv> {
  const script = join(folder, 'editor.sh');
  if (editor !== undefined) {
    await writeFile(script, `#!/bin/sh\nexec sed -i '${editor}' "$1"\n`);
    await chmod(script, 0o700);
  }
  return {HOME: folder, KUBECONFIG: kubeconfig, KUBE_EDITOR: script, PATH: process.env.PATH};
}
