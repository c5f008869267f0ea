import {type HttpAnswer, createHttpClient} from '../../metrics/http/client.js';
import {statusFailure} from '../../metrics/http/failure.js';
import {type HttpRequest, parseHttpUrl} from '../../metrics/http/request.js';
import {checkHeaders} from '../../metrics/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {shortened} from '../readiness/shortened.js';
import type {ItemContext, Task, TaskOutcome} from '../task.js';
import {findTemplateProblem} from '../template/problem.js';
import {UnusableInput} from './unusable-input.js';

/** Where one kind of notification differs from another. */
export interface NotificationKind {
  /**
   * What is sent; nothing but the item and what it is told decides.
   *
   * @throws TemplateError, UnusableInput
   */
  readonly requestFor: (item: ActionItem, context: ItemContext) => HttpRequest;
  /** Whether the answer means failure though its status does not, or the other way about; undefined: the status decides. */
  readonly refusalIn?: (answer: HttpAnswer, item: ActionItem) => Refusal;
}

/** What was said to a notification: `byStatus`: as its status says. */
export type Refusal =
  {readonly kind: 'byStatus'} | {readonly kind: 'accepted'} | {readonly kind: 'refused'; readonly words: string};

/** Longest time of a request, unless the item has a `timeout` of its own. */
const TIMEOUT_MS = 5000;
/** Longer than any task may take. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;
/** Bytes of an answer that are looked at. */
const LARGEST_ANSWER = 64 * 1024;

/**
 * Sends one request. That nobody can be reached or somebody refuses does not fail the task unless `ignoreFailure` is false;
 * what is wrong with the item itself always does, before anything runs.
 */
export function notificationTask(kind: NotificationKind): Task {
  return {
    findProblem: (item, context) => findRequestProblem(() => checkedRequest(kind, item, context)),
    run: async (item, context, signal) => {
      const request = checkedRequest(kind, item, context);
      const failure = await send(request, {kind, item, signal});
      const host = parseHttpUrl(request.url)?.host ?? '';
      const words = failure && shortened(context.mask.conceal(failure));
      const outcome = outcomeOf(words, host, inputOf(item.inputs, 'ignoreFailure').boolean() ?? true);
      context.print(outcome.output);
      return outcome;
    },
  };
}

function findRequestProblem(build: () => unknown): string | undefined {
  try {
    return findTemplateProblem(build);
  } catch (error) {
    if (error instanceof UnusableInput) return error.message;
    throw error;
  }
}

function checkedRequest(kind: NotificationKind, item: ActionItem, context: ItemContext): HttpRequest {
  const request = kind.requestFor(item, context);
  const problem = checkHeaders(request);
  if (problem) throw new UnusableInput(problem.reason);
  return request;
}

interface Sending {
  readonly kind: NotificationKind;
  readonly item: ActionItem;
  readonly signal: AbortSignal | undefined;
}

/** @returns why it was not delivered, perhaps with secrets; undefined: it was */
async function send(request: HttpRequest, {kind, item, signal}: Sending): Promise<string | undefined> {
  const http = createHttpClient({policy: {allowPrivate: true}});
  const timeoutMs = inputOf(item.inputs, 'timeout').exists ? NO_TIMEOUT_MS : TIMEOUT_MS;
  const limits = {timeoutMs, largestBody: LARGEST_ANSWER, tells: true};
  const answer = await http.send(request, limits, signal);
  const host = parseHttpUrl(request.url)?.host ?? '';
  if (answer.kind === 'unavailable') {
    return answer.cause === 'aborted' ? `${host} gives no answer in time` : answer.reason;
  }
  const refusal = kind.refusalIn?.(answer, item) ?? {kind: 'byStatus'};
  if (refusal.kind === 'byStatus') return statusRefusal(host, answer);
  return refusal.kind === 'refused' ? `${host} ${refusal.words}` : undefined;
}

function statusRefusal(host: string, {status, body}: HttpAnswer): string | undefined {
  if (status >= 200 && status <= 299) return undefined;
  const said = textOf(body).trim();
  const {reason} = statusFailure(host, status);
  return said === '' ? reason : `${reason}: ${said}`;
}

/** The body of an answer as far as it was read. */
export function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString('utf8');
}

function outcomeOf(failure: string | undefined, host: string, isIgnored: boolean): TaskOutcome {
  if (failure === undefined) return {result: 'succeeded', output: `delivered to ${host}\n`};
  if (isIgnored) return {result: 'succeeded', output: `warning: not delivered: ${failure}\n`};
  return {result: 'failed', output: '', reason: `was not delivered: ${failure}`};
}
