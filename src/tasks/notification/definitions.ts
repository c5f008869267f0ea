import {formatPath} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {wrongNotificationInputs} from '../../experiment/notification-inputs.js';
import {type ActionItem, nameOfItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemTemplates, TaskDefinition} from '../task.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';

/** Tasks that tell others of an experiment. What must not be told twice is not repeated. */
export const NOTIFICATIONS: Readonly<Record<string, TaskDefinition>> = {
  'notification/http': {
    isRepeatable: false,
    check: checkInputs,
    templates: ({inputs}) => templatesIn(inputs, {texts: ['url', 'body'], lists: ['headers']}),
    load: async () => (await import('./http.js')).HTTP,
  },
  'notification/slack': {
    isRepeatable: false,
    check: checkInputs,
    load: async () => (await import('./slack.js')).SLACK,
  },
  'notification/github-workflow': {
    isRepeatable: false,
    check: checkInputs,
    templates: ({inputs}) => templatesIn(inputs, {texts: ['ref'], lists: ['inputs']}),
    load: async () => (await import('./github-workflow.js')).GITHUB_WORKFLOW,
  },
  'notification/commit-status': {
    isRepeatable: true, // it is the same status however often it is said
    check: checkInputs,
    templates: ({inputs}) =>
      templatesIn(inputs, {texts: ['repository', 'sha', 'context', 'description', 'targetUrl'], lists: []}),
    load: async () => (await import('./commit-status.js')).COMMIT_STATUS,
  },
};

function checkInputs(item: ActionItem): string | undefined {
  const textOf = (input: string) => inputOf(item.inputs, input).text();
  const [wrong] = wrongNotificationInputs(nameOfItem(item), textOf);
  return wrong && `has a wrong input: ${formatPath(['with', wrong.input])}: ${wrong.problem}`;
}

interface FilledIn {
  readonly texts: readonly string[];
  /** Of name and value, whose values are filled in. */
  readonly lists: readonly string[];
}

function templatesIn(inputs: JsonObject, {texts, lists}: FilledIn): ItemTemplates {
  const values = lists.flatMap((name) => inputOf(inputs, name).items()).map((entry) => entry.get('value').text());
  return {texts: [...texts.map((name) => inputOf(inputs, name).text()), ...values], delimiters: TASK_DELIMITERS};
}
