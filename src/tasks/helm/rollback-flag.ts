import {captureProgram} from '../process/capture-program.js';
import type {ItemContext} from '../task.js';

/** The flag by which helm undoes what fails: it has another name since helm 4. */
export async function rollbackFlag(context: ItemContext, signal?: AbortSignal): Promise<string> {
  const program = {command: 'helm', args: ['version', '--template={{.Version}}']};
  const {text} = await captureProgram(program, context, signal);
  return /^v[0-3]\./m.test(text) ? '--atomic' : '--rollback-on-failure';
}
