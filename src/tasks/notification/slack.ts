import {currentWinner} from '../../analysis/current-winner.js';
import {isObject, type Json} from '../../experiment/json.js';
import {parseJson} from '../../experiment/json-format.js';
import type {Experiment} from '../../experiment/model.js';
import type {HttpAnswer} from '../../metrics/http/client.js';
import type {HttpRequest} from '../../metrics/http/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemContext} from '../task.js';
import {apiOf} from './api.js';
import {bearer} from './credentials.js';
import {isSuccess, type Meaning, notificationTask, textOf} from './notification.js';

/** Posts how an experiment stands to a channel of Slack. */
export const SLACK = notificationTask({requestFor: slackRequest, meaningOf});

/** @throws UnusableInput */
export function slackRequest({inputs}: ActionItem, context: ItemContext): HttpRequest {
  return {
    method: 'POST',
    url: `${apiOf(inputs, 'https://slack.com/api')}/chat.postMessage`,
    headers: {'Content-Type': 'application/json; charset=utf-8', Authorization: bearer(context)},
    body: JSON.stringify({
      channel: inputOf(inputs, 'channel').requiredText(),
      text: headingOf(context.experiment),
      attachments: [{text: detailsOf(context.experiment), mrkdwn_in: ['text']}],
    }),
  };
}

function headingOf({spec}: Experiment): string {
  return `*${plain(`${spec.testingPattern ?? ''} experiment on ${spec.target}`.trim())}*`;
}

function detailsOf(experiment: Experiment): string {
  const {namespace, name, spec, status} = experiment;
  const lines = [
    ['Name', `${namespace}/${name}`],
    ['Versions', spec.versions.map((version) => version.name).join(', ') || 'not known yet'],
    ['Stage', status.stage ?? 'Waiting'],
    ['Winner', currentWinner(experiment) ?? 'not found'],
    ...(status.failure === undefined ? [] : [['Failed', 'true']]),
  ];
  return lines.map(([label = '', text = '']) => `*${label}:* _${plain(text)}_`).join('\n');
}

/** Text that Slack takes for no link and no mention. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Slack refuses with status 200 too. */
function meaningOf(received: HttpAnswer): Meaning {
  if (!isSuccess(received)) return {kind: 'byStatus'};
  const answer = parsed(textOf(received));
  if (!isObject(answer) || typeof answer.ok !== 'boolean') {
    return {kind: 'refused', words: 'does not answer as the Web API of Slack does'};
  }
  if (answer.ok) return {kind: 'accepted'};
  const why = typeof answer.error === 'string' ? answer.error : 'nobody says why';
  return {kind: 'refused', words: `refuses: ${why}`};
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
