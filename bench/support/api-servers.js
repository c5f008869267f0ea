import {fork} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {loadRealCluster} from '../../test/cluster/real/load.js';

/**
 * @typedef {object} ApiServer
 * @property {'embedded' | 'real'} name
 * @property {string} kubeconfig path
 * @property {number | undefined} pid of the process, where there is one alone
 * @property {() => Promise<void>} stop
 */

export const TOOLS = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'iter8ctl-test-tools');
export const KUBECTL = join(TOOLS, 'v35/kubectl/kubectl');

/** @param {'embedded' | 'real'} name @returns {Promise<ApiServer>} */
export function startApiServer(name) {
  return name === 'real' ? startReal() : startEmbedded();
}

/** Those that are asked for as `--embedded` or `--real`; else both, where the real one has been built. */
export function wantedServers() {
  const known = /** @type {const} */ (['embedded', 'real']);
  const asked = known.filter((name) => process.argv.includes(`--${name}`));
  if (asked.length > 0) return asked;
  if (hasReal()) return known;
  console.log('there is no real API server; npm run test:cluster builds it');
  return known.slice(0, 1);
}

function hasReal() {
  return existsSync(TOOLS) && readdirSync(TOOLS).some((name) => /^kubernetes-.*(?<!\.lock)$/.test(name));
}

/** @returns {Promise<ApiServer>} */
async function startEmbedded() {
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const child = fork(join(import.meta.dirname, 'embedded-server.js'), [kubeconfig]);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await ended;
    await rm(folder, {recursive: true, force: true});
  };
  const first = await Promise.race([once(child, 'message'), ended]);
  if (first[0] === 'ready') return {name: 'embedded', kubeconfig, pid: child.pid, stop};
  await stop();
  throw new Error('the embedded API server does not start');
}

/** @returns {Promise<ApiServer>} */
async function startReal() {
  const {startRealCluster} = await loadRealCluster();
  const {kubeconfigPath, stop} = await startRealCluster();
  return {name: 'real', kubeconfig: kubeconfigPath, pid: undefined, stop};
}
