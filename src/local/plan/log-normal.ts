import {normalQuantile, normalTail} from '../../analysis/statistics/normal.js';
import type {Spread} from '../../engine/simulate/truth.js';

/** Share of a log-normal quantity above a place; `place` above 0. */
export function logNormalTail({mean, deviation}: Spread, place: number): number {
  if (deviation === 0) return mean > place ? 1 : 0;
  const variance = Math.log1p((deviation / mean) ** 2);
  return normalTail((Math.log(place / mean) + variance / 2) / Math.sqrt(variance));
}

/** The place that a share of a log-normal quantity lies above; `above` above 0 and below 1. */
export function logNormalQuantile({mean, deviation}: Spread, above: number): number {
  const variance = Math.log1p((deviation / mean) ** 2);
  return mean * Math.exp(Math.sqrt(variance) * normalQuantile(above) - variance / 2);
}
