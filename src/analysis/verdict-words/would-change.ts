import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {formatExact} from '../../experiment/quantity.js';
import {taskName} from './action-words.js';
import {commandWords} from './command-words.js';
import {type Decision, feasibleVersions} from './decision.js';
import {needWords} from './fact-words.js';
import {missingWords} from '../proof-words.js';
import {amount} from './numbers.js';
import type {ObjectiveFact} from '../objective-facts.js';
import {closestToLimit, inState, worstFirst} from './assessed-facts.js';
import {countWords} from './one-line.js';
import {rewardOf, runnerUp} from './reward-facts.js';
import {type ActionFailure, goesOn, type Known, type Situation} from './situation.js';

type Winner = Extract<Decision, {kind: 'winner'}>;

/** What would make the verdict another one, and what people can do about it. */
export function wouldChangeLines(known: Known, situation: Situation): readonly string[] {
  const {experiment} = known;
  const anew = commandWords(experiment, 'rerun', 'To begin anew');
  switch (situation.kind) {
    case 'unseen':
    case 'silent':
      return ['iter8ctl doctor says why no engine is at work'];
    case 'failed':
      return failureLines(known, situation.action);
    case 'paused':
      return commandWords(experiment, 'resume', 'It goes on with');
    case 'waiting':
      return ['It goes on by itself once the target is free', ...commandWords(experiment, 'abort', 'To give up')];
    case 'refused':
      return refusedLines(known, goesOn(situation));
    case 'aborted':
      return situation.isOver ? anew : [];
    case 'rolledBack':
      return [...brokenLines(situation.broken), ...(situation.isOver ? anew : [])];
    case 'preparing':
    case 'finishing':
      return [];
    case 'running':
      return decisionLines(known, situation.decision, false);
    case 'ended':
      return [...decisionLines(known, situation.decision, true), ...anew];
  }
}

/** The finish action alone can be run again: the verdict stays. */
function failureLines({experiment}: Known, action: ActionFailure | undefined): string[] {
  if (!action?.instance.startsWith('finish')) {
    return commandWords(experiment, 'rerun', 'When the cause is mended, begin anew');
  }
  const {task} = action;
  const isInterrupted = task !== undefined && task.result === undefined;
  return [
    ...(isInterrupted ? [`See what ${taskName(task)} has done, and finish it by hand`] : []),
    ...commandWords(experiment, 'rerun --action finish', 'When the cause is mended'),
  ];
}

/** An end that is decided cannot be given up. */
function refusedLines({stored, experiment}: Known, canAbort: boolean): string[] {
  const next = stored.retryAt ? ` at ${wholeSecondsText(stored.retryAt)}` : '';
  return [
    `It is tried again${next}; after 5 failures in a row the experiment fails`,
    ...(canAbort ? commandWords(experiment, 'abort', 'To give up') : []),
  ];
}

function decisionLines(known: Known, decision: Decision, isOver: boolean): string[] {
  switch (decision.kind) {
    case 'winner':
      return decision.by === 'reward'
        ? overtakeLines(known, decision.version, isOver)
        : loseLines(known, decision, isOver);
    case 'kept':
    case 'broken':
      return brokenLines(decision.broken);
    case 'open':
      return decision.unknown.map((fact) => answerLine(fact, isOver));
    case 'tie':
      return ['Any difference between their rewards'];
    case 'untested':
      return ['An objective with a limit or a reward, in spec.criteria'];
    case 'noWinner':
      return rewardQuestions(known);
    case 'none':
    case 'probable':
      return [];
  }
}

/** How far the leader is from losing, or was. */
function loseLines({facts, experiment}: Known, {version, by}: Winner, isOver: boolean): string[] {
  const own = inState(facts.objectives, 'satisfied').filter((fact) => fact.version === version);
  const closest = closestToLimit(own);
  if (!closest?.bound) return [];
  const {metric, units, bound} = closest;
  const loses =
    by === 'conformance' ? ['would not conform', 'would not have conformed'] : ['loses', 'would have lost'];
  const side = `${bound.kind === 'upper' ? 'above' : 'below'} ${formatExact(bound.limit)}`;
  const loss = `${version} ${loses[isOver ? 1 : 0] ?? ''}`;
  if (experiment.spec.criteria.strength) {
    return [`${loss} if ${metric} ${isOver ? 'had been' : 'is'} shown to be ${side}`];
  }
  const distance =
    bound.margin.digits === 0n ? '' : `, ${amount(formatExact(bound.margin), units)} from where it is`;
  return [`${loss} with ${metric} ${side}${distance}`];
}

function overtakeLines({experiment, facts}: Known, version: string, isOver: boolean): string[] {
  const {reward} = facts;
  const value = reward && rewardOf(reward, version);
  const second = reward && runnerUp(reward, feasibleVersions(experiment, facts), version);
  if (!value || !second) return [];
  const side = reward.direction === 'Low' ? 'below' : 'above';
  const wins = isOver ? 'would have won' : 'wins instead';
  return [`${second.version} ${wins} with ${reward.metric} ${side} ${amount(formatExact(value), reward.units)}`];
}

function rewardQuestions({facts: {reward}}: Known): string[] {
  const unknown = reward?.values.filter(({value}) => value === undefined) ?? [];
  return unknown.map(({version}) => `${version}: a value of ${reward?.metric ?? ''}`);
}

function brokenLines(broken: readonly ObjectiveFact[]): string[] {
  return worstFirst(broken).flatMap((fact) => {
    const need = needWords(fact);
    return need === undefined ? [] : [`${fact.version}: ${fact.metric} must ${need}`];
  });
}

/** What is asked for where something is not known; the engine's sentence says how many samples there are of how many. */
function answerLine(
  {version, metric, value, note, proof, missingSeconds}: ObjectiveFact,
  isOver: boolean,
): string {
  if (proof) {
    const more = missingWords(proof, isOver ? undefined : missingSeconds) || 'more samples';
    return `${version}: ${metric} needs ${more}`;
  }
  const [, there = '', needed = ''] = /(\d+) of (\d+) samples/.exec(note ?? '') ?? [];
  const lacking = Number(needed) - Number(there);
  if (lacking > 0) return `${version}: ${countWords(lacking, 'more sample')} of ${metric}`;
  return `${version}: ${value ? 'a newer value' : 'a value'} of ${metric}`;
}
