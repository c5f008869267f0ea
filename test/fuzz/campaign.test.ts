import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {runCampaign} from './campaign.js';
import {type Finding, fuzzTarget} from './target.js';

const numbers = (name: string, check: (input: number) => void) =>
  fuzzTarget({name, law: '', inputs: fc.nat(1000), check});

/** Every look at the clock takes a millisecond. */
function clock(): () => number {
  let now = 0;
  return () => (now += 1);
}

async function campaign(check: (input: number) => void) {
  const findings: Finding[] = [];
  const batches: string[] = [];
  const tallies = await runCampaign({
    targets: [numbers('first', check), numbers('second', () => undefined)],
    seconds: 5,
    seed: 7,
    clock: clock(),
    onBatch: (target, seed) => batches.push(`${target} ${seed}`),
    onRun: () => undefined,
    onFinding: (finding) => findings.push(finding),
  });
  return {findings, batches, tallies};
}

describe('a campaign', () => {
  it('gives each target its turn with seeds of its own, until the time is over', async () => {
    const {batches, tallies, findings} = await campaign(() => undefined);
    expect(batches.slice(0, 4)).toEqual(['first 7', 'second 8', 'first 9', 'second 10']);
    for (const {executions} of tallies) expect(executions).toBeGreaterThan(1000);
    expect(findings).toEqual([]);
  });

  it('tells each mistake once, with the smallest input and the seed that brings it again', async () => {
    const check = (input: number) => {
      if (input >= 500) throw new Error('too large');
    };
    const {findings, tallies} = await campaign(check);
    expect(findings).toMatchObject([{target: 'first', seed: 7, input: 500}]);
    expect(tallies.map(({findings: found}) => found)).toEqual([1, 0]);
    expect(await numbers('first', check).run({seed: 7, runs: 20})).toMatchObject({input: 500});
  });
});
