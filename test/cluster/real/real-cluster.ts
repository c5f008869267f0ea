import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {ApiClient} from '../../support/api-client.js';
import {readKubeconfig} from '../../support/kubeconfig.js';
import {apiServerFlags, controllerFlags, etcdFlags} from './flags.js';
import {type ServerProcess, startProcess, waitUntil} from './server-process.js';
import {prepareSetting, type Setting} from './setting.js';

/** A real API server of our own, with etcd behind it and the controllers beside it. */
export interface RealCluster {
  /** Of an administrator, who may do everything. */
  readonly kubeconfigPath: string;
  /** Kills the API server and starts it again at the same address, on what it had stored. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
  /** Ends all processes and deletes all files. */
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on 127.0.0.1, with TLS and RBAC, in a temporary folder. The
 * first time on a machine it builds them, which takes minutes.
 *
 * @throws Error that says what is missing, or what a server wrote last
 */
export async function startRealCluster(): Promise<RealCluster> {
  const binaries = await build();
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-cluster-'));
  const processes = new Processes(folder);
  const forget = atExit(processes.remove);
  const stop = async (): Promise<void> => {
    await processes.stop();
    forget();
  };
  try {
    return {...(await startServers(binaries, await prepareSetting(folder), processes)), stop};
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The folder of the programs. Building them is told on stderr, for it takes minutes. */
async function build(): Promise<string> {
  const script = join(import.meta.dirname, '../../../scripts/build-kube-apiserver.sh');
  const child = spawn(script, {stdio: ['ignore', 'pipe', 'inherit']});
  const [folder] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error('there is no API server to test with, see above');
  return folder.trim();
}

async function startServers(
  binaries: string,
  setting: Setting,
  processes: Processes,
): Promise<Omit<RealCluster, 'stop'>> {
  const client = new ApiClient(readKubeconfig(setting.adminKubeconfig));
  const answers = async (path: string): Promise<boolean> => (await client.request('GET', path)).status === 200;
  const startApiServer = (): Promise<ServerProcess> =>
    processes.start(join(binaries, 'kube-apiserver'), apiServerFlags(setting), () => answers('/readyz'));

  await processes.start(
    join(binaries, 'etcd'),
    etcdFlags(setting),
    async () => (await fetch(`${setting.etcdUrl}/health`)).ok,
  );
  let apiServer = await startApiServer();
  await processes.start(join(binaries, 'kube-controller-manager'), controllerFlags(setting), () =>
    answers('/api/v1/namespaces/default/serviceaccounts/default'),
  );
  return {
    kubeconfigPath: setting.adminKubeconfig,
    restart: async (whileDown) => {
      apiServer.kill();
      await apiServer.exited;
      await whileDown?.();
      apiServer = await startApiServer();
    },
  };
}

/** Does something when this process ends, by a signal too; returns what takes it back. */
function atExit(action: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    forget();
    action();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', action);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.once('exit', action);
  for (const signal of SIGNALS) process.once(signal, onSignal);
  return forget;
}

/** The processes of one cluster and the folder that holds all they store. */
class Processes {
  readonly #started: ServerProcess[] = [];

  constructor(private readonly folder: string) {}

  async start(program: string, flags: readonly string[], isReady: () => Promise<boolean>): Promise<ServerProcess> {
    const server = await startProcess(program, flags, join(this.folder, `${basename(program)}.log`));
    this.#started.push(server);
    await waitUntil(server, isReady, READY_MS);
    return server;
  }

  async stop(): Promise<void> {
    for (const server of this.#started) server.kill();
    await Promise.all(this.#started.map(({exited}) => exited));
    this.remove();
  }

  /** Ends everything without waiting, for a process that is exiting itself. */
  readonly remove = (): void => {
    for (const server of this.#started) server.kill();
    rmSync(this.folder, {recursive: true, force: true});
  };
}
