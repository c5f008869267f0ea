import {isDeepStrictEqual} from 'node:util';
import {EXPERIMENT_V1ALPHA1} from './experiment-v1alpha1.js';
import {EXPERIMENT_V1ALPHA2} from './experiment-v1alpha2.js';
import {EXPERIMENT_V2} from './experiment-v2.js';
import {mergeSchemas} from './merge.js';
import {METRIC_V2ALPHA1, METRIC_V2ALPHA2} from './metric.js';
import {keepingUnknown, type Properties, type Schema} from './schema.js';

/**
 * The schema that a server is given for every version of Experiment, the same for all: without a conversion webhook an
 * object keeps the shape in which it was written, through whichever version it is read. Fields that it does not name are
 * kept as well.
 */
export function servedExperimentSchema(): Schema {
  return served([EXPERIMENT_V2, EXPERIMENT_V1ALPHA2, EXPERIMENT_V1ALPHA1]);
}

/** As `servedExperimentSchema`, for Metric. */
export function servedMetricSchema(): Schema {
  return served([METRIC_V2ALPHA2, METRIC_V2ALPHA1]);
}

function served(generations: readonly Schema[]): Schema {
  const merged = generations.reduce(mergeSchemas);
  const {metadata, ...parts} = merged.properties ?? {};
  const specs = generations.flatMap(({properties}) => properties?.spec ?? []);
  const open = mapValues({...parts, spec: {...parts.spec, ...needOf(specs)}}, keepingAll);
  return keepingUnknown({...merged, properties: {...open, ...(metadata && {metadata})}});
}

/** What the generations require where they do not require the same: the fields of one of them. */
function needOf(specs: readonly Schema[]): Pick<Schema, 'anyOf'> {
  const needs = specs.map(({required = []}) => ({required}));
  const isAlike = needs.every((need) => isDeepStrictEqual(need, needs[0]));
  return isAlike || needs.some(({required}) => required.length === 0) ? {} : {anyOf: needs};
}

/** Every object in it keeps members that it does not name. */
function keepingAll(schema: Schema): Schema {
  const {properties, items, additionalProperties} = schema;
  const parts: Schema = {
    ...schema,
    ...(properties && {properties: mapValues(properties, keepingAll)}),
    ...(items && {items: keepingAll(items)}),
    ...(additionalProperties && {additionalProperties: keepingAll(additionalProperties)}),
  };
  return properties ? keepingUnknown(parts) : parts;
}

function mapValues(properties: Properties, change: (schema: Schema) => Schema): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, change(schema)]));
}
