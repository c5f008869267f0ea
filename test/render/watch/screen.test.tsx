import {describe, expect, it} from '@jest/globals';
import {render} from 'ink-testing-library';
import type {Experiment} from '../../../src/experiment/model.js';
import {readExperiments} from '../../../src/experiment/reading/experiments.js';
import {describeView} from '../../../src/render/describe/view.js';
import {WatchScreen} from '../../../src/render/watch/screen.js';
import {expectGolden, fixture} from '../../support/golden.js';

async function experimentOf(file: string): Promise<Experiment> {
  for await (const experiment of readExperiments({name: file, text: fixture(file)})) return experiment;
  throw new Error(`${file} has no experiment`);
}

async function frame(file: string, columns: number, note?: string): Promise<string> {
  const view = describeView(await experimentOf(file));
  const {lastFrame, unmount} = render(<WatchScreen view={view} note={note} columns={columns} hasKeys={true} />);
  const text = lastFrame() ?? '';
  unmount();
  return `${text}\n`;
}

describe('the screen of watch', () => {
  it.each([
    ['canary-running', 100],
    ['canary-running', 40],
    ['abn-won', 100],
    ['canary-rolled-back', 60],
    ['not-started', 80],
    ['wide-characters', 60],
  ])('shows %s at %d columns', async (name, columns) => {
    expectGolden(await frame(`${name}.yaml`, columns), `watch/${name}.${columns}`);
  });

  it('says that the connection is lost, and stays within the width', async () => {
    const text = await frame('canary-running.yaml', 60, 'https://cluster.test: connection refused, trying again');
    expect(text).toContain('connection lost: https://cluster.test');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('hands no control character of a resource to the terminal', async () => {
    const experiment = await experimentOf('canary-running.yaml');
    const view = {...describeView(experiment), name: 'evil\u001b]0;title\u0007', message: 'a\u001b[2Jb'};
    const {lastFrame} = render(<WatchScreen view={view} columns={80} hasKeys={false} />);
    expect(lastFrame()).not.toContain('\u001b]0');
    expect(lastFrame()).not.toContain('\u001b[2J');
  });
});
