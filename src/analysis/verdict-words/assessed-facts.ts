import type {Assessment, Experiment} from '../../experiment/model.js';
import {compareQuantities} from '../../experiment/quantity.js';
import {type ObjectiveFact, objectiveFacts} from '../objective-facts.js';

/** Everything that was assessed, by version and then by objective; empty before the first assessment. */
export function assessedFacts(experiment: Experiment): readonly ObjectiveFact[] {
  const {versions, criteria} = experiment.spec;
  const byObjective = criteria.objectives.map((objective, index) => objectiveFacts(experiment, objective, index));
  return versions.flatMap((_version, place) =>
    byObjective.flatMap((facts) => facts[place] ?? []).filter(({isAssessed}) => isAssessed),
  );
}

/** Those that are in a state. */
export function inState(facts: readonly ObjectiveFact[], state: Assessment): readonly ObjectiveFact[] {
  return facts.filter((fact) => fact.state === state);
}

/** From a limit of 0, nothing is near in proportion. */
const FAR = Number.MAX_VALUE;

/** The fact that is closest to its limit in proportion to it; undefined when none has a value and a limit. */
export function closestToLimit(facts: readonly ObjectiveFact[]): ObjectiveFact | undefined {
  const nearness = ({bound}: ObjectiveFact) => bound?.marginPercent ?? (bound?.margin.digits === 0n ? 0 : FAR);
  const bounded = facts.filter(({bound}) => bound !== undefined);
  return [...bounded].sort((a, b) => nearness(a) - nearness(b))[0];
}

/** Of what is broken, the furthest from its limit first. */
export function worstFirst(facts: readonly ObjectiveFact[]): readonly ObjectiveFact[] {
  const distance = ({bound}: ObjectiveFact) => bound?.marginPercent ?? 0;
  return [...facts].sort((a, b) => Number(b.endsRun) - Number(a.endsRun) || distance(a) - distance(b));
}

/** Whether the engine and the limits of the spec say different things: the spec was edited, or no value counted as a failure. */
export function isAtOdds({state, bound}: ObjectiveFact): boolean {
  if (!bound || state === 'unknown') return false;
  return compareQuantities(bound.margin, {digits: 0n, scale: 0}) < 0 !== (state === 'violated');
}
