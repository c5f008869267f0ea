import {afterEach, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {minimumSamples} from '../../../../src/operate/pipeline/experiment/minimum-samples.js';
import {play, requestFor} from '../support/play.js';
import {openTown, type Town} from '../support/town.js';

const VERSIONS = ['iter8-demo-v100', 'iter8-demo-v102'];

function metric(name: string, levels: readonly number[], more: JsonObject = {}): JsonObject {
  const mock = VERSIONS.map((version, index) => ({name: version, level: String(levels[index])}));
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name, namespace: 'default'},
    spec: {type: 'Gauge', mock, ...more},
  };
}

/** The candidate has answered two or three times, slowly, as after a cold start. */
const COLD = [
  metric('requests', [900, 2.5]),
  metric('cold-latency', [100, 400], {sampleSize: 'default/requests'}),
  metric('warm-latency', [100, 50]),
];

const signal = new AbortController().signal;
let town: Town;
afterEach(() => town.close());

describe('the samples that a verdict of a release stands on', () => {
  it.each([
    ['lets the first slow answers decide where no minimum is wanted', 0, 'lost'],
    ['waits for more than the first slow answers unless told otherwise', undefined, 'inconclusive'],
  ])('%s', async (_what, minimum, result) => {
    town = openTown(['v100'], COLD);
    const trial = {objectives: ['cold-latency<=200'], interval: '10s', iterations: 4, minimumSamples: minimum};
    const {end, error} = await play(town, requestFor('v102', {trial}));
    expect([error, end]).toMatchObject([undefined, {kind: 'judged', result}]);
  });

  it.each([
    ['are six where all metrics are counted', undefined, ['default/cold-latency<=200'], 6],
    [
      'have no minimum where a metric is not counted, since it would never be judged',
      undefined,
      ['default/cold-latency<=200', 'default/warm-latency<=200'],
      undefined,
    ],
    ['are as many as somebody wants', 20, ['default/warm-latency<=200'], 20],
    ['have no minimum where nobody wants one', 0, ['default/cold-latency<=200'], undefined],
  ])('%s', async (_what, wanted, objectives, samples) => {
    town = openTown([], COLD);
    expect(await minimumSamples(town.cluster, {wanted, objectives}, signal)).toBe(samples);
  });
});
