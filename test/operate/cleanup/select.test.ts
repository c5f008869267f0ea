import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {parseAge} from '../../../src/operate/cleanup/age.js';
import {chooseExperiments, type CleanupRequest, endOf} from '../../../src/operate/cleanup/select.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

interface Made {
  readonly name: string;
  readonly days: number;
  readonly target?: string;
  readonly stage?: string;
  readonly hasFailed?: boolean;
}

function made({name, days, target = 'shop/a', stage = 'Completed', hasFailed = false}: Made): Experiment {
  const conditions: JsonObject[] = [
    {type: 'Completed', status: stage === 'Completed' ? 'True' : 'False', lastTransitionTime: daysAgo(days)},
    {type: 'Failed', status: hasFailed ? 'True' : 'False', reason: 'HandlerFailed'},
  ];
  return parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name, namespace: 'shop'},
    spec: {target, strategy: {testingPattern: 'Conformance'}},
    status: {stage, conditions},
  });
}

const FOUND = [
  made({name: 'today', days: 0.1}),
  made({name: 'running', days: 90, stage: 'Running'}),
  made({name: 'week', days: 8}),
  made({name: 'month', days: 30}),
  made({name: 'failed', days: 9, hasFailed: true}),
  made({name: 'other', days: 60, target: 'shop/b'}),
  made({name: 'finishing', days: 90, stage: 'Finishing'}),
];

const choose = (request: Partial<CleanupRequest>) => chooseExperiments(FOUND, {names: [], ...request}, NOW);

describe('chooseExperiments', () => {
  it.each<[string, Partial<CleanupRequest>, string]>([
    ['all that have ended, the first first', {}, 'other month failed week today'],
    ['all that have ended, by stage', {stage: 'Completed'}, 'other month failed week today'],
    ['those that failed', {stage: 'Failed'}, 'failed'],
    ['those that ended so long ago', {olderThanSeconds: parseAge('8d')}, 'other month failed week'],
    ['those that ended longer ago', {olderThanSeconds: parseAge('8d1s')}, 'other month failed'],
    ['all but the last of each target', {keepLast: 1}, 'month failed week'],
    ['all but the last three of each target', {keepLast: 3}, 'month'],
    ['all, when none is to be kept', {keepLast: 0}, 'other month failed week today'],
    ['old ones, but the last stay however old', {keepLast: 1, olderThanSeconds: parseAge('9d')}, 'month failed'],
    ['failed ones among all but the last', {keepLast: 2, stage: 'Failed'}, 'failed'],
    ['named ones, each once', {names: ['week', 'month', 'week']}, 'month week'],
    ['named ones that are old enough', {names: ['today', 'month'], olderThanSeconds: 86_400}, 'month'],
  ])('takes %s', (_what, request, names) => {
    expect(
      choose(request)
        .map(({experiment}) => experiment.name)
        .join(' '),
    ).toBe(names);
  });

  it('gives reasons', () => {
    expect(choose({names: ['failed', 'today']}).map(({reason}) => reason)).toEqual([
      'failed 9d ago',
      'ended 144m ago',
    ]);
  });

  it.each([
    ['running', 'INVALID', 'experiment "running" has not ended (Running, iteration 0 of 15); nothing is removed'],
    ['finishing', 'INVALID', 'experiment "finishing" has not ended (Finishing); nothing is removed'],
    ['nosuch', 'NOT_FOUND', 'no experiment "nosuch"'],
  ])('refuses everything when %s is named', (name, code, message) => {
    expect(() => choose({names: ['month', name]})).toThrow(expect.objectContaining({code, message}));
  });
});

describe('endOf', () => {
  const experiment = (status: JsonObject): Experiment =>
    parseExperiment({
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'x', creationTimestamp: '2026-01-01T00:00:00Z'},
      spec: {},
      status,
    });

  it.each([
    ['the last update', {lastUpdateTime: '2026-01-02T00:00:00Z'}, '2026-01-02'],
    ['the creation', {}, '2026-01-01'],
    [
      'the condition, also in the words of early v2alpha1',
      {
        lastUpdateTime: '2026-01-02T00:00:00Z',
        conditions: [{type: 'ExperimentCompleted', status: 'True', lastTransitionTime: '2026-01-03T00:00:00Z'}],
      },
      '2026-01-03',
    ],
  ])('is %s', (_what, status, day) => {
    expect(endOf(experiment(status)).toISOString().slice(0, 10)).toBe(day);
  });
});

describe('parseAge', () => {
  it.each([
    ['7d', 604_800],
    ['1d12h', 129_600],
    ['36h', 129_600],
    ['0d', 0],
    ['90s', 90],
  ])('reads %s', (text, seconds) => {
    expect(parseAge(text)).toBe(seconds);
  });

  it.each(['7', 'd', '', '1w', '12h1d', '-1d', '7 d'])('refuses %j', (text) => {
    expect(() => parseAge(text)).toThrow('--older-than: ');
  });
});
