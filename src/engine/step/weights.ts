import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import type {Effect} from './effects.js';
import {failExperiment} from './failure.js';
import type {StepInput} from './input.js';
import {warningMark, writeStatus} from './marks.js';
import {type Progress, progressJson, progressOf} from './progress.js';
import {secondsAfter} from './times.js';
import {splitText} from './traffic-left.js';

/** Whether the engine may touch the traffic split. */
export function movesTraffic({spec}: Experiment): boolean {
  return (
    spec.testingPattern !== 'Conformance' && spec.deploymentPattern !== 'FixedSplit' && spec.versions.length > 0
  );
}

/** Whether there is a split to look at. */
export function hasSplit({spec}: Experiment): boolean {
  return spec.testingPattern !== 'Conformance' && spec.versions.length > 0;
}

export function isSameSplit(one: readonly Weight[], other: readonly Weight[]): boolean {
  const byName = new Map(other.map(({version, percent}) => [version, percent]));
  return one.length === byName.size && one.every(({version, percent}) => byName.get(version) === percent);
}

/** As in `currentWeightDistribution`. */
export function weightsJson(weights: readonly Weight[]): readonly JsonObject[] {
  return weights.map(({version, percent}) => ({name: version, value: percent}));
}

/** The plan of the stored analysis. */
export function plannedWeights({source}: Experiment): readonly Weight[] {
  const plan = new Field(source).get('status', 'analysis', 'weights', 'data').items();
  return plan.map((weight) => ({
    version: weight.get('name').text() ?? '',
    percent: weight.get('value').integer() ?? 0,
  }));
}

/**
 * Sets weights and believes only what is read back (weakness 9: failed patches were logged and counted as done).
 *
 * @param goOn what is to be done once traffic is split as wanted
 */
export function splitTraffic(
  input: StepInput,
  wanted: readonly Weight[],
  goOn: (observed: readonly Weight[]) => readonly Effect[],
): readonly Effect[] {
  const {weightsSet, weights} = input.observations;
  if (!weightsSet || !weights) return [{kind: 'setWeights', weights: wanted}, {kind: 'observeWeights'}];
  if (weightsSet.kind === 'failed') return retryOrFail(input, weightsSet.reason);
  if (weights.kind !== 'observed') return retryOrFail(input, weights.reason);
  if (isSameSplit(wanted, weights.weights)) return goOn(weights.weights);
  const problem = `set ${splitText(wanted)}, but read back ${splitText(weights.weights)}`;
  return retryOrFail(input, problem);
}

/** Failures in a row after which the experiment is given up. */
const MOST_ATTEMPTS = 5;

/**
 * Tells that the traffic split could not be read or set, and tries again an interval later; the iteration is not counted.
 * After five times in a row the experiment fails, so that it never hangs.
 */
export function retryOrFail(input: StepInput, why: string): readonly Effect[] {
  const message = `Failure redistributing weights: ${why}`;
  const progress = progressOf(input.experiment);
  const attempts = progress.attempts + 1;
  if (attempts >= MOST_ATTEMPTS) {
    return failExperiment(input, {reason: 'WeightRedistributionFailed', message});
  }
  const retryAt = secondsAfter(input.now, input.experiment.spec.duration.intervalSeconds);
  const next = progressJson({...progress, decided: undefined, attempts, retryAt});
  return [writeStatus(input, {progress: next}, warningMark('WeightRedistributionFailed', message))];
}

/** The wait after a failure; undefined when it is over. A time further off than an interval means that the clock jumped. */
export function waitAfterFailure(input: StepInput, {retryAt}: Progress): readonly Effect[] | undefined {
  const {now, experiment} = input;
  if (!retryAt || retryAt <= now) return undefined;
  if (retryAt > secondsAfter(now, experiment.spec.duration.intervalSeconds + 1)) return undefined;
  return [{kind: 'wait', until: retryAt, reason: 'setting or reading the weights failed'}];
}
