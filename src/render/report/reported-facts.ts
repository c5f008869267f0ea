import {type ObjectiveFact, objectiveFacts} from '../../analysis/objective-facts.js';
import {type Experiment, isCompleted, type Objective} from '../../experiment/model.js';

/** How one version stands to one objective. */
export interface ReportedFact extends ObjectiveFact {
  /** Of the value: at the end of the experiment, or now while it runs. */
  readonly ageSeconds: number | undefined;
}

/** One for each version, in their order. */
export function reportedFacts(
  experiment: Experiment,
  objective: Objective,
  {index, now}: {readonly index: number; readonly now: Date},
): readonly ReportedFact[] {
  const judgedAt = isCompleted(experiment) ? (experiment.status.lastUpdateTime ?? now) : now;
  return objectiveFacts(experiment, objective, index).map((fact) => ({
    ...fact,
    ageSeconds: fact.readAt && secondsBetween(fact.readAt, judgedAt),
    note: fact.isAssessed ? fact.note : 'not assessed yet',
  }));
}

function secondsBetween(earlier: Date, later: Date): number {
  return Math.max(0, Math.floor((later.getTime() - earlier.getTime()) / 1000));
}
