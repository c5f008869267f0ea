import type {Json, JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {reportText} from '../../../src/screens/reports.js';
import type {ReportFormat} from '../../../src/screens/report-format.js';

/** An ended experiment with a text of one's choice in every field that a report shows. */
export function hostileExperiment(text: string): JsonObject {
  const [metric, reward, baseline, candidate] = [`${text}m`, `${text}r`, `${text}b`, `${text}c`];
  const values = (first: Json, second: Json) => ({data: {[baseline]: first, [candidate]: second}});
  const series = (name: string | undefined, version: string) => ({
    ...(name !== undefined && {metric: name}),
    version,
    points: [0, 1, 2].map((minute) => ({at: `2026-11-22T10:0${minute}:00Z`, value: String(minute * 30)})),
  });
  const metricObject = (units: string) => ({
    kind: 'Metric',
    metadata: {name: 'x'},
    spec: {units},
  });
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: text, namespace: text, uid: text},
    spec: {
      target: text,
      strategy: {testingPattern: 'A/B', actions: {start: [{task: text}], finish: [{run: text}]}},
      criteria: {
        rewards: [{metric: reward, preferredDirection: 'High'}],
        objectives: [{metric, upperLimit: 50, rollback_on_failure: true}],
      },
      duration: {intervalSeconds: 60, iterationsPerLoop: 3},
      versionInfo: {baseline: {name: baseline}, candidates: [{name: candidate}]},
    },
    status: {
      stage: 'Completed',
      completedIterations: 3,
      startTime: '2026-11-22T10:00:00Z',
      lastUpdateTime: '2026-11-22T10:02:30Z',
      message: text,
      versionRecommendedForPromotion: baseline,
      currentWeightDistribution: [{name: baseline, value: 90}, {name: candidate, value: 10}],
      conditions: [{type: text, status: text, reason: text, message: text, lastTransitionTime: text}],
      metrics: [{name: metric, metricObj: metricObject(text)}, {name: reward, metricObj: metricObject(text)}],
      actions: {
        start: {
          state: 'failed',
          tasks: [
            {index: 0, task: text, result: 'failed', reason: text, output: `${text}\n${text}`,
             startedAt: '2026-11-22T10:00:00Z', endedAt: '2026-11-22T10:00:09Z'},
          ],
        },
      },
      history: {series: [undefined, metric].flatMap((name) => [series(name, baseline), series(name, candidate)])},
      analysis: {
        aggregatedMetrics: {
          data: {
            [metric]: values({value: '20', sampleSize: 9}, {value: '80', sampleSize: 9}),
            [reward]: values({value: '1'}, {value: '2'}),
          },
        },
        objectiveAssessments: values([{state: 'satisfied', message: text}], [{state: 'violated', message: text}]),
        winnerAssessment: {data: {winnerFound: true, winner: baseline}},
      },
    },
  }; // prettier-ignore
}

export function hostileReport(text: string, format: ReportFormat): Promise<string> {
  return reportText([parseExperiment(hostileExperiment(text))], format, new Date('2026-11-22T11:00:00Z'));
}

/** What somebody might try: each would do something where it is not text. */
export const ATTACKS: readonly string[] = [
  '<script>document.title="run"</script>',
  '"><img src=x onerror="document.title=1">',
  "' onload='document.title=1",
  '</style><style>*{display:none}</style>',
  '</title></svg><svg onload=alert(1)>',
  '<!--',
  ']]><x/>',
  '&lt;b&gt;&#x3c;',
  'javascript:alert(1)',
  '\u001b[31m\u202eevil\u0000\ufffe\ud800',
  '| a | b |\n---\n# head',
  '`code` ``` **b** [x](https://evil.example) ![i](https://evil.example/i.png)',
  '@octocat #1 www.evil.example a@b.example $x$ :tada: <details>',
];
