import {
  ANYTHING,
  deprecated,
  listOf,
  NAMED_VALUES,
  object,
  oneOf,
  QUANTITY,
  resource,
  type Schema,
  text,
} from './schema.js';

/** Metric of v2alpha2. */
export const METRIC_V2ALPHA2: Schema = resource({
  spec: object({
    params: NAMED_VALUES,
    description: text(),
    units: text(),
    type: oneOf(['Counter', 'Gauge'], {default: 'Gauge'}),
    sampleSize: text(),
    authType: oneOf(['Basic', 'Bearer', 'APIKey']),
    method: oneOf(['GET', 'POST'], {default: 'GET'}),
    body: text(),
    provider: text(),
    jqExpression: text(),
    secret: text(),
    headerTemplates: NAMED_VALUES,
    urlTemplate: text(),
    mock: listOf(object({name: text(), level: QUANTITY}, ['name', 'level'])),
  }),
});

const METRIC_REFERENCE: Schema = object({namespace: text(), name: text()}, ['name']);

/** Metric of v2alpha1: a query to the one Prometheus of the installation. */
export const METRIC_V2ALPHA1: Schema = resource({
  spec: object(
    {
      /** A list as in v2alpha2, or a map; a structural schema has no word for two types. */
      params: ANYTHING,
      description: text(),
      units: text(),
      type: oneOf(['counter', 'gauge'], {default: 'gauge'}),
      sampleSize: METRIC_REFERENCE,
      sample_size: deprecated(METRIC_REFERENCE, 'write sampleSize.'),
      provider: oneOf(['prometheus']),
    },
    ['provider'],
  ),
});
