import {describe, expect, it} from '@jest/globals';
import {assignRoles} from '../../../../src/operate/pipeline/rollout/roles.js';

const version = (name: string, weightPercent?: number) => ({
  name,
  labels: {app: 'demo', version: name},
  weightPercent,
});

describe('the baseline of a candidate', () => {
  it.each([
    ['the only other one', [version('v100')], 'v100'],
    ['the only other one, though the candidate is there', [version('v100'), version('v101')], 'v100'],
    ['the one with the traffic', [version('v99', 0), version('v100', 100), version('v101', 0)], 'v100'],
    ['the other one, where a stopped experiment left a split', [version('v100', 60), version('v101', 40)], 'v100'],
  ])('is %s', (_what, versions, name) => {
    expect(assignRoles('v101', versions)).toMatchObject({kind: 'canary', baseline: {name}});
  });

  it('is not needed for the first version', () => {
    expect(assignRoles('v101', [])).toEqual({kind: 'firstRelease'});
  });

  it.each([
    ['alone', [version('v101')]],
    ['has all the traffic', [version('v100', 0), version('v101', 100)]],
  ])('is not there when the candidate is %s', (_what, versions) => {
    expect(assignRoles('v101', versions)).toEqual({kind: 'live'});
  });

  it('must be named where several have traffic', () => {
    const versions = [version('v99', 30), version('v100', 70)];
    expect(() => assignRoles('v101', versions)).toThrow('several Deployments have traffic: v99, v100');
    expect(assignRoles('v101', versions, 'v99')).toMatchObject({
      baseline: {name: 'v99'},
      others: [{name: 'v100'}],
    });
  });

  it('cannot be the candidate itself', () => {
    expect(() => assignRoles('v101', [version('v100'), version('v101')], 'v101')).toThrow(
      'no Deployment "v101" besides',
    );
  });
});
