import type {Json} from '../experiment/json.js';
import {listOf, memberOf, numberOf, textOf} from '../experiment/lenient.js';
import type {Objective, Strength} from '../experiment/model.js';
import {limitLabel, limitsOf} from './limits.js';
import {
  type LimitFields,
  limitFromFields,
  type LimitOfSeveral,
  type ShownLimit,
  type ShownProof,
} from './shown-proof.js';

/** In the sentence of a value that was measured and has no bounds yet, for which the status has no numbers. */
export const UNBOUNDED = 'with so few observations the truth may be anything';

/**
 * Reads it from an entry of `status.analysis.objectiveAssessments`; what is of another type than it should be is passed over.
 *
 * @returns undefined where the entry holds no proof
 */
export function storedProof(
  entry: Json | undefined,
  {confidence}: Strength,
  objective: Objective,
): ShownProof | undefined {
  const deciding = readLimit(entry);
  const limits = listOf(memberOf(entry, 'limits')).flatMap((limit) => readLimitOfSeveral(limit, objective));
  const isMeasured = textOf(memberOf(entry, 'message')).includes(UNBOUNDED);
  if (!deciding.bounds && deciding.missingSamples === undefined && !isMeasured) return undefined;
  return {...deciding, confidence, limits};
}

const FIELDS = [
  'lower',
  'upper',
  'shareAbove',
  'shareAllowed',
  'distanceLower',
  'distanceUpper',
  'missingSamples',
] as const satisfies readonly (keyof LimitFields)[];

function readLimit(entry: Json | undefined): ShownLimit {
  const numbers = FIELDS.map((name) => [name, numberOf(memberOf(entry, name))] as const);
  return limitFromFields(Object.fromEntries(numbers));
}

const STATES = ['satisfied', 'violated', 'unknown'] as const;

/** A limit that the objective does not have any more is passed over. */
function readLimitOfSeveral(entry: Json, objective: Objective): LimitOfSeveral[] {
  const [kind] = limitsOf(objective).find(([name]) => name === memberOf(entry, 'limit')) ?? [];
  const state = STATES.find((word) => word === memberOf(entry, 'state'));
  return kind && state ? [{...readLimit(entry), kind, state, label: limitLabel(objective, kind)}] : [];
}
