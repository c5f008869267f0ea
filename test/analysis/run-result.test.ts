import {describe, expect, it} from '@jest/globals';
import {parse} from 'yaml';
import {runResult} from '../../src/analysis/run-result.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {fixture} from '../support/golden.js';

describe('the result of a run', () => {
  it.each([
    ['canary-running', 'won'],
    ['canary-rolled-back', 'lost'],
    ['ab-tie', 'inconclusive'],
    ['abn-won', 'won'],
    ['conformance-passed', 'won'],
    ['failed-without-metric', 'inconclusive'],
    ['not-started', 'inconclusive'],
    ['unknown-state', 'inconclusive'],
    ['original-bare-names', 'lost'],
  ])('of %s is %s', (name, result) => {
    expect(runResult(parseExperiment(parse(fixture(`${name}.yaml`)) as JsonObject))).toBe(result);
  });
});
