import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {type LoadResult, startLoad} from '../../load/load.js';
import {planLoad} from '../../load/plan.js';
import {storedResult} from '../../load/stored-result.js';
import type {VersionResult} from '../../load/version-result.js';
import type {Unavailable} from '../../metrics/outcome.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {Task, TaskOutcome} from '../task.js';
import {loadOptions} from './load-options.js';

const LARGEST_PAYLOAD = 16 * 1024 * 1024;
const DOWNLOAD_MS = 10_000;

/**
 * Sends load to the versions, to all of them at the same time, and keeps what it measures for the built-in metrics. A
 * version that answers nothing at all fails the task: there is nothing to judge it by.
 */
export const COLLECT: Task = {
  findProblem: (item) => {
    try {
      planLoad(loadOptions(item));
      return undefined;
    } catch (error) {
      if (error instanceof Iter8Error) return error.message;
      throw error;
    }
  },
  run: async (item, {clock}, signal = new AbortController().signal) => {
    const payload = await downloadPayload(item, signal);
    if (payload && 'kind' in payload) return failed(`cannot download the payload: ${payload.reason}`);
    const load = startLoad({...loadOptions(item), ...payload}, {signal, ...(clock && {clock})});
    return outcomeOf(await load.done, inputOf(item.inputs, 'loadOnly').boolean() === true);
  },
};

/** @returns undefined: none is named */
async function downloadPayload(
  {inputs}: ActionItem,
  signal: AbortSignal,
): Promise<{payload: Uint8Array} | Unavailable | undefined> {
  const url = inputOf(inputs, 'payloadURL').text();
  if (url === undefined || url === '') return undefined;
  const {createHttpClient} = await import('../../metrics/http/client.js');
  const http = createHttpClient({policy: {allowPrivate: true}});
  const limits = {timeoutMs: DOWNLOAD_MS, largestBody: LARGEST_PAYLOAD};
  const answer = await http.send({method: 'GET', url, headers: {}}, limits, signal);
  if (answer.kind === 'unavailable') return answer;
  return {payload: answer.body};
}

function outcomeOf({versions, isAborted}: LoadResult, isLoadOnly: boolean): TaskOutcome {
  const output = [...versions].map(([name, result]) => `${name}: ${wordsOf(result)}\n`).join('');
  const silent = [...versions].filter(([, {answered}]) => answered === 0).map(([name]) => name);
  if (isAborted) return failed('was ended before all requests were sent', output);
  if (silent.length > 0) return failed(`has no answer of ${silent.join(', ')}`, output);
  return {result: 'succeeded', output, ...(!isLoadOnly && {histograms: histogramsOf(versions)})};
}

function histogramsOf(versions: LoadResult['versions']): JsonObject {
  const stored: Record<string, unknown> = Object.fromEntries(
    [...versions].map(([name, result]) => [name, storedResult(result)]),
  );
  return stored as JsonObject;
}

/** `100 requests, 97 with status 200, 3 with status 503, mean 12.3 ms`. */
function wordsOf({count, answered, sum, byStatus, transportErrors}: VersionResult): string {
  const statuses = [...byStatus].map(([status, requests]) => `${requests} with status ${status}`);
  const failures = [...transportErrors].map(([reason, requests]) => `${requests} without answer: ${reason}`);
  const mean = answered === 0 ? [] : [`mean ${((sum / answered) * 1000).toFixed(1)} ms`];
  return [`${count} requests`, ...statuses, ...failures, ...mean].join(', ');
}

function failed(reason: string, output = ''): TaskOutcome {
  return {result: 'failed', output, reason};
}
