import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import type {ActionItem} from '../../../src/tasks/action.js';
import type {TaskContext} from '../../../src/tasks/task.js';

export function itemOf(over: Partial<ActionItem>): ActionItem {
  return {index: 0, task: undefined, script: undefined, condition: undefined, inputs: {}, ...over};
}

export interface SketchOfContext {
  /** Of the candidate `candidate`; the baseline `current` has `promote: values` alone. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly recommended?: string | undefined;
  readonly spec?: JsonObject;
}

/** In the finish action of a Canary whose candidate is recommended, unless the sketch says otherwise. */
export function contextOf(sketch: SketchOfContext = {}): TaskContext {
  const {variables = {promote: 'candidate-values'}, spec} = sketch;
  const recommended = 'recommended' in sketch ? sketch.recommended : 'candidate';
  const experiment = parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'canary', namespace: 'shop'},
    spec: {
      target: 'shop/app',
      strategy: {testingPattern: 'Canary'},
      versionInfo: {
        baseline: {name: 'current', variables: [{name: 'promote', value: 'values'}]},
        candidates: [
          {name: 'candidate', variables: Object.entries(variables).map(([name, value]) => ({name, value}))},
        ],
      },
      ...spec,
    },
    status: {versionRecommendedForPromotion: recommended},
  });
  return {experiment, action: 'finish', env: {PATH: process.env.PATH}};
}
