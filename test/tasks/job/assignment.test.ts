import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {type Assignment, packAssignment, unpackAssignment} from '../../../src/tasks/job/assignment.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';

function assignmentOf(resource: JsonObject): Assignment {
  return {
    resource,
    key: 'loop',
    instance: 'loop-2',
    items: [0, 2],
    traffic: {routers: [{group: '', kind: 'Service'}], allowedNamespaces: ['istio']},
    timeoutMs: 60_000,
  };
}

/** Text that gzip cannot make much shorter. */
function noise(length: number): string {
  const random = seededRandom('noise');
  return Array.from({length}, () => String.fromCharCode(33 + Math.floor(random() * 90))).join('');
}

describe('an assignment', () => {
  it('is unpacked as it was packed, large integers too, but for who manages which field', () => {
    const resource = {
      metadata: {name: 'e', managedFields: [{manager: 'kubectl'}]},
      spec: {count: 12345678901234567890n},
    };
    const expected = {metadata: {name: 'e'}, spec: resource.spec};
    expect(unpackAssignment(packAssignment(assignmentOf(resource)))).toEqual(assignmentOf(expected));
  });

  it('goes without the history of the metrics where it is too large', () => {
    const packed = packAssignment(assignmentOf({status: {stage: 'Running', history: noise(300_000)}}));
    expect(packed.length).toBeLessThan(240_000);
    expect(unpackAssignment(packed).resource).toEqual({status: {stage: 'Running'}});
  });

  it('is refused when it is too large even so', () => {
    expect(() => packAssignment(assignmentOf({spec: {text: noise(300_000)}}))).toThrow(
      /^the experiment is too large to be handed to a Job: \d+ bytes, 240000 can be$/,
    );
  });

  it.each(['', 'text', packAssignment({...assignmentOf({}), key: 'rollback' as 'finish'})])(
    'is not %j',
    (text) => {
      expect(() => unpackAssignment(text)).toThrow('this is no assignment of an iter8ctl controller');
    },
  );
});
