import {
  type Assessment,
  baselineOf,
  type Experiment,
  type Objective,
  totalIterations,
} from '../experiment/model.js';
import {formatExact, type Quantity} from '../experiment/quantity.js';
import {countWords} from './count-words.js';
import {type Evidence, gatherEvidence} from './evidence.js';
import {withFreshLooks} from './fresh-looks.js';
import type {AnalysisInput} from './input.js';
import {type Bound, checkObjective, hasLimit, isRelative, type ObjectiveCheck} from './objective.js';
import {type Proof, proveObjective} from './proof.js';
import {strengthWords} from './proof-words.js';
import {statisticIn} from './record-looks.js';

/** How a version stands to one objective, with everything that led there. */
export interface ObjectiveAssessment {
  /** `unknown`: there is no value, it is stale, or it has too few samples. It never counts for or against a version. */
  readonly state: Assessment;
  /** The newest value in the metric's unit, also when it is too old to judge by; undefined: there never was one. */
  readonly value: Quantity | undefined;
  /** The limit that is broken, or the closer one; undefined: the objective has none, or it hangs on a missing value. */
  readonly limit: Quantity | undefined;
  /** What the looks show, with bounds (`criteria.strength`); undefined: the last value decides, or there is nothing to prove. */
  readonly proof?: Proof | undefined;
  /** Whether it is measured, and unknown only because it is not shown yet. */
  readonly isOpen: boolean;
  /** Whether it counts as met; beside `satisfied` also what is not shown to be broken, where that is enough. */
  readonly passes: boolean;
  /** Distance to the limit in the metric's unit, negative when it is broken; undefined without value or limit. */
  readonly margin: Quantity | undefined;
  /** Data points behind the value; undefined: nobody says. */
  readonly samples: number | undefined;
  /** Seconds since the value was read; undefined without a value. */
  readonly ageSeconds: number | undefined;
  /** The whole in words, without the name of the version: `mean-latency is 80, 30 above its upper limit 50`. */
  readonly sentence: string;
}

/** Version → one entry for each objective, in their order. */
export type Assessments = ReadonlyMap<string, readonly ObjectiveAssessment[]>;

/**
 * Holds every version against every objective; limits are inclusive. The stored analysis of the experiment is not looked
 * at. Without objectives each version has an empty list.
 *
 * @see the original's version assessments; unlike there, a missing value is unknown and not a failure (weakness 3), and
 *   metrics are matched on the resolved name (weakness 5)
 */
export function assessVersions(given: AnalysisInput): Assessments {
  const input = withFreshLooks(given);
  const {versions, criteria} = input.experiment.spec;
  const entries = versions.map(({name}): [string, readonly ObjectiveAssessment[]] => [
    name,
    criteria.objectives.map((objective) => assessObjective(input, objective, name)),
  ]);
  return new Map(entries);
}

function assessObjective(input: AnalysisInput, objective: Objective, version: string): ObjectiveAssessment {
  const {metric} = objective;
  const evidence = gatherEvidence(input, metric, version);
  const baseline = isRelative(objective) ? evidenceOfBaseline(input, metric) : undefined;
  const problem = evidence.problem ?? (baseline && baselineProblem(baseline));
  const check = checkObjective(objective, evidence.value, baseline?.value);
  const {value, samples, ageSeconds} = evidence;
  const proof = problem === undefined ? proveObjective(input, objective, version) : undefined;
  const judged = {objective, version, check, proof};
  const state = problem === undefined ? stateOf(input, judged) : 'unknown';
  const isShowable = proof !== undefined || keepsCount(input, objective, check);
  const isOpen = problem === undefined && state === 'unknown' && isShowable;
  return {
    state,
    isOpen,
    passes: state === 'satisfied' || (isOpen && needsNoProof(input, version)),
    ...(proof && {proof}),
    value,
    limit: check.bound?.limit ?? objective.upperLimit ?? objective.lowerLimit,
    margin: check.bound?.margin,
    samples,
    ageSeconds,
    sentence: `${metric} ${problem ?? valueWords(input, evidence, {...judged, state})}`,
  };
}

interface Judged {
  readonly objective: Objective;
  readonly version: string;
  readonly check: ObjectiveCheck;
  readonly proof: Proof | undefined;
}

/** A number of events needs no proof: it only grows, so that it may break its limit early and keeps it at the end only. */
function stateOf(input: AnalysisInput, {objective, version, check, proof}: Judged): Assessment {
  const {experiment} = input;
  if (!experiment.spec.criteria.strength || !hasLimit(objective)) return check.state;
  if (proof) return proof.state;
  if (statisticIn(experiment, objective.metric).kind === 'count')
    return check.state === 'satisfied' && !isLastIteration(experiment) ? 'unknown' : check.state;
  return isComparedWithItself(experiment, objective, version) ? check.state : 'unknown';
}

/** Whether a number of events is within its limit so far. */
function keepsCount({experiment}: AnalysisInput, {metric}: Objective, {state}: ObjectiveCheck): boolean {
  const isProof = experiment.spec.criteria.strength !== undefined;
  return isProof && state === 'satisfied' && statisticIn(experiment, metric).kind === 'count';
}

function isLastIteration({spec, status}: Experiment): boolean {
  return status.completedIterations + 1 >= totalIterations(spec);
}

function isComparedWithItself(experiment: Experiment, objective: Objective, version: string): boolean {
  const {upperLimit, lowerLimit} = objective;
  return version === baselineOf(experiment)?.name && !upperLimit && !lowerLimit;
}

/** Where promotion needs no proof, and for the baseline, which is in use already, unless it is what is tested. */
function needsNoProof({experiment}: AnalysisInput, version: string): boolean {
  const {criteria, testingPattern} = experiment.spec;
  const isInUse = version === baselineOf(experiment)?.name && testingPattern !== 'Conformance';
  return isInUse || criteria.strength?.policy === 'provenHarmful';
}

function evidenceOfBaseline(input: AnalysisInput, metric: string): Evidence | undefined {
  const baseline = baselineOf(input.experiment);
  return baseline && gatherEvidence(input, metric, baseline.name);
}

function baselineProblem({problem}: Evidence): string | undefined {
  return problem && `cannot be compared with the baseline, where it ${problem}`;
}

function valueWords(
  input: AnalysisInput,
  evidence: Evidence,
  judged: Judged & {readonly state: Assessment},
): string {
  const {objective, check, proof, state} = judged;
  return [
    positionWords(evidence, check),
    ageWords(evidence),
    strengthWords(input, objective, {proof, state}),
    state === 'unknown' ? countWords(input, objective, evidence) : '',
  ].join('');
}

function positionWords({value}: Evidence, {bound}: ObjectiveCheck): string {
  const text = value ? formatExact(value) : 'nothing';
  return bound ? `is ${text}, ${distanceWords(bound)}` : `is ${text}, and has no limit`;
}

function distanceWords({kind, limit, margin}: Bound): string {
  const limitWords = `its ${kind} limit ${formatExact(limit)}`;
  if (margin.digits === 0n) return `at ${limitWords}`;
  const isBroken = margin.digits < 0n;
  const distance = formatExact(isBroken ? {...margin, digits: -margin.digits} : margin);
  return `${distance} ${(kind === 'upper') === isBroken ? 'above' : 'below'} ${limitWords}`;
}

/** Says so when the verdict rests on an earlier value because there is no newer one. */
function ageWords({observation, ageSeconds = 0}: Evidence): string {
  if (observation?.kind !== 'unavailable') return '';
  return ` (read ${Math.floor(ageSeconds)} s ago; no newer value: ${observation.reason})`;
}
