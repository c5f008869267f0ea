import type {Experiment} from '../../experiment/model.js';
import {becauseLines} from './because.js';
import {headlineWords} from './headline.js';
import {missingLines} from './missing.js';
import {assessedFacts} from './assessed-facts.js';
import {oneLine} from './one-line.js';
import {rewardFact} from './reward-facts.js';
import {type Known, situationOf} from './situation.js';
import {readStoredStatus} from './stored-status.js';
import {wouldChangeLines} from './would-change.js';

/**
 * What an experiment has come to, in words for people: each face takes what fits. Every text is one line of bounded length
 * without a full stop. Names and reasons are those of the resource: whoever shows them on a terminal or a page must escape
 * them.
 */
export interface VerdictWords {
  /** What a person must know first, in at most 120 characters; never empty. */
  readonly headline: string;
  /** Which rule decided, with which numbers, how far each is from its limit, on how many samples, how old. */
  readonly because: readonly string[];
  /** What is not known, and why. */
  readonly missing: readonly string[];
  /** What would make the verdict another one, and what people can do. */
  readonly wouldChange: readonly string[];
}

/**
 * Says what an experiment has come to, by its resource alone; of an experiment of the original engine, with far less in its
 * status, only what is known.
 *
 * @param now for ages, and for whether an engine is at work at all
 */
export function verdictWords(experiment: Experiment, now: Date): VerdictWords {
  const facts = {objectives: assessedFacts(experiment), reward: rewardFact(experiment)};
  const known: Known = {experiment, stored: readStoredStatus(experiment), facts, now};
  const situation = situationOf(known);
  return {
    headline: headlineWords(known, situation),
    because: bounded(becauseLines(known, situation)),
    missing: bounded(missingLines(known, situation)),
    wouldChange: bounded(wouldChangeLines(known, situation)),
  };
}

/** The words as of the last write: what a program gets or what is sent away is the same whenever it is looked at. */
export function verdictAtLastWrite(experiment: Experiment): VerdictWords {
  return verdictWords(experiment, experiment.status.lastUpdateTime ?? new Date(0));
}

/** Lines of one kind: an experiment may have thousands of objectives. */
const MOST_LINES = 40;

function bounded(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => oneLine(line));
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}
