import {describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {versionFields} from '../../src/experiment/version-fields.js';

const reference = (name: string) => ({kind: 'Service', name});

const FOUND = {
  baseline: {
    name: 'b',
    weightObjRef: reference('found'),
    variables: [
      {name: 'namespace', value: 'found'},
      {name: 'revision', value: 'found'},
    ],
  },
  candidates: [{name: 'c', weightObjRef: reference('found')}],
};

function versions(spec: JsonObject, versionInfo?: Json): readonly unknown[] {
  return versionFields({spec, status: {versionInfo}}).map(({value}) => value);
}

describe('what a start action has found of a version', () => {
  it('completes what the spec says, and never goes before it', () => {
    const variables = [{name: 'revision', value: 'b1'}];
    const written = {baseline: {name: 'b', variables}, candidates: [{name: 'c', weightObjRef: reference('mine')}]};
    expect(versions({versionInfo: written}, FOUND)).toEqual([
      {
        name: 'b',
        weightObjRef: reference('found'),
        variables: [...variables, {name: 'namespace', value: 'found'}],
      },
      {name: 'c', weightObjRef: reference('mine')},
    ]);
  });

  it('completes versions beside versionInfo, and fields that are null', () => {
    const written = {versionInfo: null, baseline: {name: 'b', weightObjRef: null}, candidates: [{name: 'c'}]};
    expect(versions(written, FOUND)).toMatchObject([
      {name: 'b', weightObjRef: reference('found')},
      {name: 'c', weightObjRef: reference('found')},
    ]);
  });

  it('makes no version that the spec does not have, and is nothing to one of another name', () => {
    expect(versions({versionInfo: {baseline: {name: 'renamed'}}}, FOUND)).toEqual([{name: 'renamed'}]);
    expect(versions({}, FOUND)).toEqual([]);
  });
});
