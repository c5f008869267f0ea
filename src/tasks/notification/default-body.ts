import {Field} from '../../experiment/field.js';
import {formatJson} from '../../experiment/json-format.js';
import type {Experiment} from '../../experiment/model.js';

/**
 * What is sent of an experiment where nothing else is said: a summary and all of it. The winner, the recommended version and
 * the weights are there once they are known.
 */
export function defaultBody({source, status}: Experiment): string {
  const {winner} = status.analysis;
  const weights = new Field(source).get('status', 'analysis', 'weights', 'data').value;
  const summary = {
    winnerFound: winner?.found ?? false,
    winner: winner?.found ? winner.version : undefined,
    versionRecommendedForPromotion: status.recommendedVersion,
    lastRecommendedWeights: weights ?? undefined,
  };
  return formatJson({summary, experiment: source});
}
