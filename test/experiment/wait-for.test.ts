import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseWaitFor} from '../../src/experiment/wait-for.js';

describe('what is waited for', () => {
  it.each([
    ['condition=Ready', {kind: 'condition', type: 'Ready', status: 'True'}],
    ['condition=ready=false', {kind: 'condition', type: 'ready', status: 'false'}],
    ['condition=Available=Unknown', {kind: 'condition', type: 'Available', status: 'Unknown'}],
    ['create', {kind: 'created'}],
    ['Delete', {kind: 'deleted'}],
  ])('is read from %s', (text, waitFor) => {
    expect(parseWaitFor(text)).toEqual(waitFor);
  });

  const pod: JsonObject = {
    status: {
      phase: 'Running',
      conditions: [
        {type: 'Initialized', status: 'False'},
        {type: 'Ready', status: 'True'},
      ],
    },
  };
  it.each([
    ['jsonpath={.status.phase}=Running', 'Running', 'Running'],
    ['jsonpath=.status.phase=Running', 'Running', 'Running'],
    ['jsonpath=status.phase', 'Running', undefined],
    ["jsonpath='{.status.phase}'=Running", 'Running', 'Running'],
    [`jsonpath="{.status.phase}"='Running'`, 'Running', 'Running'],
    ['jsonpath={ .status.phase }= Running ', 'Running', 'Running'],
    ['jsonpath={.status.phase}=a=b', 'Running', 'a=b'],
    ["jsonpath='{.status.phase}'", 'Running', undefined],
    ['jsonpath={.status.conditions[0].type}', 'Initialized', undefined],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', 'True', 'True'],
    ['jsonpath=.status.conditions[?(@.type=="Ready")].status=True', 'True', 'True'],
  ])('is a value with %s', (text, found, wanted) => {
    const waitFor = parseWaitFor(text);
    expect(waitFor).toMatchObject({kind: 'value', wanted});
    expect(waitFor?.kind === 'value' && waitFor.find(pod)).toEqual([found]);
  });

  it.each([
    '',
    'Ready',
    'condition',
    'condition=',
    'condition=Ready=',
    'condition=Ready=True=False',
    'jsonpath=',
    'jsonpath={}',
    'jsonpath={.status.phase}=',
    "jsonpath={.status.phase}=''",
    'jsonpath={.status.phase',
    "jsonpath='{.status.phase}=Running",
    'jsonpath={.items[0:2]}',
    'jsonpath={..phase}',
    'jsonpath={.a}{.b}=c',
    'for=delete',
  ])('is not %j', (text) => {
    expect(parseWaitFor(text)).toBeUndefined();
  });
});
