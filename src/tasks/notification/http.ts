import type {JsonObject} from '../../experiment/json.js';
import type {HttpRequest} from '../../metrics/http/request.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';
import type {ItemContext} from '../task.js';
import {type TemplateData, templateData} from '../template/data.js';
import {TASK_DELIMITERS} from '../template/delimiters.js';
import {fillText} from '../template/fill.js';
import {basic, bearer} from './credentials.js';
import {defaultBody} from './default-body.js';
import {fillJson} from './fill-json.js';
import {fillUrl} from './fill-url.js';
import {notificationTask} from './notification.js';

/** Sends a request to whoever wants to know. */
export const HTTP = notificationTask({requestFor});

type Header = readonly [name: string, value: string];

/**
 * A GET has no body.
 *
 * @throws TemplateError, UnusableInput
 */
function requestFor({inputs}: ActionItem, context: ItemContext): HttpRequest {
  const {experiment, secret} = context;
  const data = templateData(experiment, {overrides: inputOf(inputs, 'versionInfo').value, secret});
  const url = fillUrl('url', inputOf(inputs, 'url').requiredText(), data);
  const own = ownHeaders(inputs, data);
  const credentials = credentialsOf(inputs, context);
  if (inputOf(inputs, 'method').text() === 'GET') {
    return {method: 'GET', url, headers: withoutDoubles([...own, ...credentials])};
  }
  const headers = withoutDoubles([['Content-Type', 'application/json'], ...own, ...credentials]);
  const contentType = own.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const template = inputOf(inputs, 'body').text();
  const body = template === undefined ? defaultBody(experiment) : filledBody(template, contentType, data);
  return {method: 'POST', url, headers, body};
}

function ownHeaders(inputs: JsonObject, data: TemplateData): readonly Header[] {
  return inputOf(inputs, 'headers')
    .items()
    .map((header) => {
      const value = fillText(header.get('value').requiredText(), TASK_DELIMITERS, data);
      return [header.get('name').requiredText(), value];
    });
}

/** With APIKey a header of the item itself holds the credential. */
function credentialsOf(inputs: JsonObject, context: ItemContext): readonly Header[] {
  const type = inputOf(inputs, 'authType').text();
  if (type === 'Basic') return [['Authorization', basic(context)]];
  return type === 'Bearer' ? [['Authorization', bearer(context)]] : [];
}

/** The last of each name, whatever its case. */
function withoutDoubles(headers: readonly Header[]): Record<string, string> {
  return Object.fromEntries(new Map(headers.map((header) => [header[0].toLowerCase(), header])).values());
}

/** @throws TemplateError */
function filledBody(text: string, contentType: string | undefined, data: TemplateData): string {
  const [mediaType = ''] = (contentType ?? '').toLowerCase().split(';');
  const isJson = contentType === undefined ? beginsAsJson(text) : /[/+]json$/.test(mediaType.trim());
  if (isJson) return fillJson(text, data);
  const isForm = mediaType.trim() === 'application/x-www-form-urlencoded';
  return fillText(text, TASK_DELIMITERS, data, isForm ? formEncoded : undefined);
}

function formEncoded(value: string): string {
  return new URLSearchParams({'': value}).toString().slice(1);
}

/** An object, a list or a text; two braces are a placeholder. */
function beginsAsJson(text: string): boolean {
  return /^\s*(?:["[]|\{(?!\{))/.test(text);
}
