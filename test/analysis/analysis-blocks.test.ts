import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import {analysisBlocks} from '../../src/analysis/analysis-blocks.js';
import {blockMessage} from '../../src/analysis/block-message.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {formatJson, parseJson} from '../../src/experiment/json-format.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {buildInput, ERRORS, LATENCY, type Situation, unavailable, value} from './support/build-input.js';

function blocks(situation: Situation) {
  const input = buildInput(situation);
  return analysisBlocks(input, analyse(input), 'iter8ctl') as Readonly<Record<string, JsonObject>>;
}

const situation: Situation = {
  objectives: [LATENCY, ERRORS],
  weights: {b: 80, c: 20},
  values: {
    'default/lat': {b: value('1.2721223341', 480, 2), c: unavailable({text: '1.5', ageSeconds: 20.4})},
    'default/err': {b: value('0.005', 480), c: unavailable({text: '0.02', ageSeconds: 300})},
  },
};

const timestamp = '2026-11-22T10:00:00Z';

describe('the blocks of status.analysis', () => {
  it('all have provenance and timestamp', () => {
    const written = blocks(situation);
    expect(Object.keys(written)).toEqual([
      'aggregatedMetrics',
      'versionAssessments',
      'objectiveAssessments',
      'winnerAssessment',
      'weights',
    ]);
    for (const block of Object.values(written)) expect(block).toMatchObject({provenance: 'iter8ctl', timestamp});
  });

  it('hold values as canonical quantities, with age and reason, and offer no stale value as present', () => {
    expect(blocks(situation).aggregatedMetrics!.data).toEqual({
      'default/lat': {
        data: {
          b: {value: '1272122335n', sampleSize: 480, observedAt: '2026-11-22T09:59:58Z'},
          c: {value: '1500m', observedAt: '2026-11-22T09:59:39Z', unavailable: 'no answer within 5 s'},
        },
      },
      'default/err': {
        data: {
          b: {value: '5m', sampleSize: 480, observedAt: timestamp},
          c: {lastValue: '20m', observedAt: '2026-11-22T09:55:00Z', unavailable: 'no answer within 5 s'},
        },
      },
    });
  });

  it('hold the booleans that the CRD knows, and beside them the three-valued answers', () => {
    const written = blocks(situation);
    expect(written.versionAssessments!.data).toEqual({b: [true, true], c: [true, false]});
    expect(written.objectiveAssessments!.data).toMatchObject({
      b: [
        {
          state: 'satisfied',
          value: '1272122335n',
          limit: '50',
          margin: '48727877665n',
          samples: 480,
          ageSeconds: 2,
          message: 'default/lat is 1.272122335, 48.727877665 below its upper limit 50',
        },
        {state: 'satisfied', value: '5m', limit: '10m', margin: '5m'},
      ],
      c: [
        {state: 'satisfied', ageSeconds: 20},
        {state: 'unknown', value: '20m', limit: '10m', ageSeconds: 300},
      ],
    });
  });

  it('say what went wrong, in the words of the original where it has any', () => {
    const written = blocks(situation);
    expect(written.aggregatedMetrics!.message).toBe(
      'Error: Error from metrics backend for metric: default/lat and version: c (no answer within 5 s), ' +
        'Error from metrics backend for metric: default/err and version: c (no answer within 5 s); Warning: ; Info: ',
    );
    expect(written.winnerAssessment!.message).toBe(
      'Error: ; Warning: ; Info: not decided: c: default/err is stale: the value 0.02 is 300 s old, ' +
        'and 40 s are allowed; no newer value: no answer within 5 s',
    );
    expect(written.weights!.message).toBe('Error: ; Warning: ; Info: c is not promoted: nothing is decided yet');
  });

  it.each<[string, Situation['values'], string]>([
    ['metric', {}, 'Aggregated metric object for default/lat metric is unavailable.'],
    ['version', {'default/lat': {b: '1'}}, 'Value for default/lat metric and c version is unavailable.'],
    ['value', {'default/lat': {b: '1', c: null}}, 'Value for default/lat metric and c version is None.'],
    [
      'sample',
      {'default/lat': {b: '1', c: value('1', 0)}},
      'c: default/lat has no data: the value 1 has no samples',
    ],
  ])('warn of a missing %s once', (_what, values, warning) => {
    const {message} = blocks({objectives: [LATENCY], values}).versionAssessments!;
    expect(message).toBe(`Error: ; Warning: ${warning}; Info: `);
  });

  it('hold winner and ties (weakness 33), and the weights', () => {
    const tie: Situation = {
      pattern: 'A/B',
      direction: 'High',
      weights: {b: 100, c: 0},
      values: {'default/reward': {b: '1', c: '1'}},
    };
    expect(blocks(tie).winnerAssessment!.data).toEqual({winnerFound: false, bestVersions: ['b', 'c']});
    const won = blocks({...tie, values: {'default/reward': {b: '1', c: '2'}}});
    expect(won.winnerAssessment).toMatchObject({
      message: 'Error: ; Warning: ; Info: found unique winner',
      data: {winnerFound: true, winner: 'c', bestVersions: ['c']},
    });
    expect(won.weights!.data).toEqual([
      {name: 'b', value: 90},
      {name: 'c', value: 10},
    ]);
  });

  it('are as short as the original ones without objectives and for Conformance', () => {
    const written = blocks({pattern: 'Conformance', versions: ['b']});
    expect(written.versionAssessments).toMatchObject({data: {}, message: 'Error: ; Warning: ; Info: all ok'});
    expect(written.weights).toMatchObject({
      data: [],
      message: 'weight computation is not applicable to a conformance experiment',
    });
  });

  it('are read back by our own reader', () => {
    const input = buildInput(situation);
    const {source} = input.experiment;
    const analysis = analysisBlocks(input, analyse(input), 'iter8ctl');
    const text = formatJson({...source, status: {stage: 'Running', analysis}});
    const read = parseExperiment(parseJson(text) as JsonObject).status.analysis;
    expect(read.versionAssessments).toEqual(
      new Map([
        ['b', ['satisfied', 'satisfied']],
        ['c', ['satisfied', 'unknown']],
      ]),
    );
    expect(read.winner).toEqual({found: false, version: undefined});
    expect(read.aggregatedMetrics!.get('default/lat')!.get('c')!.value).toEqual({digits: 15n, scale: 1});
    expect(read.aggregatedMetrics!.get('default/err')!.get('c')!.value).toBeUndefined();
  });

  it('keep versions and metrics of any name apart from what objects inherit', () => {
    const versions = ['__proto__', 'constructor'];
    const values = {'default/lat': Object.fromEntries(versions.map((name) => [name, '1']))};
    const written = blocks({versions, objectives: [LATENCY], values});
    expect(Object.entries(written.versionAssessments!.data as JsonObject)).toEqual([
      ['__proto__', [true]],
      ['constructor', [true]],
    ]);
  });
});

describe('the message of a block', () => {
  it('has all three headings, says when all is well, and repeats nothing', () => {
    expect(blockMessage({})).toBe('Error: ; Warning: ; Info: all ok');
    expect(blockMessage({errors: ['e1', 'e2', 'e1'], warnings: ['w'], infos: ['i']})).toBe(
      'Error: e1, e2; Warning: w; Info: i',
    );
  });
});
