import {describe, expect, it} from '@jest/globals';
import {parse} from 'yaml';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {progressBar, standing} from '../../../src/render/run/progress.js';
import {fixture} from '../../support/golden.js';

const experiment = parseExperiment(parse(fixture('canary-running.yaml')) as JsonObject);

describe('the progress of a run', () => {
  it('is a bar, the time left, and how it stands', () => {
    expect(progressBar({experiment, elapsedMs: 4_200, totalMs: 8_000})).toBe(
      '[#####.....] 4 s left  iteration 4 of 12  candidate leads  current 60 % candidate 40 %',
    );
  });

  it('begins with warming up, and never leaves the bar', () => {
    expect(progressBar({experiment: undefined, elapsedMs: 0, totalMs: 8_000})).toBe(
      '[..........] 8 s left  warming up',
    );
    expect(progressBar({experiment: undefined, elapsedMs: 9_000, totalMs: 8_000})).toContain(
      '[##########] 0 s left',
    );
  });

  it('shows names of versions safely', () => {
    const text = fixture('canary-running.yaml').replaceAll('name: candidate', 'name: "can\\e[2Jdidate"');
    expect(standing(parseExperiment(parse(text) as JsonObject))).toContain('can\\x1b[2Jdidate 40 %');
  });
});
