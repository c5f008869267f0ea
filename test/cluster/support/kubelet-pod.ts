import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ApiObject} from '../../support/api-client.js';
import {BIN} from './built.js';

interface PodSpec {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly [
    {readonly name: string; readonly args: readonly string[]; readonly volumeMounts: readonly Mount[]},
  ];
  readonly volumes: readonly Volume[];
}

interface Mount {
  readonly name: string;
  readonly mountPath: string;
}

interface Volume {
  readonly name: string;
  readonly downwardAPI?: {
    readonly items: readonly {readonly path: string; readonly fieldRef: {readonly fieldPath: string}}[];
  };
}

/** How the container of a Pod ended. */
export interface PodEnd {
  readonly exitCode: number;
  /** What it left in its termination log. */
  readonly message: string;
}

export function podSpecOf(pod: ApiObject): PodSpec {
  return pod.spec as unknown as PodSpec;
}

/** The only container of a Pod as a process of this machine: its image is the built command, its volumes are folders. */
export class PodProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly graceMs: number,
    readonly ended: Promise<PodEnd>,
  ) {}

  /** @param kubeconfigPath of its account */
  static async start(
    pod: ApiObject,
    {folder, kubeconfigPath}: {readonly folder: string; readonly kubeconfigPath: string},
    onOutput: (text: string) => void,
  ): Promise<PodProcess> {
    const spec = podSpecOf(pod);
    const [container] = spec.containers;
    const root = await mkdtemp(join(folder, 'pod-'));
    for (const volume of spec.volumes) await fillVolume(join(root, volume.name), volume, pod);
    const args = container.args.map((arg) => located(arg, container.volumeMounts, root));
    const lastWords = join(root, 'termination-log');
    const child = spawn(process.execPath, [BIN, ...args, '--last-words', lastWords], {
      cwd: root,
      env: {PATH: process.env.PATH, HOME: root, KUBECONFIG: kubeconfigPath},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    [child.stdout, child.stderr].forEach((stream) => stream.setEncoding('utf8').on('data', onOutput));
    const ended = once(child, 'close').then(async ([code]) => ({
      exitCode: (code as number | null) ?? 137,
      message: await readFile(lastWords, 'utf8').catch(() => ''),
    }));
    return new PodProcess(child, 1000 * (spec.terminationGracePeriodSeconds ?? 30), ended);
  }

  /** Ends it as Kubernetes does; resolves when it is gone. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.graceMs);
    await this.ended;
    clearTimeout(timer);
  }
}

async function fillVolume(path: string, {downwardAPI}: Volume, {metadata}: ApiObject): Promise<void> {
  await mkdir(path);
  for (const item of downwardAPI?.items ?? []) {
    const [, key = ''] = /^metadata\.annotations\['(.+)'\]$/.exec(item.fieldRef.fieldPath) ?? [];
    await writeFile(join(path, item.path), (metadata.annotations as Record<string, string>)[key] ?? '');
  }
}

/** Where a path of the container is on this machine. */
function located(arg: string, mounts: readonly Mount[], root: string): string {
  const mount = mounts.find(({mountPath}) => arg.startsWith(`${mountPath}/`));
  return mount ? join(root, mount.name, arg.slice(mount.mountPath.length)) : arg;
}
