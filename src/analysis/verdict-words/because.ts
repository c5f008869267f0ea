import {type Experiment, isCompleted, totalIterations} from '../../experiment/model.js';
import {formatExact} from '../../experiment/quantity.js';
import {strengthRule, strengthRuleWords} from '../proof-words.js';
import {ruleWords} from '../rule-words.js';
import {trafficWords} from './action-words.js';
import {decisionOf} from './decision.js';
import {decisionWordings, directionWords, keptBaseline} from './decision-words.js';
import {evidenceWords, positionInFull} from './fact-words.js';
import {amount} from './numbers.js';
import {listWords} from './one-line.js';
import {inState, worstFirst} from './assessed-facts.js';
import {goesOn, type Known, type Situation} from './situation.js';

/** What led to the verdict: the rule, then what is broken, what holds, the reward, and how it ended. */
export function becauseLines(known: Known, situation: Situation): readonly string[] {
  const {facts} = known;
  const isAssessed = facts.objectives.length > 0 || facts.reward !== undefined;
  return [
    ...failureLines(known, situation),
    ...standingLines(known, situation),
    ...(isAssessed ? ruleLines(known) : []),
    ...objectiveLines(known),
    ...rewardLines(known),
    ...(known.experiment.legacy?.conclusions ?? []).map((conclusion) => `The analysis said: ${conclusion}`),
    ...courseLines(known, situation),
    ...trafficLines(known, situation),
  ];
}

function ruleLines({experiment}: Known): string[] {
  const [rule, strength] = [ruleWords(experiment), strengthRule(experiment.spec)];
  return [...(rule === undefined ? [] : [rule]), ...(strength ? [strengthRuleWords(strength)] : [])];
}

function failureLines({stored, experiment}: Known, situation: Situation): string[] {
  if (situation.kind !== 'failed') return [];
  const {action, reason} = situation;
  const cause = action && action.reason !== '' ? [`The cause: ${action.reason}`] : [];
  const code = stored.failure.reason === '' ? '' : ` (${stored.failure.reason})`;
  const led = experiment.status.analysis.winner;
  return [
    `The engine gave up: ${reason}${code}`,
    ...cause,
    ...(led?.found && led.version !== undefined ? [`Before that, ${led.version} was ahead`] : []),
  ];
}

/** How the versions stand, where the headline tells why it does not go on. */
function standingLines(known: Known, situation: Situation): string[] {
  const isHeld = ['paused', 'refused', 'silent'].includes(situation.kind);
  if (!isHeld || !goesOn(situation)) return [];
  const decision = decisionOf(known.experiment, known.facts);
  return [`So far: ${decisionWordings(known, decision, false).at(-1) ?? ''}`];
}

/** What is broken goes first: there may be more than is shown. What is unknown stands under what is missing. */
function objectiveLines({facts, now}: Known): string[] {
  const {objectives} = facts;
  const shown = [...worstFirst(inState(objectives, 'violated')), ...inState(objectives, 'satisfied')];
  return shown.map((fact) => `${fact.version}: ${positionInFull(fact, now)}`);
}

function rewardLines({facts: {reward}, now}: Known): string[] {
  if (!reward) return [];
  const values = reward.values.map(({version, value, ...evidence}) => {
    if (!value) return `${version} no value`;
    const source = evidenceWords(evidence, now);
    return `${version} ${amount(formatExact(value), reward.units)}${source === '' ? '' : ` (${source})`}`;
  });
  return [`Reward ${reward.metric}, ${directionWords(reward.direction)}: ${values.join(', ')}`];
}

/** How the run ended, where that was not after its last iteration. */
function courseLines({experiment}: Known, situation: Situation): string[] {
  const {status, spec} = experiment;
  const total = totalIterations(spec);
  if (!isCompleted(experiment) || situation.kind === 'unseen') return [];
  if (status.completedIterations >= total) return undecidedLines(experiment, situation);
  const count = status.completedIterations;
  const isSettled = situation.kind === 'ended' && spec.criteria.strength && spec.duration.endEarly !== false;
  return [
    isSettled
      ? `The verdict was settled at iteration ${count} of ${total}: nothing to come could have changed it`
      : `It ended after ${count} of ${total} iterations`,
  ];
}

/** Why the baseline has stayed where nothing was proven. */
function undecidedLines(experiment: Experiment, situation: Situation): string[] {
  const kept = keptBaseline(experiment);
  if (kept === undefined || situation.kind !== 'ended' || situation.decision.kind !== 'open') return [];
  const candidates = new Set(situation.decision.unknown.map(({version}) => version));
  candidates.delete(kept);
  return [
    `${kept} is kept because nothing was shown of ${listWords([...candidates])}: neither that all limits hold nor that one is broken`,
  ];
}

/** Where traffic is, for whoever must act. */
function trafficLines({experiment}: Known, {kind}: Situation): string[] {
  const words = trafficWords(experiment.status.weights);
  if (words === '') return [];
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return [kind === 'failed' ? `${sentence}, and stays there` : sentence];
}
