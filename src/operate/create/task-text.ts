import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {readResources} from '../../experiment/reading/experiments.js';
import type {SourceText} from '../../experiment/reading/source.js';

/** What `--start`, `--loop` and `--finish` take. */
export const TASK_FORMS =
  "'run: SCRIPT', the name of a task, an item of an action in YAML or JSON such as " +
  "'{task: common/readiness, with: {numRetries: 3}}', or @FILE with one such item or several YAML documents";

const ONE_LINE_SCRIPT = /^\s*run:[ \t]+(.*\S)\s*$/;
const TASK_NAME = /^[\w-]+\/[\w-]+$/;

/**
 * Items of an action as a command line says them. A script on one line stands there as a shell takes it, colons and
 * braces included, and not as YAML would read it.
 *
 * @param flag `start`, `loop` or `finish`
 * @param readFile reads what `@FILE` names
 * @throws Iter8Error INVALID for what is no item
 */
export async function readTasks(
  text: string,
  flag: string,
  readFile: (file: string) => Promise<SourceText>,
): Promise<readonly JsonObject[]> {
  if (text.startsWith('@')) return readItems(await readFile(text.slice(1)), flag);
  const script = ONE_LINE_SCRIPT.exec(text)?.[1];
  if (script !== undefined) return [{run: script}];
  if (TASK_NAME.test(text)) return [{task: text}];
  return readItems({name: 'the text', text}, flag);
}

async function readItems(source: SourceText, flag: string): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  try {
    for await (const {value} of readResources(source)) items.push(value);
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    throw new Iter8Error('INVALID', `--${flag}: ${error.message}`, `write ${TASK_FORMS}`, {cause: error});
  }
  return items;
}
