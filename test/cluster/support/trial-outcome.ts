import {expect} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import {parseHistory} from '../../../src/experiment/history.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import type {ApiObject} from '../../support/api-client.js';
import {weightsOf} from './routers.js';
import {FINISHED, INTERRUPTED, type Trial} from './trials.js';

/** All that was seen of a trial. */
export interface SeenTrial {
  readonly name: string;
  /** In their order. */
  readonly experiment: readonly ApiObject[];
  readonly router: readonly ApiObject[];
  /** What its tasks have written. */
  readonly finishAction: string;
}

/** What became of a trial, in the words of `expectedOutcome`. */
export function outcomeOf({name, experiment, router, finishAction}: SeenTrial) {
  const states = experiment.map((state) => parseExperiment(state as JsonObject));
  const {status, source} = states.at(-1)!;
  const weights = withoutRepetition(router.map((state) => weightsOf(state)[1]!));
  return {
    name,
    failure: status.failure && `${status.failure} (${status.message})`,
    winner: status.analysis.winner?.version,
    recommended: status.recommendedVersion,
    counted: withoutRepetition(states.map((state) => state.status.completedIterations)),
    points: pointsOf(source),
    weights,
    lastWeight: weights.at(-1),
    finishAction,
  };
}

/**
 * What must become of a trial; where it is free how many iterations it has, as many as were counted. A kill in the middle of
 * a task leaves it to people.
 */
export function expectedOutcome({name, counted, failure}: ReturnType<typeof outcomeOf>, {rollsBack, end}: Trial) {
  const iterations = end.iterations ?? counted.length - 1;
  return {
    name,
    failure: failure && expect.stringMatching(INTERRUPTED.failure),
    winner: end.winner,
    recommended: end.recommended,
    counted: Array.from({length: iterations + 1}, (_, index) => index),
    points: iterations + (rollsBack ? 1 : 0), // of the one that was not counted too
    weights: end.weights ?? expect.any(Array),
    lastWeight: end.lastWeight,
    finishAction: expect.stringMatching(failure ? INTERRUPTED.finishAction : FINISHED),
  };
}

/** Iterations in `status.history`, for each of its series. */
function pointsOf(source: JsonObject): number | readonly number[] {
  const {series} = parseHistory(new Field(source).get('status', 'history'));
  const counts = [...new Set(series.map(({points}) => points.length))];
  return counts.length === 1 ? counts[0]! : counts;
}

function withoutRepetition(values: readonly number[]): number[] {
  return values.filter((value, index) => value !== values[index - 1]);
}
