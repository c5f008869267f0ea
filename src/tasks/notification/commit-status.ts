import {runResult} from '../../analysis/run-result.js';
import {verdictAtLastWrite} from '../../analysis/verdict-words/verdict-words.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {commitProblem, projectProblem, repositoryProblem} from '../../experiment/notification-inputs.js';
import type {HttpAnswer} from '../../metrics/http/client.js';
import type {HttpRequest} from '../../metrics/http/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import {shortened} from '../readiness/shortened.js';
import type {ItemContext} from '../task.js';
import {type TemplateData, templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillText} from '../template/fill.js';
import {apiOf} from './api.js';
import {
  boundedDescription,
  type CommitStatus,
  COMMIT_STATES,
  type CommitState,
  statusPost,
} from './commit-status-apis.js';
import {bearer} from './credentials.js';
import {fillUrl} from './fill-url.js';
import {type Meaning, notificationTask, textOf} from './notification.js';
import {UnusableInput} from './unusable-input.js';

/** Says on a commit what an experiment has found of it. */
export const COMMIT_STATUS = notificationTask({requestFor: statusRequest, meaningOf});

/** @throws TemplateError, UnusableInput */
export function statusRequest({inputs}: ActionItem, context: ItemContext): HttpRequest {
  const isGitlab = inputOf(inputs, 'provider').text() === 'gitlab';
  const status = statusOf(inputs, context);
  check('repository', status.repository, isGitlab ? projectProblem : repositoryProblem);
  check('sha', status.sha, (sha) => commitProblem(sha, isGitlab ? 'gitlab' : 'github'));
  const api = apiOf(inputs, isGitlab ? 'https://gitlab.com/api/v4' : 'https://api.github.com');
  return statusPost(status, {provider: isGitlab ? 'gitlab' : 'github', api, authorization: bearer(context)});
}

function check(input: string, text: string, problemOf: (text: string) => string | undefined): void {
  const problem = problemOf(text);
  if (problem !== undefined)
    throw new UnusableInput(`with.${input} ${problem}, not ${shortened(JSON.stringify(text))}`);
}

/** @throws TemplateError, UnusableInput */
function statusOf(inputs: JsonObject, context: ItemContext): CommitStatus {
  const data = templateData(context.experiment, {secret: context.secret});
  const filled = (input: string) => filledText(inputs, input, data);
  const targetUrl = inputOf(inputs, 'targetUrl').text();
  return {
    repository: filled('repository') ?? '',
    sha: filled('sha') ?? '',
    state: inputOf(inputs, 'state').oneOf(COMMIT_STATES) ?? stateOf(context),
    context: filled('context') ?? 'iter8ctl',
    description: boundedDescription(filled('description') ?? sentenceOf(context)),
    targetUrl: targetUrl === undefined ? undefined : fillUrl('targetUrl', targetUrl, data),
  };
}

function filledText(inputs: JsonObject, input: string, data: TemplateData): string | undefined {
  const text = inputOf(inputs, input).text();
  return text === undefined ? undefined : fillText(text, TASK_DELIMITERS, data);
}

function stateOf({experiment, action}: ItemContext): CommitState {
  if (experiment.status.failure !== undefined) return 'error';
  if (action !== 'finish') return 'pending';
  return runResult(experiment) === 'won' ? 'success' : 'failure';
}

/** In a finish action nothing that comes after it changes the verdict any more. */
function sentenceOf({experiment, action}: ItemContext): string {
  const ended: Experiment = {...experiment, status: {...experiment.status, stage: 'Completed'}};
  return verdictAtLastWrite(action === 'finish' ? ended : experiment).headline;
}

/** GitLab refuses to give a commit the state that it has, which is what was wanted. */
const HAS_IT_ALREADY = /via :(?:enqueue from :pending|success from :success|drop from :failed)\b/;

/** What an answer to a status means. */
export function meaningOf(answer: HttpAnswer): Meaning {
  return {kind: answer.status === 400 && HAS_IT_ALREADY.test(textOf(answer)) ? 'accepted' : 'byStatus'};
}
