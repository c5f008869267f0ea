import {type Experiment, totalIterations, type Weight} from '../../experiment/model.js';
import type {Assessments, ObjectiveAssessment} from '../assessments.js';
import type {WinnerDecision} from '../winner.js';
import {planWeights} from '../weights.js';

/** What is expected of the traffic of a version. */
export interface Ramp {
  /** Requests until each iteration; the first has seen none. */
  readonly requests: readonly number[];
  /** After the last planned iteration, in each further interval. */
  readonly perInterval: number;
  /** In the last interval. */
  readonly percent: number;
}

export interface RampOptions {
  /** Before the first iteration. */
  readonly weights: readonly Weight[];
  /** Requests a second to all versions together. */
  readonly trafficPerSecond: number;
}

/**
 * The requests that each version gets while a run goes on undecided: with `criteria.strength` nothing is decided until it
 * is shown; without, the candidate leads, as one does that is good.
 */
export function planRamps(experiment: Experiment, options: RampOptions): ReadonlyMap<string, Ramp> {
  const {spec} = experiment;
  const counts = new Map(spec.versions.map(({name}) => [name, [0]]));
  const each = options.trafficPerSecond * spec.duration.intervalSeconds;
  let weights = options.weights;
  for (let iteration = 1; iteration < totalIterations(spec); iteration += 1) {
    weights = nextWeights(experiment, weights, iteration > 1);
    for (const [name, requests] of counts)
      requests.push((requests.at(-1) ?? 0) + (each * percentOf(weights, name)) / 100);
  }
  const last = weights;
  return new Map(
    [...counts].map(([name, requests]) => {
      const percent = percentOf(last, name);
      return [name, {requests, percent, perInterval: (each * percent) / 100}];
    }),
  );
}

function percentOf(weights: readonly Weight[], version: string): number {
  return weights.find((weight) => weight.version === version)?.percent ?? 0;
}

function nextWeights(experiment: Experiment, weights: readonly Weight[], isMeasured: boolean): readonly Weight[] {
  const {spec, status} = experiment;
  const input = {
    experiment: {...experiment, status: {...status, weights}},
    observations: new Map(),
    now: new Date(0),
  };
  const isLeading = !spec.criteria.strength && isMeasured;
  const planned = planWeights(input, undecided(experiment, isMeasured), isLeading ? leading(experiment) : WAITING);
  return planned.weights.length > 0 ? planned.weights : weights;
}

function undecided({spec}: Experiment, isMeasured: boolean): Assessments {
  const open: ObjectiveAssessment = {
    state: 'unknown',
    isOpen: isMeasured,
    passes: false,
    ...{value: undefined, limit: undefined, margin: undefined, samples: undefined, ageSeconds: undefined},
    sentence: '',
  };
  return new Map(spec.versions.map(({name}) => [name, spec.criteria.objectives.map(() => open)]));
}

const WAITING: WinnerDecision = {
  found: false,
  winner: undefined,
  bestVersions: [],
  isWaiting: true,
  reason: '',
  warnings: [],
};

function leading({spec}: Experiment): WinnerDecision {
  const best = (spec.versions.find(({role}) => role === 'candidate') ?? spec.versions[0])?.name;
  return {...WAITING, found: true, winner: best, bestVersions: best === undefined ? [] : [best], isWaiting: false};
}

/** Intervals until a version has got so many requests, in whole iterations; undefined: never. */
export function intervalsUntil({requests, perInterval}: Ramp, needed: number): number | undefined {
  const reached = requests.findIndex((count) => count >= needed);
  if (reached >= 0) return reached;
  if (perInterval <= 0) return undefined;
  return requests.length - 1 + Math.ceil((needed - (requests.at(-1) ?? 0)) / perInterval);
}
