import {Iter8Error} from '../errors.js';
import type {Strength} from './model.js';

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
export function parseLooks(text: string): Strength['looks'] {
  if (text === 'auto' || text === 'anytime') return text;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Iter8Error('INVALID', `--looks: ${text} is no number of looks`, 'such as 10, or auto or anytime');
}
