import {type Experiment, totalIterations, type Weight} from '../../experiment/model.js';
import type {Assessments, ObjectiveAssessment} from '../assessments.js';
import type {WinnerDecision} from '../winner.js';
import {isLook} from '../statistics/looks.js';
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
    const measured = spec.versions
      .map(({name}) => name)
      .filter((name) => isMeasured(spec, counts.get(name) ?? []));
    weights = nextWeights(experiment, weights, new Set(measured));
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

/** Whether a version with so many requests at each iteration so far has enough of them, and a look has come that saw some. */
function isMeasured(spec: Experiment['spec'], requests: readonly number[]): boolean {
  const {strength, minimumSamples = 0} = spec.criteria;
  const iterations = totalIterations(spec);
  const isSeen = requests.some((count, index) => {
    return Math.round(count) > 0 && (!strength || isLook(strength, index + 1, iterations));
  });
  return isSeen && Math.round(requests.at(-1) ?? 0) >= minimumSamples;
}

function nextWeights(
  experiment: Experiment,
  weights: readonly Weight[],
  measured: ReadonlySet<string>,
): readonly Weight[] {
  const {spec, status} = experiment;
  const input = {
    experiment: {...experiment, status: {...status, weights}},
    observations: new Map(),
    now: new Date(0),
  };
  const isLeading = !spec.criteria.strength && spec.versions.every(({name}) => measured.has(name));
  const planned = planWeights(input, undecided(experiment, measured), isLeading ? leading(experiment) : WAITING);
  return planned.weights.length > 0 ? planned.weights : weights;
}

function undecided({spec}: Experiment, measured: ReadonlySet<string>): Assessments {
  const standing = (isOpen: boolean): ObjectiveAssessment => ({
    state: 'unknown',
    isOpen,
    passes: false,
    ...{value: undefined, limit: undefined, margin: undefined, samples: undefined, ageSeconds: undefined},
    sentence: '',
  });
  return new Map(
    spec.versions.map(({name}) => [name, spec.criteria.objectives.map(() => standing(measured.has(name)))]),
  );
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
