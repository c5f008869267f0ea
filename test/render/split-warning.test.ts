import {describe, expect, it} from '@jest/globals';
import Describe from '../../src/commands/describe.js';
import {type StoredSplit, splitJson} from '../../src/experiment/stored-split.js';
import {runCommand} from '../support/run-command.js';
import {changed, experimentOf, shown} from './watch/support.js';

const SPLIT: StoredSplit = {
  metric: 'requests',
  countedAt: new Date('2026-11-22T10:00:00Z'),
  intervals: 4,
  unbroken: 4,
  versions: [],
  warning: {version: 'candi\u001b[31mdate', since: 4, observed: 12.3, set: 50},
};

const WORDS = /12\.3 % of the requests, where 50 % was set \(since iteration 4\)/;

async function resource() {
  const experiment = await experimentOf('canary-rolled-back.yaml');
  return changed(experiment, {'/status': {...(experiment.source.status as object), split: splitJson(SPLIT)}});
}

describe('requests that arrive otherwise than set', () => {
  it.each(['text', 'html', 'markdown', 'junit', 'json'])(
    'are told of by describe as %s, without control characters',
    async (output) => {
      const files = {'e.json': JSON.stringify((await resource()).source)};
      const args = output === 'text' ? ['--explain'] : ['-o', output];
      const {out} = await runCommand(Describe, ['-f', 'e.json', ...args], {files});
      expect(out.replace(/\\/g, '').replace(/\s+/g, ' ')).toMatch(WORDS);
      expect(out).not.toContain('\u001b');
    },
  );

  it('are told of beside the traffic by watch, and only then', async () => {
    const {frame} = await shown(await resource());
    const lines = frame(120, 30);
    expect(lines.filter((line) => WORDS.test(line))).toHaveLength(1);
    expect(lines.join('')).not.toContain('\u001b');
    const without = (await shown(await experimentOf('canary-rolled-back.yaml'))).frame(120, 30);
    expect(lines.length - without.length).toBeLessThanOrEqual(1);
    expect(without.join('\n')).not.toContain('of the requests');
  });
});
