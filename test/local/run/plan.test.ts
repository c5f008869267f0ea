import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {planFromFile, planFromUrls, type UrlRequest} from '../../../src/local/run/plan.js';

const request = (over: Partial<UrlRequest> = {}): UrlRequest => ({
  baseline: 'http://localhost:1/a?b=c',
  candidate: 'v2=https://localhost:2',
  objectives: ['mean-latency<=50'],
  durationMs: 8000,
  rps: 40,
  ...over,
});

describe('a plan from URLs', () => {
  it('names the versions, by NAME=URL or by their role', () => {
    expect(planFromUrls(request()).targets).toEqual([
      {name: 'baseline', url: 'http://localhost:1/a?b=c'},
      {name: 'v2', url: 'https://localhost:2'},
    ]);
  });

  it('writes no password into the resource', () => {
    const {resource, targets} = planFromUrls(request({baseline: 'http://user:secret@localhost:1/a'}));
    expect(JSON.stringify(resource)).not.toContain('secret');
    expect(targets[0]?.url).toBe('http://user:secret@localhost:1/a');
  });

  it.each([
    [40, 10],
    [0.5, 1],
    [5000, 20],
  ])('judges no version at %d requests a second before it has %d samples', (rps, minimumSamples) => {
    const {resource} = planFromUrls(request({rps}));
    expect(resource).toMatchObject({spec: {criteria: {strength: {minimumSamples}}}});
  });

  it('asks for no proof unless it is told to', () => {
    const {criteria, duration} = parseExperiment(planFromUrls(request()).resource).spec;
    expect([criteria.strength, duration.endEarly]).toEqual([undefined, undefined]);
  });

  it('is as sure as it is told to be', () => {
    const judgement = {confidence: '0.99', looks: '5', minimumSamples: 70, endEarly: false};
    const {criteria, duration} = parseExperiment(planFromUrls(request({judgement})).resource).spec;
    expect(criteria.strength).toEqual({confidence: 0.99, policy: 'provenSafe', looks: 5});
    expect([criteria.minimumSamples, duration.endEarly]).toEqual([70, false]);
  });

  it.each([
    [{confidence: '1'}, '--confidence: 1 is no probability'],
    [{looks: 'often'}, '--looks: often is no number of looks'],
  ])('refuses %j', (judgement, message) => {
    expect(() => planFromUrls(request({judgement}))).toThrow(message);
  });

  it.each([
    ['only a baseline', {candidate: undefined}, 'not clear what to judge'],
    ['nothing', {baseline: undefined, candidate: undefined}, 'not clear what to judge'],
    ['a pair and a single one', {conformance: 'http://localhost'}, 'not clear what to judge'],
    ['no objective', {objectives: []}, 'no objective to judge by'],
    ['counts alone', {objectives: ['request-count>=5', 'error-count<=9']}, 'counts alone do not tell'],
    ['another scheme', {candidate: 'ftp://localhost'}, 'not a URL: ftp://localhost'],
    ['a host alone', {candidate: 'localhost:2'}, 'not a URL: localhost:2'],
    ['a metric that load does not give', {objectives: ['latency<=5']}, 'no metric latency is measured on load'],
  ])('refuses %s', (_what, over, message) => {
    expect(() => planFromUrls(request(over))).toThrow(message);
  });
});

describe('a plan from a file', () => {
  const NOTHING_ELSE = {metrics: [], secrets: []};
  const version = (name: string, url?: string): JsonObject => ({
    name,
    variables: url === undefined ? [] : [{name: 'url', value: url}],
  });
  const plan = (baseline: JsonObject, candidate: JsonObject, apiVersion = 'iter8.tools/v2alpha2') =>
    planFromFile(
      parseExperiment({
        apiVersion,
        kind: 'Experiment',
        metadata: {name: 'x'},
        spec: {
          duration: {intervalSeconds: 2, iterationsPerLoop: 3},
          versionInfo: {baseline, candidates: [candidate]},
        },
      }),
      NOTHING_ELSE,
    );

  it('takes the schedule of the experiment, and the URLs of the versions', () => {
    expect(plan(version('a', 'http://x'), version('b', 'http://y'))).toMatchObject({
      targets: [
        {name: 'a', url: 'http://x'},
        {name: 'b', url: 'http://y'},
      ],
      intervalSeconds: 2,
      iterations: 3,
      warmUpMs: 600,
    });
  });

  it('begins at the beginning: no status, no wishes', () => {
    const source = {
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'x', annotations: {'iter8.tools/wish': 'pause', other: 'kept'}},
      spec: {versionInfo: {baseline: version('a'), candidates: [version('b')]}},
      status: {stage: 'Completed', completedIterations: 3},
    };
    const {resource} = planFromFile(parseExperiment(source), NOTHING_ELSE);
    expect(resource.status).toBeUndefined();
    expect(resource.metadata).toEqual({name: 'x', annotations: {other: 'kept'}});
  });

  it('sends nothing where no version has a URL', () => {
    expect(plan(version('a'), version('b')).targets).toEqual([]);
  });

  it('refuses a file where only some have one', () => {
    expect(() => plan(version('a', 'http://x'), version('b'))).toThrow('no URL for version b');
  });

  it('refuses generations that the engine does not run', () => {
    expect(() => plan(version('a'), version('b'), 'iter8.tools/v1alpha1')).toThrow(
      'an Experiment of v1alpha1 cannot be run',
    );
  });
});
