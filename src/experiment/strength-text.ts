import {Iter8Error} from '../errors.js';
import {compact} from './convert/conversion.js';
import type {JsonObject} from './json.js';
import type {Policy, Strength} from './model.js';

/** How sure a verdict is to be, as typed; what is left out is not said. */
export interface StrengthText {
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly looks?: string | undefined;
  readonly minimumSamples?: number | undefined;
}

/**
 * The `criteria.strength` that is meant; empty where nothing is said.
 *
 * @throws Iter8Error INVALID for what no verdict can be held to, and for a number of looks that is none
 */
export function strengthFrom({confidence, policy, looks, minimumSamples}: StrengthText): JsonObject {
  return compact({
    confidence: confidence === undefined ? undefined : parseConfidence(confidence),
    policy,
    looks: looks === undefined ? undefined : parseLooks(looks),
    minimumSamples,
  });
}

/**
 * `0.95` of `--confidence`.
 *
 * @throws Iter8Error INVALID for what no verdict can be held to
 */
export function parseConfidence(text: string): number {
  const confidence = text.trim() === '' ? NaN : Number(text);
  if (confidence >= 0.5 && confidence < 1) return confidence;
  throw new Iter8Error('INVALID', `--confidence: ${text} is no probability from 0.5 to below 1`, 'such as 0.95');
}

/**
 * `auto`, `anytime`, or a number of looks, of `--looks`.
 *
 * @throws Iter8Error INVALID for anything else
 */
function parseLooks(text: string): Strength['looks'] {
  if (text === 'auto' || text === 'anytime') return text;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Iter8Error('INVALID', `--looks: ${text} is no number of looks`, 'such as 10, or auto or anytime');
}
