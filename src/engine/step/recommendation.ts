import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';

/** The fields of the status that name the version to promote; v2alpha1 gets the name of its own as well. */
export function recommendation({dialect}: Experiment, version: string | undefined): JsonObject {
  if (version === undefined) return {};
  const named = {versionRecommendedForPromotion: version};
  return dialect === 'v2alpha1' ? {...named, recommendedBaseline: version} : named;
}
