import {readdir, readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';

/** The variable by which processes are known, also those that have left their parents. */
export const MARK = 'ITER8CTL_BESIDE';

/**
 * Ends all processes with that mark and what they have started, with an environment of its own too; at first so that they
 * can clean up. It finds them in /proc; where there is none, on macOS, they go on until they end by themselves.
 *
 * @param {string} mark
 * @param {number} patienceMs after which they are killed
 */
export async function endAll(mark, patienceMs = 10_000) {
  const begin = performance.now();
  /** @type {Set<number>} */
  const told = new Set();
  for (;;) {
    const running = await marked(mark, told);
    if (running.length === 0) return;
    const isPatient = performance.now() - begin < patienceMs;
    for (const pid of running) {
      if (isPatient && told.has(pid)) continue;
      told.add(pid);
      send(pid, isPatient ? 'SIGTERM' : 'SIGKILL');
    }
    await sleep(50);
  }
}

/**
 * @param {string} mark
 * @param {ReadonlySet<number>} known of which it is clear, whoever their parents are by now
 */
async function marked(mark, known) {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const processes = (await Promise.all(names.map((name) => look(Number(name))))).filter(
    (each) => each !== undefined,
  );
  const found = new Set(
    processes
      .filter(({pid, environment}) => known.has(pid) || environment.includes(`${MARK}=${mark}`))
      .map(({pid}) => pid),
  );
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const {pid, parent} of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Undefined when it has ended, or is of somebody else. @param {number} pid */
async function look(pid) {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    if (/^State:\s+Z/m.test(status)) return undefined;
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    return {pid, parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]), environment};
  } catch {
    return undefined;
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}
