import {isObject, type JsonObject} from '../json.js';
import {SCHEMAS} from '../schema/find-schema.js';
import {METADATA} from '../schema/schema.js';
import {type ExperimentV2, experimentV2} from './experiment-v2.js';
import type {Finding} from './finding.js';
import {checkActions} from './rules/actions.js';
import {checkCriteria} from './rules/criteria.js';
import {checkDeprecated} from './rules/deprecated.js';
import {checkIdentity} from './rules/identity.js';
import {checkMetricV2alpha1, checkMetricV2alpha2} from './rules/metric.js';
import {checkPlaceholders} from './rules/placeholders.js';
import {checkStrategy} from './rules/strategy.js';
import {checkStrength, isReservedField} from './rules/strength.js';
import {checkV1alpha1} from './rules/v1alpha1.js';
import {checkV1alpha2} from './rules/v1alpha2.js';
import {checkVersions} from './rules/versions.js';
import {checkWeightReferences} from './rules/weight-references.js';
import {checkShape, withoutExplained, withoutMistyped} from './shape.js';
import {findUnreadableFields} from './unreadable-fields.js';

const V2_RULES: readonly ((experiment: ExperimentV2) => Finding[])[] = [
  checkStrategy,
  checkVersions,
  checkWeightReferences,
  checkCriteria,
  checkStrength,
  checkActions,
  checkPlaceholders,
  checkDeprecated,
];

function checkV2(resource: JsonObject): Finding[] {
  const experiment = experimentV2(resource);
  return V2_RULES.flatMap((rule) => rule(experiment));
}

const RULES: Readonly<Record<string, Readonly<Record<string, (resource: JsonObject) => Finding[]>>>> = {
  Experiment: {v1alpha1: checkV1alpha1, v1alpha2: checkV1alpha2, v2alpha1: checkV2, v2alpha2: checkV2},
  Metric: {v2alpha1: checkMetricV2alpha1, v2alpha2: checkMetricV2alpha2},
};

/**
 * Everything that is wrong or doubtful in an Experiment or Metric of the group `iter8.tools`: by its schema, by the rules
 * of the engine, by what the original engine let through, and by what reading it refuses. In no particular order.
 *
 * @param kind `Experiment` or `Metric`
 * @param version `v2alpha2`, …, one that the kind has
 */
export function findMistakes(resource: JsonObject, kind: string, version: string): Finding[] {
  const schema = SCHEMAS[kind]?.[version];
  const rules = RULES[kind]?.[version];
  if (!schema || !rules) throw new RangeError(`no schema for ${kind} ${version}`);
  const metadata = isObject(resource.metadata) ? checkShape(resource.metadata, METADATA, ['metadata']) : [];
  const shape = [...checkShape(resource, schema), ...metadata].filter((finding) => !isReservedField(finding));
  const others = withoutMistyped([...checkIdentity(resource), ...rules(resource)], shape);
  const found = withoutRepetition([...shape, ...withoutExplained(others, shape)]);
  const unreadable = kind === 'Experiment' ? findUnreadableFields(resource, found) : [];
  return [...found, ...withoutExplained(unreadable, shape)];
}

function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const keyOf = ({path, message}: Finding) => JSON.stringify([path, message]);
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
