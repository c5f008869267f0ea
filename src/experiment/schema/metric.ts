import {STATISTICS} from '../statistic.js';
import {
  ANYTHING,
  deprecated,
  explained,
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
  spec: explained(
    'How the value of a metric is found for a version.',
    object({
      params: explained(
        'Parameters of the query of the URL; in values, $-placeholders are filled in for each version.',
        NAMED_VALUES,
      ),
      description: explained('What it means, for people.', text()),
      units: explained('Unit, for people, such as milliseconds.', text()),
      type: explained(
        'Counter for what only grows, Gauge for the rest.',
        oneOf(['Counter', 'Gauge'], {default: 'Gauge'}),
      ),
      sampleSize: explained('Metric that counts the data points behind this one.', text()),
      statistic: explained(
        'What a value is of the single observations: their mean, the share of bad ones (proportion), or their number (count); told by type, query and name if left out, and a mean if they tell nothing. It counts where the experiment says criteria.strength.',
        oneOf(STATISTICS),
      ),
      authType: explained(
        'How the Secret proves who asks: Basic by its keys username and password, Bearer and APIKey by headerTemplates.',
        oneOf(['Basic', 'Bearer', 'APIKey']),
      ),
      method: explained('HTTP method.', oneOf(['GET', 'POST'], {default: 'GET'})),
      body: explained('Body of a POST; $-placeholders are filled in.', text()),
      provider: explained(
        'Label for people; iter8 means the built-in metrics, which are measured by metrics/collect.',
        text(),
      ),
      jqExpression: explained('jq expression that finds the number in the JSON of the answer.', text()),
      secret: explained(
        "Secret with credentials, of the metric's own namespace, labelled iter8.tools/metrics=true.",
        text(),
      ),
      headerTemplates: explained(
        'Headers of the request; with Bearer and APIKey, ${key} is filled in from the Secret.',
        NAMED_VALUES,
      ),
      urlTemplate: explained('URL of the backend; ${key} is filled in from the Secret.', text()),
      mock: explained(
        'Values that are made up, a level for each version, instead of any request.',
        listOf(
          object(
            {
              name: explained('Name of the version.', text()),
              level: explained('Its value; a Counter grows by about so much a second.', QUANTITY),
            },
            ['name', 'level'],
          ),
        ),
      ),
    }),
  ),
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
