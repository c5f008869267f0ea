import type {ExperimentV2} from '../experiment-v2.js';
import {doubtfulField, type Finding} from '../finding.js';
import type {Place} from '../place.js';

/** Spellings that are still read; see section 11 of the published differences of v2alpha1 and v2alpha2. */
export function checkDeprecated(experiment: ExperimentV2): Finding[] {
  return [...deadSpellings(experiment), ...(experiment.isFirstGeneration ? [] : oldSpellings(experiment))];
}

/** Names that only existed inside early v2alpha1. */
function deadSpellings({spec, strategy, criteria, versions, tasks}: ExperimentV2): Finding[] {
  const weights = strategy.get('weights');
  return [
    ...deprecated(
      strategy.get('type'),
      'write strategy.testingPattern (Performance is now Conformance, BlueGreen a deploymentPattern)',
    ),
    ...deprecated(weights.get('algorithm'), 'write strategy.deploymentPattern'),
    ...deprecated(weights.get('weightDistribution'), 'it is read by nobody; remove it'),
    ...deprecated(spec.get('duration', 'maxIterations'), 'write iterationsPerLoop and maxLoops'),
    ...deprecated(criteria.get('support'), 'it is called strength now, and read by nobody'),
    ...versions.flatMap(({place}) => deprecated(place.get('tags'), 'write variables, a list of name and value')),
    ...tasks.flatMap(({place}) => deprecated(place.get('condition'), 'it is called if now')),
  ];
}

/** What v2alpha1 had and v2alpha2 has not. */
function oldSpellings({spec, strategy, criteria, tasks}: ExperimentV2): Finding[] {
  return [
    ...deprecated(strategy.get('handlers'), 'an action runs when it is there; remove it'),
    ...deprecated(criteria.get('reward'), 'write rewards, a list'),
    ...deprecated(spec.get('metrics'), 'the engine copies metrics into the status; remove it'),
    ...tasks.flatMap(({place, name}) => deprecated(place.get('library'), `write task: ${name ?? 'library/task'}`)),
  ];
}

function deprecated(place: Place, instead: string): Finding[] {
  return place.exists ? [doubtfulField(place, `deprecated spelling; ${instead}`)] : [];
}
