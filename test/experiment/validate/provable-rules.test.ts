import {describe, expect, it} from '@jest/globals';
import {examineFiles} from '../../../src/experiment/validate/examine-files.js';
import {spoilt} from './lines.js';

/** What is said of the Experiment beside these Metrics, which stand in a file of their own. */
async function found(experiment: string, metrics: readonly string[]): Promise<string[]> {
  const texts = new Map([
    ['experiment.yaml', experiment],
    ['metrics.yaml', ['# Metrics', ...metrics].join('\n---\n')],
  ]);
  const read = (name: string) => Promise.resolve({name, text: texts.get(name)!});
  const {diagnoses} = await examineFiles([...texts.keys()], {read});
  return diagnoses
    .filter(({file}) => file === 'experiment.yaml')
    .map(({severity, field, message}) => `${severity} ${field}: ${message}`);
}

const metric = (name: string, spec: string) =>
  `{apiVersion: iter8.tools/v2alpha2, kind: Metric, metadata: {name: ${name}, namespace: istio}, spec: {${spec}}}`;
const QUERIED = 'provider: prometheus, urlTemplate: http://p/api/v1/query, jqExpression: ".x | tonumber"';

/** A Canary with this objective that asks for proof. */
function proven(objective: string, more = ''): string {
  const criteria = `  criteria:\n    strength: {confidence: 0.95}\n${more}`;
  return spoilt('- metric: istio/latency\n      upperLimit: 50', `- ${objective}`).replace(
    '  criteria:\n',
    criteria,
  );
}

const METRIC = 'warning spec.criteria.objectives[0].metric: can never be proven:';
const PERCENTILE = '{metric: istio/p95-latency, upperLimit: 50}';
const MEAN = '{metric: istio/latency, upperLimit: 50}';

describe('an objective that is to be proven', () => {
  it('may be on a percentile of the built-in metrics, or of a Metric that nobody has shown', async () => {
    expect(await found(proven(PERCENTILE), [metric('p95-latency', 'provider: iter8')])).toEqual([]);
    expect(await found(proven(PERCENTILE), [metric('latency', QUERIED)])).toEqual([]);
  });

  it('may not be on a percentile of another provider, whose histogram is not read', async () => {
    const [line, ...others] = await found(proven(PERCENTILE), [
      metric('p95-latency', `${QUERIED}, sampleSize: istio/count`),
    ]);
    expect([line, others]).toEqual([
      expect.stringContaining(`${METRIC} how many requests are above the limit`),
      [],
    ]);
  });

  it('may be on a percentile of Prometheus by its query, whose histogram is read, and needs nobody who counts', async () => {
    const query = (text: string) => `${QUERIED}, params: [{name: query, value: "${text}"}]`;
    const known = query('1000 * histogram_quantile(0.95, sum(rate(x[${elapsedTime}s])) by (le))');
    expect(await found(proven(PERCENTILE), [metric('p95-latency', known)])).toEqual([]);
    const wrapped = query('max(histogram_quantile(0.95, rate(x[${elapsedTime}s])))');
    expect(await found(proven(PERCENTILE), [metric('p95-latency', wrapped)])).toEqual([
      expect.stringContaining('where the query is histogram_quantile(…), alone or times a number'),
    ]);
  });

  it('may be on a percentile of another provider that its Metric calls a share', async () => {
    const share = metric('p95-latency', `${QUERIED}, sampleSize: istio/count, statistic: proportion`);
    expect(await found(proven('{metric: istio/p95-latency, upperLimit: "0.5"}'), [share])).toEqual([]);
  });

  it('may not be on a share whose limit is written in percent', async () => {
    expect(await found(proven('{metric: istio/error-rate, upperLimit: 2}'), [])).toEqual([
      `${METRIC} a share lies between 0 and 1, so that a limit of 2 says nothing; write 2 % as 0.02, or statistic: mean in a Metric that counts in percent`,
    ]);
  });

  it("may not be on a percentile against the baseline's", async () => {
    const relative = '{metric: istio/p95-latency, relativeUpperLimit: "1.1"}';
    expect(await found(proven(relative), [])).toEqual([
      `${METRIC} a percentile cannot be compared with the baseline's; write upperLimit`,
    ]);
  });

  it('needs somebody who counts: the Metric or the experiment', async () => {
    const uncounted = [metric('latency', QUERIED)];
    expect(await found(proven(MEAN), uncounted)).toEqual([
      `${METRIC} nobody says how many observations it has; write sampleSize in the Metric, or criteria.requestCount`,
    ]);
    expect(await found(proven(MEAN, '    requestCount: istio/count\n'), uncounted)).toEqual([]);
    expect(await found(proven(MEAN), [metric('latency', `${QUERIED}, sampleSize: istio/count`)])).toEqual([]);
    expect(await found(proven(MEAN), [])).toEqual([]);
  });

  it('on a number of events needs nobody who counts', async () => {
    expect(await found(proven(MEAN), [metric('latency', `${QUERIED}, type: Counter`)])).toEqual([]);
  });
});

describe('a reward that is to be proven', () => {
  const test = (name: string) =>
    proven(MEAN, `    rewards: [{metric: istio/${name}, preferredDirection: High}]\n`).replace('Canary', 'A/B');
  const REWARD = METRIC.replace('objectives', 'rewards');

  it.each([
    ['p50-latency', QUERIED, 'a percentile is no reward to compare; write a mean or a share'],
    ['sales', `${QUERIED}, type: Counter`, 'a number of events is no reward to compare; write a metric per request'],
    ['sales', QUERIED, 'nobody says how many observations it has; write sampleSize in the Metric, or criteria.requestCount'],
  ])('may not be %s of {%s}', async (name, spec, problem) => {
    expect(await found(test(name), [metric(name, spec)])).toEqual([`${REWARD} ${problem}`]);
  }); // prettier-ignore

  it('may be a mean that is counted', async () => {
    expect(await found(test('sales'), [metric('sales', `${QUERIED}, sampleSize: istio/count`)])).toEqual([]);
  });
});

it('asks for nothing where the last value decides', async () => {
  const text = proven(PERCENTILE).replace('confidence: 0.95', 'policy: lastValue');
  expect(await found(text, [metric('p95-latency', QUERIED)])).toEqual([]);
});

it('says what the Metrics tell also where a file is no YAML further on', async () => {
  const broken = ['{apiVersion: iter8.tools/v2alpha2', metric('latency', QUERIED)];
  expect(await found(proven(MEAN), [...broken].reverse())).toEqual([expect.stringContaining(METRIC)]);
});
