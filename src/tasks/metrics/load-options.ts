import type {Field} from '../../experiment/field.js';
import {parseGoDuration} from '../../experiment/go-duration.js';
import type {LoadOptions, Target} from '../../load/options.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';

/** Until the last answer, and for a download of the payload. */
const MARGIN_MS = 60_000;

/** Longest time of the load that an item asks for, in milliseconds. */
export function longestCollection(item: ActionItem): number {
  const {numQueries, timeMs, qps = 8} = loadOptions(item);
  const queries = numQueries ?? (timeMs === undefined ? 100 : undefined);
  const loadMs = queries === undefined ? (timeMs ?? 0) : qps === 0 ? queries * 1000 : (queries / qps) * 1000;
  return loadMs + MARGIN_MS;
}

/** The load that an item asks for, in the terms of our own load generator. */
export function loadOptions({inputs}: ActionItem): LoadOptions {
  const number = (name: string) => inputOf(inputs, name).number();
  const seconds = parseGoDuration(inputOf(inputs, 'time').text() ?? '');
  const options = {
    numQueries: number('numQueries'),
    timeMs: seconds === undefined ? undefined : seconds * 1000,
    qps: number('qps'),
    connections: number('connections'),
    payload: inputOf(inputs, 'payloadStr').text(),
    contentType: inputOf(inputs, 'contentType').text(),
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {targets: inputOf(inputs, 'versions').items().map(targetOf), ...Object.fromEntries(given)};
}

function targetOf(version: Field): Target {
  const headers = version.get('headers').entries();
  return {
    name: version.get('name').text() ?? '',
    url: version.get('url').text() ?? '',
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value.text() ?? ''])),
  };
}
