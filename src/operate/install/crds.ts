import type {JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import type {Schema} from '../../experiment/schema/schema.js';
import {servedExperimentSchema, servedMetricSchema} from '../../experiment/schema/served.js';
import {LABELS} from './labels.js';
import {EXPERIMENT_COLUMNS, METRIC_COLUMNS} from './printer-columns.js';

/** The version that is stored, and that a server prefers. */
const STORED = 'v2alpha2';

/**
 * The CustomResourceDefinitions of Experiment and Metric. All versions have one schema, which names the fields of all and
 * keeps what it does not know, so that nothing is lost between them without a conversion webhook.
 */
export function customResourceDefinitions(): JsonObject[] {
  return [experimentDefinition(), metricDefinition()];
}

function experimentDefinition(): JsonObject {
  const schema = servedExperimentSchema();
  const versions = Object.entries(EXPERIMENT_COLUMNS).map(([name, columns]) => ({
    ...version(name, 'Experiment', schema),
    subresources: {status: {}},
    additionalPrinterColumns: columns,
  }));
  return definition('Experiment', versions);
}

function metricDefinition(): JsonObject {
  const schema = servedMetricSchema();
  const versions = [STORED, 'v2alpha1'].map((name) => ({
    ...version(name, 'Metric', schema),
    additionalPrinterColumns: METRIC_COLUMNS,
  }));
  return definition('Metric', versions);
}

function definition(kind: string, versions: readonly JsonObject[]): JsonObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: `${plural}.${GROUP}`, labels: LABELS},
    spec: {
      group: GROUP,
      names: {kind, listKind: `${kind}List`, plural, singular},
      scope: 'Namespaced',
      conversion: {strategy: 'None'},
      versions,
    },
  };
}

function version(name: string, kind: string, schema: Schema): JsonObject {
  const isStored = name === STORED;
  return {
    name,
    served: true,
    storage: isStored,
    ...(!isStored && {
      deprecated: true,
      deprecationWarning: `${GROUP}/${name} ${kind} is deprecated; write ${GROUP}/${STORED}${conversionHint(kind)}`,
    }),
    schema: {openAPIV3Schema: schema as JsonObject},
  };
}

function conversionHint(kind: string): string {
  return kind === 'Experiment' ? ' (iter8ctl convert -f FILE)' : '';
}
