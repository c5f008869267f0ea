import type {ReportedObjective} from './view.js';

interface Bounded {
  readonly objectives: readonly ReportedObjective[];
  readonly leftOut: number;
}

/** At most so many facts: what is violated or unknown stays longest; objectives of which nothing stays are left out. */
export function boundFacts(objectives: readonly ReportedObjective[], most: number): Bounded {
  const all = objectives.flatMap(({facts}) => facts);
  if (all.length <= most) return {objectives, leftOut: 0};
  const byNeed = [...all].sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  const kept = new Set(byNeed.slice(0, most));
  const shorter = objectives.map((objective) => {
    return {...objective, facts: objective.facts.filter((fact) => kept.has(fact))};
  });
  return {objectives: shorter.filter(({facts}) => facts.length > 0), leftOut: all.length - most};
}

const ORDER = {violated: 0, unknown: 1, satisfied: 2} as const;
