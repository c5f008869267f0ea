import {createHttpClient, type HttpAnswer} from '../../metrics/http/client.js';
import {statusFailure} from '../../metrics/http/failure.js';
import {type HttpRequest, parseHttpUrl} from '../../metrics/http/request.js';
import type {Unavailable} from '../../metrics/outcome.js';
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
   * What is sent; nothing but the item and its context decides.
   *
   * @throws TemplateError, UnusableInput
   */
  readonly requestFor: (item: ActionItem, context: ItemContext) => HttpRequest;
  /** What an answer means; undefined: what its status says. */
  readonly meaningOf?: (answer: HttpAnswer) => Meaning;
}

/** `byStatus`: what the status of the answer says; `words`: what the host does, after its name. */
export type Meaning =
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
      const host = parseHttpUrl(request.url)?.host ?? '';
      const answer = await send(request, item, signal);
      const failure = failureOf(answer, host, kind.meaningOf);
      const outcome = outcomeOf(failure && shortened(context.mask.conceal(failure)), host, item);
      context.print(context.mask.conceal(outcome.output));
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

function checkedRequest({requestFor}: NotificationKind, item: ActionItem, context: ItemContext): HttpRequest {
  const request = requestFor(item, context);
  const problem = checkHeaders(request);
  if (problem) throw new UnusableInput(problem.reason);
  return request;
}

function send(request: HttpRequest, {inputs}: ActionItem, signal: AbortSignal | undefined) {
  const http = createHttpClient({policy: {allowPrivate: true}});
  const timeoutMs = inputOf(inputs, 'timeout').exists ? NO_TIMEOUT_MS : TIMEOUT_MS;
  return http.send(request, {timeoutMs, largestBody: LARGEST_ANSWER, tells: true}, signal);
}

/** @returns why it was not delivered, perhaps with secrets; undefined: it was */
export function failureOf(
  answer: HttpAnswer | Unavailable,
  host: string,
  meaningOf: NotificationKind['meaningOf'],
): string | undefined {
  if (answer.kind === 'unavailable') {
    return answer.cause === 'aborted' ? `${host} gives no answer in time` : answer.reason;
  }
  const meaning = meaningOf?.(answer) ?? {kind: 'byStatus'};
  if (meaning.kind === 'byStatus') return refusalByStatus(answer, host);
  return meaning.kind === 'refused' ? `${host} ${meaning.words}` : undefined;
}

function refusalByStatus(answer: HttpAnswer, host: string): string | undefined {
  if (isSuccess(answer)) return undefined;
  const said = textOf(answer).trim();
  const {reason} = statusFailure(host, answer.status);
  return said === '' ? reason : `${reason}: ${said}`;
}

export function isSuccess({status}: HttpAnswer): boolean {
  return status >= 200 && status <= 299;
}

/** The body of an answer as far as it was read. */
export function textOf({body}: HttpAnswer): string {
  return Buffer.from(body).toString('utf8');
}

function outcomeOf(failure: string | undefined, host: string, {inputs}: ActionItem): TaskOutcome {
  if (failure === undefined) return {result: 'succeeded', output: `delivered to ${host}\n`};
  const isIgnored = inputOf(inputs, 'ignoreFailure').boolean() ?? true;
  if (isIgnored) return {result: 'succeeded', output: `warning: not delivered: ${failure}\n`};
  return {result: 'failed', output: '', reason: `was not delivered: ${failure}`};
}
