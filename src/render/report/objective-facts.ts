import {type Bound, checkObjective} from '../../analysis/objective.js';
import {storedValue} from '../../analysis/verdict-words/objective-facts.js';
import {storedSamples} from '../../analysis/verdict-words/stored-status.js';
import {
  type Assessment,
  baselineOf,
  type Experiment,
  isCompleted,
  type Objective,
  type Version,
} from '../../experiment/model.js';
import type {Quantity} from '../../experiment/quantity.js';

/** How one version stands to one objective; numbers are in the metric's unit. */
export interface ObjectiveFact {
  readonly version: string;
  /** `unknown`, too, while nothing was assessed. */
  readonly state: Assessment;
  readonly value: Quantity | undefined;
  /** The limit that is broken, or the closer one; undefined without a value. */
  readonly bound: Bound | undefined;
  readonly samples: number | undefined;
  /** Of the value: at the end of the experiment, or now while it runs. */
  readonly ageSeconds: number | undefined;
  /** What the engine said of it. */
  readonly note: string | undefined;
}

/** One for each version, in their order. */
export function objectiveFacts(
  experiment: Experiment,
  objective: Objective,
  {index, now}: {readonly index: number; readonly now: Date},
): readonly ObjectiveFact[] {
  const valueOf = ({name}: Version) => storedValue(experiment, objective.metric, name);
  const baseline = baselineOf(experiment);
  const baselineValue = baseline && valueOf(baseline)?.value;
  const judgedAt = isCompleted(experiment) ? (experiment.status.lastUpdateTime ?? now) : now;
  return experiment.spec.versions.map((version): ObjectiveFact => {
    const found = valueOf(version);
    const state = recordedState(experiment, version, index);
    return {
      version: version.name,
      state: state ?? 'unknown',
      value: found?.value,
      bound: checkObjective(objective, found?.value, baselineValue).bound,
      samples: storedSamples(experiment, version.name, index) ?? found?.sampleSize,
      ageSeconds: found?.observedAt && secondsBetween(found.observedAt, judgedAt),
      note: state ? noteOf(experiment, version, index) : 'not assessed yet',
    };
  });
}

/** What a status says before the first iteration is left over from something else. */
function recordedState(experiment: Experiment, {name}: Version, index: number): Assessment | undefined {
  const {completedIterations, analysis} = experiment.status;
  if (completedIterations === 0 && !isCompleted(experiment)) return undefined;
  return analysis.versionAssessments?.get(name)?.[index];
}

function noteOf({status}: Experiment, {name}: Version, index: number): string | undefined {
  return status.analysis.assessmentMessages?.get(name)?.[index];
}

function secondsBetween(earlier: Date, later: Date): number {
  return Math.max(0, Math.floor((later.getTime() - earlier.getTime()) / 1000));
}
