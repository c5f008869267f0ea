import {Field} from '../../field.js';
import type {JsonObject} from '../../json.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import {Place} from '../place.js';
import {checkBody} from './metric-body.js';
import {checkMetricPlaceholders} from './metric-placeholders.js';

/** What makes a metric of v2alpha2 unreadable although a server takes it. */
export function checkMetricV2alpha2(resource: JsonObject): Finding[] {
  const spec = new Place(new Field(resource)).get('spec');
  const isQueried = !spec.get('mock').exists && spec.get('provider').text() !== 'iter8';
  return [
    ...(isQueried ? checkQuery(spec) : []),
    ...checkSecret(spec),
    ...checkReferences(spec),
    ...checkMetricPlaceholders(spec, 'elapsedTime'),
    ...checkBody(spec),
  ];
}

/** v2alpha1: one Prometheus for all, so only the query itself can be wrong. */
export function checkMetricV2alpha1(resource: JsonObject): Finding[] {
  const spec = new Place(new Field(resource)).get('spec');
  const early = spec.get('sample_size');
  return [
    ...(early.exists ? [doubtfulField(early, 'deprecated spelling; write sampleSize')] : []),
    ...(spec.exists && spec.get('params').items().length === 0
      ? [doubtfulField(spec, 'params is missing; write the query as a parameter')]
      : []),
    ...checkMetricPlaceholders(spec, 'interval'),
  ];
}

function checkQuery(spec: Place): Finding[] {
  const missing = ['urlTemplate', 'jqExpression'].filter((key) => !spec.get(key).text());
  const expression = spec.get('jqExpression');
  const isText = spec.get('provider').text() === 'prometheus' && !/tonumber/.test(expression.text() ?? 'tonumber');
  const url = spec.get('urlTemplate');
  return [
    ...(spec.exists && missing.length > 0
      ? [
          wrongField(
            spec,
            `has no ${missing.join(' and no ')}; a metric needs both, unless it has mock or provider: iter8`,
          ),
        ]
      : []),
    ...(isText
      ? [doubtfulValue(expression, 'Prometheus sends numbers as text; end the expression in | tonumber')]
      : []),
    ...(/\/api\/v1\/?$/.test(url.text() ?? '') && spec.get('provider').text() === 'prometheus'
      ? [doubtfulValue(url, 'Prometheus answers queries below /api/v1/query; add /query')]
      : []),
  ];
}

function checkSecret(spec: Place): Finding[] {
  const [authType, secret] = [spec.get('authType'), spec.get('secret')];
  const hasHeaders = spec.get('headerTemplates').items().length > 0;
  const isByHeader = ['Bearer', 'APIKey'].includes(authType.text() ?? '');
  return [
    ...(authType.exists && !secret.exists
      ? [wrongField(authType, 'needs a secret; write secret: name or namespace/name')]
      : []),
    ...(isByHeader && !hasHeaders
      ? [
          doubtfulField(
            authType,
            `${authType.text()} adds nothing by itself; write a header in headerTemplates with a placeholder such as \${token}`,
          ),
        ]
      : []),
  ];
}

function checkReferences(spec: Place): Finding[] {
  return [spec.get('secret'), spec.get('sampleSize')].flatMap((place) => {
    const reference = place.text();
    if (reference === undefined || /^[^/\s]+(?:\/[^/\s]+)?$/.test(reference)) return [];
    return [wrongValue(place, `${JSON.stringify(reference)} is no reference; write name or namespace/name`)];
  });
}
