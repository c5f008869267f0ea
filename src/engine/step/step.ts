import type {Stage} from '../../experiment/model.js';
import {boundAdditions} from '../bounds.js';
import type {Effect} from './effects.js';
import {close, finish} from './ending.js';
import {prepare} from './initializing.js';
import type {StepInput} from './input.js';
import {proceed} from './running.js';
import {statusField} from './times.js';
import {initialise, waitForTarget} from './waiting.js';

const STAGE_STEPS: Readonly<Record<Stage, (input: StepInput) => readonly Effect[]>> = {
  Waiting: waitForTarget,
  Initializing: prepare,
  Running: proceed,
  Finishing: finish,
  Completed: close,
};

/**
 * What is to be done next for an experiment, by its resource, what has been observed since its status was last written,
 * and the time. Pure: asked again with the same input, it answers the same; and since everything that must not happen
 * twice stands in the status before the next thing begins, a run can be stopped and taken up anywhere.
 *
 * @throws FieldError when the resource holds a field of another type than it must
 */
export function step(input: StepInput): readonly Effect[] {
  const {stage} = input.experiment.status;
  const effects = stage ? STAGE_STEPS[stage](input) : initialise(input);
  return effects.map((effect) => (effect.kind === 'writeStatus' ? bounded(input, effect) : effect));
}

function bounded({experiment}: StepInput, effect: Extract<Effect, {kind: 'writeStatus'}>): Effect {
  const {value} = statusField(experiment);
  return {...effect, patch: boundAdditions(value, effect.patch)};
}
