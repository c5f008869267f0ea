import {normalQuantile, normalTail} from '../../analysis/statistics/normal.js';
import {logVariance} from '../../engine/simulate/draw.js';
import type {Spread} from '../../engine/simulate/truth.js';

/** Share of a log-normal quantity above a place; `place` above 0. */
export function logNormalTail(spread: Spread, place: number): number {
  const {mean, deviation} = spread;
  if (deviation === 0) return mean > place ? 1 : 0;
  const variance = logVariance(spread);
  return normalTail((Math.log(place / mean) + variance / 2) / Math.sqrt(variance));
}

/** The place that a share of a log-normal quantity lies above; `above` above 0 and below 1. */
export function logNormalQuantile(spread: Spread, above: number): number {
  if (spread.deviation === 0) return spread.mean;
  const variance = logVariance(spread);
  return spread.mean * Math.exp(Math.sqrt(variance) * normalQuantile(above) - variance / 2);
}
