import {parseExperiment} from '../../../src/experiment/parse.js';
import {type JsonObject, isObject} from '../../../src/experiment/json.js';
import {runItems} from '../../../src/tasks/run-items.js';
import type {TaskContext, TaskEnd, TaskStart} from '../../../src/tasks/task.js';
import {itemOf} from '../support/context.js';

/** Runs items of an action, and tells all that anybody gets to see of it. */
export async function playItems(
  items: readonly {readonly task: string; readonly inputs: JsonObject}[],
  context: TaskContext,
  signal?: AbortSignal,
) {
  const events: (TaskStart | TaskEnd)[] = [];
  let heard = '';
  const onOutput = (_index: number, text: string) => void (heard += text);
  const outcome = await runItems(
    {items: items.map((item, index) => itemOf({index, ...item})), context: {...context, onOutput}},
    async (event) => void events.push(event),
    signal,
  );
  return {outcome, events, heard};
}

/** The same with an experiment of the cluster, which has a UID. */
export function withUid(context: TaskContext, uid = '6f1c'): TaskContext {
  const {metadata, ...rest} = context.experiment.source;
  const source = {...rest, metadata: {...(isObject(metadata) ? metadata : {}), uid}};
  return {...context, experiment: parseExperiment(source)};
}
