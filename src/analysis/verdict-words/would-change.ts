import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {formatExact} from '../../experiment/quantity.js';
import {taskName} from './action-words.js';
import {commandWords} from './command-words.js';
import {type Decision, feasibleVersions} from './decision.js';
import {needWords} from './fact-words.js';
import {amount} from './numbers.js';
import {closestToLimit, inState, type ObjectiveFact, worstFirst} from './objective-facts.js';
import {countWords} from './one-line.js';
import {rewardOf, runnerUp} from './reward-facts.js';
import type {ActionFailure, Known, Situation} from './situation.js';

/** What would make the verdict another one, and what people can do about it. */
export function wouldChangeLines(known: Known, situation: Situation): readonly string[] {
  const {experiment} = known;
  const doctor = 'iter8ctl doctor says why no engine is at work';
  switch (situation.kind) {
    case 'unseen':
    case 'silent':
      return [doctor];
    case 'failed':
      return failureLines(known, situation.action);
    case 'paused':
      return commandWords(experiment, 'resume', 'It goes on with');
    case 'waiting':
      return ['It goes on by itself once the target is free', ...commandWords(experiment, 'abort', 'To give up')];
    case 'refused':
      return refusedLines(known);
    case 'aborted':
      return commandWords(experiment, 'rerun', 'To begin anew');
    case 'rolledBack':
      return [...brokenLines(situation.broken), ...commandWords(experiment, 'rerun', 'To begin anew')];
    case 'preparing':
      return [];
    case 'running':
    case 'finishing':
      return decisionLines(known, situation.decision);
    case 'ended':
      return [...decisionLines(known, situation.decision), ...commandWords(experiment, 'rerun', 'To begin anew')];
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

function refusedLines({stored, experiment}: Known): string[] {
  const next = stored.retryAt ? ` at ${wholeSecondsText(stored.retryAt)}` : '';
  return [
    `It is tried again${next}; after 5 failures in a row the experiment fails`,
    ...commandWords(experiment, 'abort', 'To give up'),
  ];
}

function decisionLines(known: Known, decision: Decision): string[] {
  switch (decision.kind) {
    case 'winner':
      return decision.by === 'reward' ? overtakeLines(known, decision.version) : loseLines(known, decision);
    case 'kept':
    case 'broken':
      return brokenLines(decision.broken);
    case 'open':
      return decision.unknown.map((fact) => answerLine(known, fact));
    case 'tie':
      return ['Any difference between their rewards'];
    case 'untested':
      return ['An objective with a limit or a reward, in spec.criteria'];
    case 'none':
    case 'probable':
    case 'noWinner':
      return [];
  }
}

/** How far the leader is from losing. */
function loseLines({facts}: Known, {version, by}: Extract<Decision, {kind: 'winner'}>): string[] {
  const own = inState(facts.objectives, 'satisfied').filter((fact) => fact.version === version);
  const closest = closestToLimit(own);
  if (!closest?.bound) return [];
  const {metric, units, bound} = closest;
  const [verb, side] = bound.kind === 'upper' ? ['rises', 'above'] : ['falls', 'below'];
  const distance = bound.margin.digits === 0n ? '' : `, by more than ${amount(formatExact(bound.margin), units)}`;
  const loses = by === 'conformance' ? 'no longer conforms' : 'loses';
  return [`${version} ${loses} if ${metric} ${verb} ${side} ${formatExact(bound.limit)}${distance}`];
}

function overtakeLines({experiment, facts}: Known, version: string): string[] {
  const {reward} = facts;
  const value = reward && rewardOf(reward, version);
  const second = reward && runnerUp(reward, feasibleVersions(experiment, facts), version);
  if (!value || !second) return [];
  const side = reward.direction === 'Low' ? 'below' : 'above';
  return [
    `${second.version} wins instead with ${reward.metric} ${side} ${amount(formatExact(value), reward.units)}`,
  ];
}

function brokenLines(broken: readonly ObjectiveFact[]): string[] {
  return worstFirst(broken).flatMap((fact) => {
    const need = needWords(fact);
    return need === undefined ? [] : [`${fact.version}: ${fact.metric} must ${need}`];
  });
}

/** What is asked for where something is not known. */
function answerLine({experiment}: Known, {version, metric, samples, value}: ObjectiveFact): string {
  const needed = experiment.spec.criteria.minimumSamples;
  const lacking = needed !== undefined && samples !== undefined ? needed - samples : 0;
  if (lacking > 0) return `${version}: ${countWords(lacking, 'more sample')} of ${metric}`;
  return `${version}: ${value ? 'a newer value' : 'a value'} of ${metric}`;
}
