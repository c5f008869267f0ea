import {describe, expect, it} from '@jest/globals';
import type {Experiment} from '../../../src/experiment/model.js';
import {textWidth} from '../../../src/render/text-width.js';
import {type ListRequest, ListScene} from '../../../src/render/watch/list-scene.js';
import {UNICODE} from '../../../src/render/watch/symbols.js';
import {expectGolden} from '../../support/golden.js';
import {experimentOf, textOf} from './support.js';

const NOW = new Date('2021-02-18T11:00:00Z');

async function experiments(count: number): Promise<Experiment[]> {
  const running = await experimentOf('canary-running.yaml');
  return Array.from({length: count}, (_, index) => ({
    ...running,
    name: `canary-${index}`,
    createdAt: new Date(NOW.getTime() - (index + 1) * 60_000),
  }));
}

function list(hasNamespaces = false) {
  const requests: ListRequest[] = [];
  const scene = new ListScene({
    symbols: UNICODE,
    now: () => NOW,
    hasNamespaces,
    onRequest: (request) => requests.push(request),
  });
  return {scene, requests, frame: (columns = 80, rows = 10) => scene.draw({columns, rows}).map(textOf)};
}

describe('the list of experiments', () => {
  it.each([
    [40, 12],
    [60, 12],
    [100, 12],
    [250, 12],
  ])('shows several at %d columns', async (columns, rows) => {
    const {scene, frame} = list(true);
    const names = [
      'canary-running',
      'abn-won',
      'canary-rolled-back',
      'not-started',
      'failed-without-metric',
      'ab-tie',
    ];
    for (const name of names) scene.see([await experimentOf(`${name}.yaml`)]);
    expectGolden(`${frame(columns, rows).join('\n')}\n`, `watch/list.${columns}`);
  });

  it('opens the one that is pointed at, also when others come and go before it', async () => {
    const {scene, requests} = list();
    const [first, second, third] = await experiments(3);
    scene.see([first!, second!, third!]);
    scene.press('down');
    scene.lose(first!);
    scene.see([{...third!, name: 'newer', createdAt: NOW}]);
    scene.press('enter');
    expect(requests).toEqual([{kind: 'open', experiment: second}]);
  });

  it('points at the first one when the one it pointed at has gone', async () => {
    const {scene, frame} = list();
    const [first, second] = await experiments(2);
    scene.see([first!, second!]);
    scene.press('down');
    scene.lose(second!);
    expect(frame().find((line) => line.startsWith('›'))).toContain('canary-0');
  });

  it('says so when all have gone', async () => {
    const {scene, frame, requests} = list();
    const [only] = await experiments(1);
    scene.see([only!]);
    scene.lose(only!);
    scene.press('enter');
    expect(frame().join('\n')).toContain('no experiments');
    expect(requests).toEqual([]);
  });

  it.each([
    ['q', 'quit'],
    ['escape', 'quit'],
    ['interrupt', 'interrupt'],
  ])('leaves at %s', (key, kind) => {
    const {scene, requests} = list();
    scene.press(key);
    expect(requests).toEqual([{kind}]);
  });

  it('says no more that the connection is lost once it is there again', async () => {
    const {scene, frame} = list();
    scene.see(await experiments(2));
    const before = frame(80, 24);
    scene.loseConnection('refused');
    expect(frame(80, 24)).not.toEqual(before);
    scene.regainConnection();
    expect(frame(80, 24)).toEqual(before);
  });

  it('keeps to the size of the terminal, and shows the one that is pointed at', async () => {
    const {scene, frame} = list();
    scene.see(await experiments(500));
    scene.press('end');
    scene.loseConnection('refused');
    for (const columns of [20, 40, 79, 250]) {
      for (const rows of [1, 2, 4, 5, 24]) {
        const lines = frame(columns, rows);
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
        if (rows > 1) expect(lines.join('\n')).toContain('› canary-499');
      }
    }
  });

  it('keeps up with 60 changes of 500 experiments and 20 frames in far less than a second', async () => {
    const {scene, frame} = list();
    const all = await experiments(500);
    scene.see(all);
    const begin = performance.now();
    for (let change = 0; change < 60; change += 1) {
      scene.see([{...all[change]!}]);
      if (change % 3 === 0) frame(120, 50);
    }
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
