import {baselineOf, type Experiment, totalIterations} from '../../experiment/model.js';
import {type Decision, feasibleVersions} from './decision.js';
import {bareName, positionInShort} from './fact-words.js';
import {amount, shortNumber} from './numbers.js';
import type {ObjectiveFact} from '../objective-facts.js';
import {closestToLimit, inState, worstFirst} from './assessed-facts.js';
import {countWords, listWords, type Wordings} from './one-line.js';
import {differenceWords, rewardOf, runnerUp} from './reward-facts.js';
import type {Known} from './situation.js';

/** `4 of 12 iterations`. */
export function iterationsWords({experiment: {status, spec}}: Known): string {
  return `${status.completedIterations} of ${countWords(totalIterations(spec), 'iteration')}`;
}

/** How the versions stand, for a headline: as the run ended, or as it is so far. */
export function decisionWordings(known: Known, decision: Decision, isOver: boolean): Wordings {
  const tense: Tense = {isOver, when: isOver ? '' : ` after ${iterationsWords(known)}`};
  const noWinner = isOver ? 'No version won' : `No version leads${tense.when}`;
  switch (decision.kind) {
    case 'none':
      return [isOver ? 'Ended without a verdict: nothing was assessed' : 'Nothing is assessed yet'];
    case 'winner':
      return winnerWordings(known, decision, tense);
    case 'kept':
      return keptWordings(decision, tense);
    case 'broken':
      return brokenWordings(decision.broken, brokenVerdict(known, noWinner));
    case 'tie':
      return tieWordings(known, decision.versions, noWinner);
    case 'probable':
      return [`${noWinner}: ${decision.version} is the best ${probabilityWords(decision.probability)}`, noWinner];
    case 'open':
      return openWordings(known, decision.unknown, tense);
    case 'untested':
      return [`${noWinner}: there is neither an objective with a limit nor a reward to compare by`];
    case 'noWinner':
      return noWinnerWordings(known, noWinner, tense);
  }
}

interface Tense {
  readonly isOver: boolean;
  /** ` after 4 of 12 iterations`; empty when it is over. */
  readonly when: string;
}

/** What v1alpha2 goes by. */
function probabilityWords(probability: string | undefined): string {
  return probability === undefined
    ? 'with a probability that is too small'
    : `with a probability of ${probability}, and more than 0.99 is needed`;
}

type Winner = Extract<Decision, {kind: 'winner'}>;

function winnerWordings(known: Known, {version, by}: Winner, {isOver, when}: Tense): Wordings {
  const conforms = by === 'conformance';
  const verdict = `${version} ${conforms ? 'conforms' : isOver ? 'won' : 'leads'}${when}`;
  const reasons = by === 'reward' ? rewardReasons(known, version) : objectiveReasons(known, version);
  return [...reasons.map((reason) => `${verdict}: ${reason}`), verdict];
}

function objectiveReasons({experiment, facts}: Known, version: string): readonly string[] {
  const satisfied = inState(facts.objectives, 'satisfied').filter((fact) => fact.version === version);
  const closest = closestToLimit(satisfied);
  const total = experiment.spec.criteria.objectives.length;
  if (total === 0 || satisfied.length < total) return unbrokenReasons(experiment, satisfied.length);
  const satisfies = experiment.spec.criteria.strength ? 'is shown to satisfy' : 'satisfies';
  if (total === 1) return [...(closest ? [positionInShort(closest)] : []), `it ${satisfies} its objective`];
  const all = `it ${satisfies} ${total === 2 ? 'both' : `all ${total}`} objectives`;
  return closest ? [`${all}; closest to its limit: ${positionInShort(closest)}`, `${all}; ${positionInShort(closest)}`, all] : [all]; // prettier-ignore
}

/** Where a version need not be shown to satisfy its objectives. */
function unbrokenReasons({spec}: Experiment, satisfied: number): readonly string[] {
  const {strength, objectives} = spec.criteria;
  if (strength?.policy !== 'provenHarmful') return [];
  return [`no objective is shown to be broken; ${satisfied} of ${objectives.length} shown to hold`];
}

function rewardReasons({experiment, facts}: Known, version: string): readonly string[] {
  const {reward} = facts;
  const value = reward && rewardOf(reward, version);
  const second = reward && runnerUp(reward, feasibleVersions(experiment, facts), version);
  if (!value || !second?.value) return [];
  const {metric, units, direction} = reward;
  const position = `${bareName(metric)} is ${amount(shortNumber(value), units)}`;
  const lead = `${differenceWords(value, second.value, units)} than ${second.version}`;
  return [`${position}, ${lead} (${directionWords(direction)})`, `${position}, ${lead}`, position];
}

export function directionWords(direction: 'High' | 'Low' | undefined): string {
  return direction === 'Low' ? 'lower is better' : 'higher is better';
}

type Kept = Extract<Decision, {kind: 'kept'}>;

