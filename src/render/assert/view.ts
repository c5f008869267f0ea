import type {AssertionResult} from '../../analysis/assertion.js';
import type {Experiment} from '../../experiment/model.js';

/** The answer of `assert`, as `assert -o json` prints it. Published as `schemas/assert.v1.json`. */
export interface AssertionView {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'Assertion';
  readonly name: string;
  readonly namespace: string;
  /** `undecided`: false as things stand, and the experiment still runs. */
  readonly result: 'holds' | 'false' | 'undecided';
  readonly conditions: readonly AssertionResult[];
}

/** @param isAnyEnough whether one condition that holds is enough; else all must */
export function assertionView(
  experiment: Experiment,
  conditions: readonly AssertionResult[],
  isAnyEnough: boolean,
): AssertionView {
  const {name, namespace} = experiment;
  return {
    apiVersion: 'iter8ctl/v1',
    kind: 'Assertion',
    name,
    namespace,
    result: combine(conditions, isAnyEnough),
    conditions,
  };
}

function combine(conditions: readonly AssertionResult[], isAnyEnough: boolean): AssertionView['result'] {
  const holds = ({holds}: AssertionResult) => holds;
  const isLost = ({holds, isFinal}: AssertionResult) => !holds && isFinal;
  if (isAnyEnough ? conditions.some(holds) : conditions.every(holds)) return 'holds';
  return (isAnyEnough ? conditions.every(isLost) : conditions.some(isLost)) ? 'false' : 'undecided';
}
