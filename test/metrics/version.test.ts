import {describe, expect, it} from '@jest/globals';
import {parseExperiment} from '../../src/experiment/parse.js';
import {queriedVersions} from '../../src/metrics/version.js';

const experiment = (spec: object, apiVersion = 'iter8.tools/v2alpha2') =>
  parseExperiment({apiVersion, kind: 'Experiment', metadata: {name: 'x'}, spec: spec as Record<string, never>});

const version = (name: string, value: string) => ({name, variables: [{name: 'revision', value}]});
const both = [
  {name: 'v1', variables: new Map([['revision', 'app-1']])},
  {name: 'v2', variables: new Map([['revision', 'app-2']])},
];

describe('queriedVersions', () => {
  it('gives each version its own variables, baseline first', () => {
    const versionInfo = {baseline: version('v1', 'app-1'), candidates: [version('v2', 'app-2')]};
    expect(queriedVersions(experiment({versionInfo}))).toEqual(both);
  });

  it('finds them beside versionInfo, as the Helm tutorial is indented', () => {
    const spec = {versionInfo: null, baseline: version('v1', 'app-1'), candidates: [version('v2', 'app-2')]};
    expect(queriedVersions(experiment(spec, 'iter8.tools/v2alpha1'))).toEqual(both);
  });

  it('reads tags, which early v2alpha1 had for variables', () => {
    const versionInfo = {baseline: {name: 'v1', tags: {revision: 'app-1'}}};
    expect(queriedVersions(experiment({versionInfo}))).toEqual(both.slice(0, 1));
  });

  it('has no variables for the versions of the older formats', () => {
    const spec = {targetService: {name: 's', baseline: 'b', candidate: 'c'}};
    const versions = queriedVersions(experiment(spec, 'iter8.tools/v1alpha1'));
    expect(versions.map(({variables}) => variables.size)).toEqual(versions.map(() => 0));
  });

  it('refuses a variable that is no text', () => {
    const versionInfo = {baseline: {name: 'v1', variables: [{name: 'n', value: 1}]}};
    expect(() => queriedVersions(experiment({versionInfo}))).toThrow('variables[0].value: expected text, got 1');
  });
});
