import {Field} from '../field.js';
import type {Experiment} from '../model.js';
import {compact, type Conversion, CURRENT_API_VERSION, type Loss, objectOf} from './conversion.js';
import {type Fates, lostFields} from './fates.js';
import {withWish} from './legacy-action.js';
import {withTodaysCriteria} from './legacy-criteria.js';
import {type LegacyPaths, legacySpec, legacySpecLosses} from './legacy-spec.js';
import {legacyStatus, type LegacyTimes} from './legacy-status.js';
import {convertMetadata, metadataLosses} from './metadata.js';

/** In what the two old formats differ once they have been read. */
export interface LegacyFormat {
  readonly paths: LegacyPaths;
  readonly fates: Fates;
  /** Reads them from the whole resource. */
  readonly timesOf: (resource: Field) => LegacyTimes;
  /** What is lost of this format alone, besides fields without any counterpart. */
  readonly lossesOf: (experiment: Experiment) => Loss[];
}

/**
 * An experiment of Iter8 v0.x or v1.0 as v2alpha2.
 *
 * @throws FieldError for the first field that holds another type than it must
 */
export function convertLegacy(experiment: Experiment, format: LegacyFormat): Conversion {
  const {source} = experiment;
  const today = withTodaysCriteria(experiment);
  const resource = compact({
    apiVersion: CURRENT_API_VERSION,
    kind: 'Experiment',
    metadata: withWish(objectOf(convertMetadata(source)), experiment),
    spec: legacySpec(today),
    status: legacyStatus(today, format.timesOf(new Field(source))),
  });
  const losses = [
    ...metadataLosses(source),
    ...legacySpecLosses(experiment, format.paths),
    ...format.lossesOf(experiment),
    ...lostFields(source, format.fates),
  ];
  return {resource, losses};
}

/** Where the analysis service of the old engine was, as far as an experiment did not say otherwise. */
export const ANALYTICS_URL = 'http://iter8-analytics.iter8:8080';
