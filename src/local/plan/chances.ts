import {setImmediate} from 'node:timers/promises';
import {chanceOf} from '../../analysis/planning/chance.js';
import type {Chance, Scenario, VerdictChance} from '../../analysis/planning/launch-plan.js';
import {runResult} from '../../analysis/run-result.js';
import {outcomeOf} from '../../analysis/verdict.js';
import {simulateExperiment} from '../../engine/simulate/simulate.js';
import type {Truth} from '../../engine/simulate/truth.js';
import {Iter8Error} from '../../errors.js';
import type {Goal} from './goal.js';
import type {PlannedRun} from './planned-run.js';
import {type Played, playRun} from './play.js';
import type {TruthToPlay} from './scenarios.js';
import {Turns} from './turns.js';

/** How runs are played. */
export interface Playing {
  readonly runs: number;
  /** Runs that were played before. */
  readonly before?: number;
  readonly seed: string;
  /** Whether by the whole engine, as `run --simulate` does, with the same seeds. */
  readonly isWhole: boolean;
  readonly signal: AbortSignal;
  /** Called after each run. */
  readonly onRun?: (() => void) | undefined;
}

/** Runs after which others get their turn, however short they are. */
const TURN = 20;

/**
 * Plays a truth many times, with the seeds `seed/1`, `seed/2`, …
 *
 * @throws Iter8Error INTERRUPTED by the signal
 */
export async function playTruth(run: PlannedRun, truths: readonly Truth[], playing: Playing): Promise<Played[]> {
  const {runs, before = 0, seed, isWhole, signal, onRun} = playing;
  const played: Played[] = [];
  const turns = new Turns(signal);
  for (let number = before + 1; number <= before + runs; number += 1) {
    const name = `${seed}/${number}`;
    played.push(
      isWhole
        ? await playWhole(run, truths, {seed: name, signal})
        : await playRun(run, truths, {seed: name, turns}),
    );
    onRun?.();
    if (number % TURN === 0) await setImmediate();
    turns.check();
  }
  return played;
}

async function playWhole(
  {experiment}: PlannedRun,
  truths: readonly Truth[],
  {seed, signal}: {readonly seed: string; readonly signal: AbortSignal},
): Promise<Played> {
  const start = new Date(0);
  let last = start;
  const {kind, experiment: ended} = await simulateExperiment({
    ...{resource: experiment.source, truths, seed, start, signal},
    onWrite: ({status}) => (last = status.lastUpdateTime ?? last),
  });
  if (kind === 'stopped' || !ended) throw new Iter8Error('INTERRUPTED', 'interrupted; nothing is told');
  return {
    outcome: outcomeOf(ended),
    result: runResult(ended),
    winner: ended.status.analysis.winner?.version,
    seconds: (last.getTime() - start.getTime()) / 1000,
  };
}

/** How often each verdict came out, the most frequent first. */
export function scenarioOf({label, goal, isRequired}: TruthToPlay, played: readonly Played[]): Scenario {
  const runs = played.length;
  return {
    truth: label,
    goal,
    isRequired: isRequired && goal !== null,
    runs,
    verdicts: verdictsOf(played),
    goalChance: goal === null ? null : goalChance(goal, played),
    meanSeconds: played.reduce((sum, {seconds}) => sum + seconds, 0) / runs,
  };
}

/** How often a goal was reached. */
export function goalChance(goal: Exclude<Goal, null>, played: readonly Played[]): Chance {
  return chanceOf(played.filter(({result}) => result === RESULTS[goal]).length, played.length);
}

/** What a run must come to. */
const RESULTS = {promote: 'won', stop: 'lost'} as const;

function verdictsOf(played: readonly Played[]): VerdictChance[] {
  const counts = new Map<string, {readonly one: Played; count: number}>();
  for (const one of played) {
    const key = JSON.stringify([one.outcome, one.winner, one.result]);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, {one, count: 1});
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .map(({one, count}) => ({
      outcome: one.outcome,
      result: one.result,
      version: one.winner ?? null,
      ...chanceOf(count, played.length),
    }));
}
