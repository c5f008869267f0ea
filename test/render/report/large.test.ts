import {beforeAll, describe, expect, it} from '@jest/globals';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import type {ReportFormat} from '../../../src/screens/report-format.js';
import {reportText} from '../../../src/screens/reports.js';

const VERSIONS = Array.from({length: 50}, (_, place) => `version-${place}`);
const METRICS = Array.from({length: 200}, (_, place) => `shop/metric-${place}`);

/** 200 objectives for each of 50 versions, of which two are broken and two unknown. */
function largeExperiment(): Experiment {
  const each = <Value>(names: readonly string[], value: (place: number) => Value) =>
    Object.fromEntries(names.map((name, place) => [name, value(place)]));
  const state = (version: number, metric: number) => {
    if (metric === 199) return version === 49 ? 'violated' : version === 48 ? 'unknown' : 'satisfied';
    return metric === 100 && version < 2 ? ['violated', 'unknown'][version] : 'satisfied';
  };
  return parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'large', namespace: 'shop'},
    spec: {
      target: 'shop/large',
      strategy: {testingPattern: 'A/B/N'},
      criteria: {
        rewards: [{metric: 'shop/metric-0', preferredDirection: 'High'}],
        objectives: METRICS.map((metric) => ({metric, upperLimit: 50})),
      },
      duration: {intervalSeconds: 10, iterationsPerLoop: 5},
      versionInfo: {
        baseline: {name: 'version-0'},
        candidates: VERSIONS.slice(1).map((name) => ({name})),
      },
    },
    status: {
      stage: 'Running',
      completedIterations: 3,
      startTime: '2026-11-22T10:00:00Z',
      lastUpdateTime: '2026-11-22T10:00:30Z',
      analysis: {
        aggregatedMetrics: {
          data: each(METRICS, () => ({data: each(VERSIONS, (place) => ({value: String(place + 1), sampleSize: 100}))})),
        },
        objectiveAssessments: {
          data: each(VERSIONS, (version) => METRICS.map((_, metric) => ({state: state(version, metric), message: 'as measured'}))),
        },
        winnerAssessment: {data: {winnerFound: true, winner: 'version-3', bestVersions: ['version-3']}},
      },
      history: {
        series: METRICS.flatMap((metric) =>
          VERSIONS.map((version) => ({metric, version, points: [0, 1, 2].map((at) => ({at: `2026-11-22T10:00:0${at}Z`, value: '7'}))})),
        ),
      },
    },
  }); // prettier-ignore
}

describe('a report of 50 versions and 200 metrics', () => {
  const reports = new Map<ReportFormat, string>();
  beforeAll(async () => {
    const experiment = largeExperiment();
    for (const format of ['html', 'markdown', 'junit'] as const) {
      reports.set(format, await reportText([experiment], format, new Date('2026-11-22T10:01:00Z')));
    }
  });

  it.each([
    ['html', 1_500_000],
    ['markdown', 60_000],
    ['junit', 4_000_000],
  ] as const)('is bounded as %s: at most %d bytes', (format, most) => {
    expect(Buffer.byteLength(reports.get(format)!)).toBeLessThanOrEqual(most);
  });

  it('keeps what is broken or unknown, and counts what it leaves out', () => {
    const [page, markdown] = [reports.get('html')!, reports.get('markdown')!];
    expect(page.match(/✗ violated/g)).toHaveLength(2);
    expect(page.match(/\? unknown/g)).toHaveLength(2);
    expect(page).toContain('9000 more satisfied ones are left out');
    expect(markdown.match(/❌ violated/g)).toHaveLength(2);
    expect(markdown).toContain('### Objectives; 9800 more satisfied ones are left out');
  });

  it('has a test case for each of them', () => {
    expect(reports.get('junit')!.match(/<testcase /g)).toHaveLength(50 * 200 + 1);
  });
});
