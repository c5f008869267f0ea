import {describe, expect, it} from '@jest/globals';
import {textWidth} from '../../../src/render/text-width.js';
import {ASCII} from '../../../src/render/watch/symbols.js';
import {expectGolden} from '../../support/golden.js';
import {changed, experimentOf, shown, textOf} from './support.js';

const FIXTURES = [
  'watch/running',
  'canary-running',
  'abn-won',
  'canary-rolled-back',
  'not-started',
  'failed-without-metric',
  'wide-characters',
  'ab-tie',
];
const PROVEN = ['strength/two-limits', 'strength/percentile', 'strength/first-looks'];
const SIZES: readonly (readonly [columns: number, rows: number])[] = [
  [40, 24],
  [60, 24],
  [100, 30],
  [250, 50],
];

describe('the screen of one experiment', () => {
  it.each(FIXTURES.flatMap((name) => SIZES.map(([columns, rows]) => [name, columns, rows] as const)))(
    'shows %s at %d columns',
    async (name, columns, rows) => {
      const {frame} = await shown(await experimentOf(`${name}.yaml`));
      const lines = frame(columns, rows);
      expectGolden(`${lines.join('\n')}\n`, `watch/${name.replace('watch/', '')}.${columns}`);
    },
  );

  it.each(['metric', 'verdict', 'log', 'help'] as const)('shows the page %s', async (page) => {
    const {scene, frame} = await shown(await experimentOf('watch/running.yaml'));
    scene.press({metric: 'enter', verdict: 'v', log: 'l', help: '?'}[page]);
    expectGolden(`${frame(80, 40).join('\n')}\n`, `watch/page-${page}.80`);
  });

  it.each(['not-yet-known', 'violated', 'percentile'])('shows how sure a metric of %s is', async (situation) => {
    const {scene, frame} = await shown(await experimentOf(`strength/${situation}.yaml`));
    if (situation !== 'percentile') scene.press('down');
    scene.press('enter');
    expectGolden(`${frame(80, 60).join('\n')}\n`, `strength/${situation}.page-metric`);
  });

  it.each(SIZES)(
    'shows what is known of each metric at %d columns, where there is room',
    async (columns, rows) => {
      const experiment = await experimentOf('strength/two-limits.yaml');
      const {scene, frame} = await shown(experiment);
      expectGolden(`${frame(columns, rows).join('\n')}\n`, `strength/two-limits.${columns}`);
      scene.press('down');
      scene.press('down');
      scene.press('enter');
      expectGolden(`${frame(columns, 90).join('\n').trimEnd()}\n`, `strength/two-limits.page-metric-${columns}`);
    },
  );

  it('draws with ASCII alone where a terminal has nothing else', async () => {
    const experiment = await experimentOf('watch/running.yaml');
    const {scene, frame} = await shown(experiment, {symbols: ASCII});
    const pages = ['main', 'enter', 'escape', '?'].map((key) => (scene.press(key), frame(80, 30).join('\n')));
    expect(pages.join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
    expectGolden(`${pages[0]}\n`, 'watch/ascii.80');
  });

  it('draws a band with ASCII alone too', async () => {
    const {scene, frame} = await shown(await experimentOf('strength/not-yet-known.yaml'), {symbols: ASCII});
    scene.press('down');
    scene.press('enter');
    const page = frame(80, 30).join('\n');
    expect(page).toMatch(/^[\x20-\x7e\n]*$/);
    expectGolden(`${page}\n`, 'strength/not-yet-known.ascii');
  });

  it.each([...FIXTURES, ...PROVEN])('keeps to the size of the terminal, whatever it is: %s', async (name) => {
    const {scene, frame} = await shown(await experimentOf(`${name}.yaml`));
    scene.loseConnection('https://cluster.test:6443: connection refused, trying again');
    for (const key of ['none', 'enter', 'escape', 'l', 'escape', 'v', 'escape', '?', 'escape', 'y']) {
      scene.press(key);
      for (const columns of [20, 21, 39, 40, 79, 80, 250]) {
        for (const rows of [1, 2, 3, 4, 5, 6, 9, 24, 80]) {
          const lines = frame(columns, rows);
          expect(lines.length).toBeLessThanOrEqual(rows);
          expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  it('gives up rows in order: tasks and messages first, then traffic and metrics, then keys, then the verdict', async () => {
    const {frame} = await shown(await experimentOf('watch/running.yaml'));
    expect(frame(60, 11).map((line) => line.trim().split(/\s+/)[0])).toEqual([
      'default/canary-progressive',
      'Running',
      'IterationUpdate:',
      'candidate',
      'current',
      'candidate',
      '›',
      'current',
      'candidate',
      'start',
      'q',
    ]);
    const kept = (rows: number) => frame(60, rows).map((line) => line.trim().split(/\s+/)[0]);
    expect(kept(9)).toEqual(kept(11).filter((word) => word !== 'start' && word !== 'IterationUpdate:'));
    expect(kept(7)).toEqual([...kept(9).slice(0, 3), '›', 'current', 'candidate', 'q']);
    expect(kept(4)).toEqual(['default/canary-progressive', 'Running', 'candidate', 'q']);
    expect(kept(3)).toEqual(['default/canary-progressive', 'Running', 'candidate']);
    expect(kept(1)).toEqual(['default/canary-progressive']);
  });

  it('shows what matters on 20 columns and 5 rows', async () => {
    const {frame} = await shown(await experimentOf('watch/running.yaml'));
    expect(frame(20, 5)).toMatchInlineSnapshot(`
     [
       "canary-progressive",
       "Running  6/8",
       "candidate leads",
       "› mean-latency  <= …",
       "q quit  ? help",
     ]
    `);
  });

  it('says since when the connection is lost, until something arrives again', async () => {
    const experiment = await experimentOf('watch/running.yaml');
    const {scene, frame} = await shown(experiment);
    scene.loseConnection('https://cluster.test: connection refused');
    expect(frame(80, 24).join('\n')).toContain('connection lost 0s ago: https://cluster.test: connection refused');
    scene.see(experiment, []);
    expect(frame(80, 24).join('\n')).not.toContain('connection lost');
  });

  it('says no more that the connection is lost once it is there again, though nothing arrives', async () => {
    const {scene, frame} = await shown(await experimentOf('watch/running.yaml'));
    const before = frame(80, 24);
    scene.loseConnection('https://cluster.test: connection refused');
    scene.regainConnection();
    expect(frame(80, 24)).toEqual(before);
  });

  it('hands no control character of a resource to the terminal, on any page', async () => {
    const evil = 'evil\u001b]0;title\u0007\u001b[2J\u202e\nx';
    const experiment = changed(await experimentOf('watch/running.yaml'), {
      '/metadata/name': evil,
      '/spec/target': evil,
      '/spec/criteria/objectives/0/metric': evil,
      '/spec/versionInfo/candidates/0/name': evil,
      '/status/message': evil,
      '/status/currentWeightDistribution/1/name': evil,
      '/status/metrics/1/metricObj/spec/description': evil,
      '/status/actions/start/tasks/0/task': evil,
      '/status/actions/start/tasks/0/output': evil,
    });
    const {scene, frame} = await shown(experiment, {yaml: () => evil});
    const frames = ['none', 'enter', 'escape', 'l', 'escape', 'y', 'escape', 'v', 'escape', '?'].map((key) => {
      scene.press(key);
      return frame(120, 60).join('');
    });
    expect(frames.join('')).toContain('evil\\x1b]0;title');
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(frames.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('finds its way through 50 versions and 200 metrics, without delay', async () => {
    const objectives = Array.from({length: 200}, (_, index) => ({metric: `metric-${index}`, upperLimit: index}));
    const experiment = changed(await experimentOf('canary-running.yaml'), {
      '/spec/versionInfo/candidates': Array.from({length: 49}, (_, index) => ({name: `candidate-${index}`})),
      '/spec/criteria/objectives': objectives,
    });
    const {scene, frame} = await shown(experiment);
    const begin = performance.now();
    for (let press = 0; press < 150; press += 1) {
      scene.press('down');
      frame(120, 40);
    }
    expect((performance.now() - begin) / 150).toBeLessThan(50);
    expect(frame(120, 40).join('\n')).toContain('› metric-150');
  });

  it('leaves a summary without keys and pointer, of bounded length', async () => {
    const {scene} = await shown(await experimentOf('abn-won.yaml'));
    const lines = scene.summary(100).map(textOf);
    expect(lines.join('\n')).not.toMatch(/quit|›/);
    expectGolden(`${lines.join('\n')}\n`, 'watch/summary-abn-won.100');
  });
});
