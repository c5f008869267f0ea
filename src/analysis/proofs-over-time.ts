import type {Experiment, Objective} from '../experiment/model.js';
import {type LookSeries, storedLooks} from '../experiment/stored-looks.js';
import {type Proof, proveObjective} from './proof.js';

/** What was shown of an objective at one look. */
export interface ProofAt {
  /** After which the look was, from 1. */
  readonly iteration: number;
  readonly proof: Proof;
}

/**
 * What was shown of an objective of a version at each look, by those up to it: what the status said then. An experiment is
 * asked only once, since all that is drawn asks again.
 *
 * @param objective one of the experiment
 * @returns the oldest first; empty where the last value decides
 */
export function proofsOverTime(experiment: Experiment, objective: Objective, version: string): readonly ProofAt[] {
  if (!experiment.spec.criteria.strength) return [];
  const known = found.get(experiment) ?? {looks: storedLooks(experiment), proofs: new Map<Objective, ByVersion>()};
  found.set(experiment, known);
  const ofObjective = known.proofs.get(objective) ?? new Map<string, readonly ProofAt[]>();
  known.proofs.set(objective, ofObjective);
  const proofs = ofObjective.get(version) ?? prove({experiment, objective, version}, known.looks);
  ofObjective.set(version, proofs);
  return proofs;
}

type ByVersion = Map<string, readonly ProofAt[]>;

/** Experiments do not change: each status makes another one. */
const found = new WeakMap<
  Experiment,
  {readonly looks: readonly LookSeries[]; readonly proofs: Map<Objective, ByVersion>}
>();

interface Asked {
  readonly experiment: Experiment;
  readonly objective: Objective;
  readonly version: string;
}

function prove({experiment, objective, version}: Asked, stored: readonly LookSeries[]): readonly ProofAt[] {
  const all = stored.filter(({metric}) => metric === objective.metric);
  const iterations = all
    .filter((series) => series.version === version)
    .flatMap(({looks}) => looks.map(({iteration}) => iteration));
  return [...new Set(iterations)]
    .sort((a, b) => a - b)
    .flatMap((iteration) => {
      const looks = looksUpTo(all, iteration);
      const input = {experiment, observations: new Map(), now: new Date(0), looks};
      const proof = proveObjective(input, objective, version);
      return proof ? [{iteration, proof}] : [];
    });
}

function looksUpTo(all: readonly LookSeries[], iteration: number): LookSeries[] {
  return all.map((series) => ({...series, looks: series.looks.filter((look) => look.iteration <= iteration)}));
}
