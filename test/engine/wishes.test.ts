import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {outcomeOf} from '../../src/analysis/verdict.js';
import {verdictAtLastWrite} from '../../src/analysis/verdict-words/verdict-words.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';
import type {World} from './support/world.js';

const wished = (wish: string, reason = 'the shop is closed') => ({
  'iter8.tools/wish': wish,
  'iter8.tools/wish-reason': reason,
});

describe('wishes', () => {
  /** Makes the wish when that line is written, and another one at the second wait after it. */
  async function wishing(at: string, wish: string, then?: string) {
    const worlds: World[] = [];
    const wishNow = (word: string) =>
      worlds[0]!.store.change(({metadata, ...rest}) => ({
        ...rest,
        metadata: {...(metadata as JsonObject), annotations: wished(word)},
      }));
    let pauses = 0;
    return play(
      experiment({duration: {iterationsPerLoop: 3}, actions: {finish: [{if: 'CandidateWon()', run: 'exit 1'}]}}),
      {
        values: HEALTHY,
        ports: (world) => {
          worlds.push(world);
          return {};
        },
      },
      {
        onWrite: ({status}) => status.message === at && wishNow(wish),
        onEffect: ({kind}) => kind === 'wait' && then && (pauses += 1) === 2 && wishNow(then),
      },
    );
  }

  const FIRST = 'IterationUpdate: Completed Iteration 1';

  it('to abort ends the run without a verdict, with all traffic on the baseline, and says so', async () => {
    const {lines, experiment: ended, world} = await wishing(FIRST, 'abort');
    expect(lines.slice(5)).toEqual([
      `Running | 1 | ${FIRST}`,
      'Running | 1 | AbortStarted: Aborting: the shop is closed',
      "Finishing | 1 | HandlerLaunched: Rollback handler 'finish' launched",
      'Completed | 1 | ExperimentCompleted: Experiment aborted: the shop is closed',
    ]);
    expect(world.splits.at(-1)).toEqual([100, 0]);
    expect(outcomeOf(ended)).toBe('noWinner');
    expect(verdictAtLastWrite(ended).headline).toBe(
      'Aborted after 1 of 3 iterations: the shop is closed; all traffic is on b',
    );
    expect(ended.source.status).toMatchObject({
      analysis: {
        winnerAssessment: {
          message: 'Error: ; Warning: ; Info: aborted: the shop is closed',
          data: {winnerFound: false, bestVersions: []},
        },
      },
    });
    expect(ended.status.recommendedVersion).toBe('b');
  });

  it('to abort before traffic was touched ends at once', async () => {
    const {lines, world} = await play(experiment({annotations: wished('abort', '')}), {values: HEALTHY});
    expect(lines.slice(1)).toEqual([
      'Waiting | 0 | ExperimentInitialized: Experiment status initialized',
      'Completed | 0 | ExperimentCompleted: Experiment aborted',
    ]);
    expect(world.splits).toEqual([]);
  });

  it('to pause holds the run until the wish to resume', async () => {
    const {lines, world} = await wishing(FIRST, 'pause', 'abort');
    expect(lines.slice(5, 8)).toEqual([
      `Running | 1 | ${FIRST}`,
      'Running | 1 | ExperimentPaused: Paused: the shop is closed',
      'Running | 1 | AbortStarted: Aborting: the shop is closed',
    ]);
    expect(world.queriedAt).toHaveLength(1);
    const resumed = await wishing('StageAdvanced: Advanced to Running', 'pause', 'resume');
    expect(resumed.lines.slice(5, 8)).toEqual([
      'Running | 0 | ExperimentPaused: Paused: the shop is closed',
      'Running | 0 | ExperimentResumed: Resumed',
      `Running | 1 | ${FIRST}`,
    ]);
  });
});
