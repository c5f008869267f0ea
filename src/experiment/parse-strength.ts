import type {Field} from './field.js';
import {isObject} from './json.js';
import {POLICIES, type Strength} from './model.js';

const DEFAULT_CONFIDENCE = 0.95;

/**
 * How sure verdicts are to be. A confidence or a number of looks without a policy means that promotion is to be proven safe.
 *
 * @param strength was reserved before, so that what is no object is passed over
 * @returns undefined where the last value decides
 * @throws FieldError for what no verdict can be held to
 */
export function parseStrength(strength: Field): Strength | undefined {
  if (!isObject(strength.value)) return undefined;
  const confidence = parseConfidence(strength.get('confidence'));
  const looks = parseLooks(strength.get('looks'));
  const policy = strength.get('policy').oneOf(POLICIES) ?? ((confidence ?? looks) ? 'provenSafe' : 'lastValue');
  if (policy === 'lastValue') return undefined;
  return {confidence: confidence ?? DEFAULT_CONFIDENCE, policy, looks: looks ?? 'auto'};
}

function parseConfidence(field: Field): number | undefined {
  const confidence = field.number();
  if (confidence === undefined || (confidence >= 0.5 && confidence < 1)) return confidence;
  throw field.expected('a probability from 0.5 to below 1, such as 0.95');
}

function parseLooks(field: Field): Strength['looks'] | undefined {
  if (field.value === 'auto' || field.value === 'anytime') return field.value;
  if (typeof field.value === 'string') throw field.expected('auto, anytime, or a number of looks');
  const looks = field.integer();
  if (looks !== undefined && looks < 1) throw field.expected('a number of looks from 1 up');
  return looks;
}

/**
 * The observations that a value needs to be judged; undefined: one is enough.
 *
 * @throws FieldError for a negative number
 */
export function parseMinimumSamples(strength: Field): number | undefined {
  if (!isObject(strength.value)) return undefined;
  const field = strength.get('minimumSamples');
  const samples = field.integer();
  if (samples !== undefined && samples < 0) throw field.expected('a whole number from 0 up');
  return samples;
}
