import type {HttpRequest} from '../../metrics/http/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemContext} from '../task.js';
import {templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillText} from '../template/fill.js';
import {apiOf} from './api.js';
import {bearer} from './credentials.js';
import {notificationTask} from './notification.js';

/** Starts a workflow of GitHub. */
export const GITHUB_WORKFLOW = notificationTask({requestFor: workflowRequest});

/** @throws TemplateError, UnusableInput */
export function workflowRequest({inputs}: ActionItem, context: ItemContext): HttpRequest {
  const data = templateData(context.experiment, {secret: context.secret});
  const filled = (text: string) => fillText(text, TASK_DELIMITERS, data);
  const values = inputOf(inputs, 'inputs')
    .items()
    .map((input) => [input.get('name').requiredText(), filled(input.get('value').requiredText())]);
  const repository = inputOf(inputs, 'repository').requiredText(); // its name is checked
  const workflow = encodeURIComponent(inputOf(inputs, 'workflow').requiredText());
  return {
    method: 'POST',
    url: `${apiOf(inputs, 'https://api.github.com')}/repos/${repository}/actions/workflows/${workflow}/dispatches`,
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/vnd.github.v3+json',
      Authorization: bearer(context),
    },
    body: JSON.stringify({
      ref: filled(inputOf(inputs, 'ref').text() ?? 'master'),
      inputs: Object.fromEntries(values) as Record<string, string>,
    }),
  };
}
