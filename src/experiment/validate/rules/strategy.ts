import type {ExperimentV2} from '../experiment-v2.js';
import {doubtfulField, type Finding, type Fix, wrongField} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean, onlySimilarWord} from '../spelling.js';

const ACTIONS = ['start', 'loop', 'finish'];

/** How the winner is decided, and which actions are run. */
export function checkStrategy({strategy, isFirstGeneration}: ExperimentV2): Finding[] {
  const named = isFirstGeneration
    ? strategy
        .get('handlers')
        .entries()
        .map(([, handler]) => handler.text())
    : [];
  const actions = strategy.get('actions');
  const neverRun = actions.entries().filter(([key]) => !ACTIONS.includes(key) && !named.includes(key));
  const empty = actions.entries().filter(([key, list]) => ACTIONS.includes(key) && list.items().length === 0);
  const noPattern = strategy.exists && !strategy.get('testingPattern').exists && !strategy.get('type').exists;
  return [
    ...(noPattern
      ? [wrongField(strategy, 'testingPattern is missing; write Canary, A/B, A/B/N or Conformance')]
      : []),
    ...neverRun.map(([key, place]) => wrongField(place, neverRunMessage(key), renaming(key, actions))),
    ...empty.map(([, place]) => doubtfulField(place, 'an action without tasks still starts a job; remove it')),
  ];
}

function neverRunMessage(key: string): string {
  if (key === 'rollback')
    return 'this action is never run: after a rollback the finish action runs; write its tasks there';
  return `this action is never run, only ${ACTIONS.join(', ')} are${didYouMean(key, ACTIONS)}`;
}

function renaming(key: string, actions: Place): Fix | undefined {
  const only = onlySimilarWord(key, ACTIONS);
  const isClear = only !== undefined && !actions.get(only).exists;
  return isClear ? {kind: 'key', name: only} : undefined;
}
