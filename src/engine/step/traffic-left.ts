import {baselineOf, type Weight} from '../../experiment/model.js';
import type {StepInput} from './input.js';

/** `baseline 80, candidate 20`. */
export function splitText(weights: readonly Weight[]): string {
  return weights.map(({version, percent}) => `${version} ${percent}`).join(', ') || 'nothing';
}

/**
 * Where a failed experiment leaves traffic, to follow the cause: `; traffic stays at baseline 80, candidate 20`. Empty when
 * all of it is on the baseline, or nobody knows.
 */
export function trafficLeftWords({experiment, observations}: StepInput): string {
  const {weights: answer} = observations;
  const weights = answer?.kind === 'observed' ? answer.weights : experiment.status.weights;
  const baseline = baselineOf(experiment)?.name;
  const hasLeft = weights.some(({version, percent}) => version !== baseline && percent > 0);
  if (!hasLeft) return '';
  const verb = answer?.kind === 'failed' ? 'was last seen at' : 'stays at';
  return `; traffic ${verb} ${splitText(weights)}`;
}