function keptWordings({version, broken}: Kept, {isOver, when}: Tense): Wordings {
  const losers = [...new Set(broken.map((fact) => fact.version))];
  const fail = losers.length === 1 ? 'fails' : 'fail';
  const loss = `${listWords(losers)} ${isOver ? 'lost' : fail + when}`;
  const verdict = isOver ? `${version} won, ${loss}` : `${version} leads, ${loss}`;
  return brokenWordings(broken, verdict, loss);
}

/** The engine's own reason, where it has written one. */
function noWinnerWordings({stored}: Known, noWinner: string, tense: Tense): Wordings {
  if (stored.decision === undefined) return [noWinner];
  const question = /^not decided: (.*)$/s.exec(stored.decision)?.[1];
  const wording =
    question === undefined ? `${noWinner}: ${stored.decision}` : `${openVerdict(tense)}: ${question}`;
  return [wording, noWinner];
}

/** The version that stays when nothing is proven of the others; undefined where nothing is to be proven, or all is tested. */
export function keptBaseline(experiment: Experiment): string | undefined {
  const {spec, status} = experiment;
  const baseline = baselineOf(experiment)?.name;
  const isKept = spec.testingPattern !== 'Conformance' && status.recommendedVersion === baseline;
  return spec.criteria.strength && isKept ? baseline : undefined;
}

function openVerdict({isOver, when}: Tense): string {
  return isOver ? 'Inconclusive' : `Not decided${when}`;
}

function brokenVerdict({experiment}: Known, noWinner: string): string {
  const {testingPattern, versions} = experiment.spec;
  return testingPattern === 'Conformance' ? `${versions[0]?.name ?? 'The version'} does not conform` : noWinner;
}

/**
 * The objective that is broken worst, and how many more are.
 *
 * @param shortVerdict where the whole verdict leaves no room for the numbers
 */
export function brokenWordings(
  broken: readonly ObjectiveFact[],
  verdict: string,
  shortVerdict = verdict,
): Wordings {
  const [worst, ...others] = worstFirst(broken);
  if (!worst) return [verdict];
  const isOneVersion = broken.every(({version}) => version === worst.version);
  const position = `${isOneVersion ? '' : `${worst.version}'s `}${positionInShort(worst)}`;
  const more = others.length === 0 ? '' : `; ${others.length} more broken`;
  return [
    `${verdict}: ${position}${more}`,
    `${verdict}: ${position}`,
    `${shortVerdict}: ${position}`,
    `${shortVerdict}: ${bareName(worst.metric)} is broken`,
    shortVerdict,
  ];
}

function tieWordings({facts}: Known, versions: readonly string[], noWinner: string): Wordings {
  const {reward} = facts;
  const metric = bareName(reward?.metric ?? '');
  const value = reward && rewardOf(reward, versions[0] ?? '');
  const same = value ? `, ${amount(shortNumber(value), reward.units)}` : '';
  return [
    `${noWinner}: ${listWords(versions)} have the same best ${metric}${same}`,
    `${noWinner}: ${versions.length} versions have the same best ${metric}`,
    `${noWinner}: ${versions.length} versions tie`,
  ];
}

/** What is not known of which version, and how many questions more there are. */
function openWordings({experiment}: Known, unknown: readonly ObjectiveFact[], tense: Tense): Wordings {
  const kept = tense.isOver ? keptBaseline(experiment) : undefined;
  const verdict = `${openVerdict(tense)}${kept === undefined ? '' : `, ${kept} is kept`}`;
  const [first, ...others] = unknown;
  if (!first) return [verdict];
  const more = others.length === 0 ? '' : `; ${others.length} more unknown`;
  const question = proofQuestion(first, tense) ?? openQuestion(first);
  const shortQuestion = shortened(question);
  return [
    `${verdict}: ${first.version}'s ${question}${more}`,
    `${verdict}: ${first.version}'s ${question}`,
    `${verdict}: ${first.version}'s ${shortQuestion}`,
    `${verdict}: ${shortQuestion}`,
    verdict,
  ];
}

/** `error-rate of 0.009 is not shown to be at most 0.01`; undefined where it is not a proof that is missing. */
function proofQuestion({proof, value, bound, metric, units}: ObjectiveFact, {isOver}: Tense): string | undefined {
  if (!proof || !value || !bound) return undefined;
  const {kind, limit} = bound;
  const shown = `${isOver ? 'not' : 'not yet'} shown to be ${kind === 'upper' ? 'at most' : 'at least'}`;
  return `${bareName(metric)} of ${amount(shortNumber(value, limit), units)} is ${shown} ${shortNumber(limit)}`;
}

/** The engine's sentence without the namespace of the metric. */
function openQuestion({note, metric}: ObjectiveFact): string {
  if (note === undefined) return `${bareName(metric)} is not known`;
  return note.startsWith(`${metric} `) ? bareName(metric) + note.slice(metric.length) : note;
}

/** `latency has too little data: the value 98 has 12 of 100 samples` as `latency has 12 of 100 samples`; else up to the colon. */
function shortened(question: string): string {
  const [metric = ''] = question.split(' ', 1);
  const samples = /has \d+ of \d+ samples/.exec(question)?.[0];
  return samples === undefined ? (question.split(':', 1)[0] ?? question) : `${metric} ${samples}`;
}
