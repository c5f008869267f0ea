import {Field} from '../../field.js';
import {isObject, type JsonObject} from '../../json.js';
import {mapOf, NAMED_VALUES, text} from '../../schema/schema.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import {Place} from '../place.js';
import {checkShape} from '../shape.js';
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
    ...checkParams(spec.get('params'), spec),
    ...checkMetricPlaceholders(spec, 'interval'),
  ];
}

/** A list; before 2021-02-10 it was a map, which a schema cannot say beside a list. */
function checkParams(params: Place, spec: Place): Finding[] {
  if (isObject(params.value)) {
    const map = mapOf(text());
    const instead = 'deprecated spelling; write a list of name and value';
    return [doubtfulField(params, instead), ...checkShape(params.value, map, params.path)];
  }
  return [
    ...(spec.exists && params.hasNoItems
      ? [doubtfulField(spec, 'params is missing; write the query as a parameter')]
      : []),
    ...(params.exists ? checkShape(params.value, NAMED_VALUES, params.path) : []),
  ];
}

function checkQuery(spec: Place): Finding[] {
  const missing = ['urlTemplate', 'jqExpression'].filter((key) => isNothing(spec.get(key)));
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

function isNothing(place: Place): boolean {
  return !place.exists || place.text() === '';
}

function checkSecret(spec: Place): Finding[] {
  const [authType, secret] = [spec.get('authType'), spec.get('secret')];
  const hasHeaders = !spec.get('headerTemplates').hasNoItems;
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
