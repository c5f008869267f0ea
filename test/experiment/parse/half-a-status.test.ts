import {describe, expect, it} from '@jest/globals';
import {parse} from 'yaml';
import {currentWinner} from '../../../src/analysis/current-winner.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {fixture} from '../../support/golden.js';

const read = (name: string) => parse(fixture(`legacy/${name}.yaml`)) as JsonObject & {status: JsonObject};

describe('half a status', () => {
  it.each([
    ['v1alpha1-succeeded', 'iter8-demo-v102'],
    ['v1alpha1-failed', undefined],
  ])('of %s, without conditions, is judged by the last assessment', (name, winner) => {
    const resource = read(name);
    const status = {...resource.status, conditions: undefined};
    expect(currentWinner(parseExperiment({...resource, status}))).toBe(winner);
  });

  it('of v1alpha1 without conditions follows the override of a user', () => {
    const resource = read('v1alpha1-succeeded');
    const status = {...resource.status, conditions: undefined};
    expect(currentWinner(parseExperiment({...resource, status, action: 'override_failure'}))).toBeUndefined();
  });

  it('of v1alpha2 that names its winner by id alone is resolved', () => {
    const resource = read('v1alpha2-canary-won');
    const assessment = resource.status.assessment as JsonObject & {winner: JsonObject};
    const winner = {...assessment.winner, name: undefined};
    const status = {...resource.status, assessment: {...assessment, winner}};
    expect(currentWinner(parseExperiment({...resource, status}))).toBe('cart-v2');
  });
});
