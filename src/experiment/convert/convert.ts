import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../json.js';
import type {Dialect, Experiment} from '../model.js';
import {API_VERSIONS, GROUP, parseExperiment} from '../parse.js';
import {type Conversion, CURRENT_API_VERSION} from './conversion.js';
import {convertMetric} from './metric.js';
import {convertV1alpha1} from './v1alpha1.js';
import {convertV1alpha2} from './v1alpha2.js';
import {convertV2alpha1} from './v2alpha1.js';

/** By what the fields say; without any of an older generation it is the apiVersion alone that is old. */
const CONVERTERS: Readonly<Record<Dialect, (experiment: Experiment) => Conversion>> = {
  v1alpha1: convertV1alpha1,
  v1alpha2: convertV1alpha2,
  v2alpha1: convertV2alpha1,
  v2alpha2: convertV2alpha1,
};

/** What became of a resource: `current` if it was of the newest format before, `foreign` if it is none of ours. */
export type Converted =
  | ({readonly kind: 'converted'} & Conversion)
  | {readonly kind: 'current'; readonly resource: JsonObject}
  | {readonly kind: 'foreign'};

/**
 * An Experiment or Metric of any generation as v2alpha2. Converting its result changes nothing.
 *
 * @throws Iter8Error INVALID for an unknown apiVersion
 * @throws FieldError with the path of the first field that holds another type than it must
 */
export function convertResource(source: JsonObject): Converted {
  const {kind, apiVersion} = source;
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith(`${GROUP}/`)) return {kind: 'foreign'};
  if (kind === 'Experiment') return convertExperiment(source, apiVersion);
  if (kind === 'Metric') return convertMetricOf(source, apiVersion);
  return {kind: 'foreign'};
}

function convertExperiment(source: JsonObject, apiVersion: string): Converted {
  const experiment = parseExperiment(source);
  const isCurrent = apiVersion === CURRENT_API_VERSION && experiment.dialect === 'v2alpha2';
  if (isCurrent) return {kind: 'current', resource: source};
  return {kind: 'converted', ...CONVERTERS[experiment.dialect](experiment)};
}

function convertMetricOf(source: JsonObject, apiVersion: string): Converted {
  if (apiVersion === CURRENT_API_VERSION) return {kind: 'current', resource: source};
  if (apiVersion === `${GROUP}/v2alpha1`) return {kind: 'converted', ...convertMetric(source)};
  throw new Iter8Error(
    'INVALID',
    `apiVersion ${JSON.stringify(apiVersion)} of Metric is not known`,
    `known are ${API_VERSIONS.filter((known) => known.startsWith(`${GROUP}/v2`)).join(', ')}`,
  );
}
