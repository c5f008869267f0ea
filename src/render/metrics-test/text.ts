import {safeText} from '../safe-text.js';
import type {MetricTestView} from './view.js';

/** The steps of one query from top to bottom. */
export function metricTestText(view: MetricTestView): string {
  const sections = [requestLines(view), unknownLines(view), answerLines(view), jqLines(view), resultLines(view)];
  const title = `${view.metric} of ${view.version}, ${view.elapsedSeconds} s into the run`;
  return [safeText(title), ...sections.filter((lines) => lines.length > 0).map(joinSection)].join('\n\n') + '\n';
}

function joinSection([heading = '', ...lines]: readonly string[]): string {
  return [heading, ...lines.map((line) => `  ${safeText(line)}`.trimEnd())].join('\n');
}

function requestLines({request}: MetricTestView): string[] {
  if (!request) return [];
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body === undefined ? [] : ['', ...request.body.trimEnd().split('\n')];
  return ['request', `${request.method} ${readable(request.url)}`, ...headers, ...body];
}

/** Queries are easier to read without their encoding for URLs. */
function readable(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return url;
  }
}

function unknownLines({unknownPlaceholders}: MetricTestView): string[] {
  const names = unknownPlaceholders.map((name) => `$${name}`);
  return names.length === 0 ? [] : ['placeholders without a value, sent as they are', names.join(', ')];
}

function answerLines({answer}: MetricTestView): string[] {
  if (!answer) return [];
  const {text, characters} = answer;
  const cut = text.length < characters ? [`… ${characters - text.length} more characters`] : [];
  return ['answer', ...text.trimEnd().split('\n'), ...cut];
}

function jqLines({jq}: MetricTestView): string[] {
  if (!jq) return [];
  const result = jq.output === undefined ? `error: ${jq.error ?? ''}` : `→ ${jq.output}`;
  return ['jq', ...jq.expression.trimEnd().split('\n'), result];
}

function resultLines({value, unavailable}: MetricTestView): string[] {
  return value === undefined ? ['no value', unavailable?.reason ?? ''] : ['value', value];
}
