import {spawn} from 'node:child_process';
import {once} from 'node:events';

/**
 * `watch` on a terminal of 120 × 40, whose output is read as it is written.
 *
 * @param {string} name of the experiment
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} nodeFlags
 */
export function openWatch(name, env, nodeFlags = []) {
  const words = [process.execPath, ...nodeFlags, 'bin/run.js', 'watch', name];
  const command = `stty cols 120 rows 40; exec ${words.join(' ')}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {env, stdio: ['pipe', 'pipe', 'inherit']});
  let written = '';
  child.stdout.on('data', (chunk) => (written += String(chunk)));
  /** @param {string} text */
  const shows = async (text) => {
    while (!written.includes(text)) await once(child.stdout, 'data');
  };
  const close = async () => {
    child.stdin.write('q');
    await once(child, 'exit');
  };
  return {shows, close};
}
