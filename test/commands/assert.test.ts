import {describe, expect, it} from '@jest/globals';
import Assert from '../../src/commands/assert.js';
import {fixture} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

const check = (file: string, ...argv: string[]) => runCommand(Assert, ['-f', `${file}.yaml`, ...argv]);

describe('assert', () => {
  it.each([
    ['canary-running', 'completed', 8],
    ['canary-running', 'successful', 8],
    ['canary-running', 'failed', 8],
    ['canary-running', 'winnerFound', 0],
    ['canary-running', 'candidateWon', 0],
    ['canary-running', 'baselineWon', 8],
    ['canary-running', 'noWinner', 8],
    ['canary-running', 'winner=candidate', 0],
    ['canary-running', 'winner=current', 8],
    ['canary-running', 'sloSatisfied', 0],
    ['canary-running', 'sloSatisfied=candidate', 0],
    ['canary-rolled-back', 'completed', 0],
    ['canary-rolled-back', 'successful', 0],
    ['canary-rolled-back', 'candidateWon', 3],
    ['canary-rolled-back', 'baselineWon', 0],
    ['canary-rolled-back', 'sloSatisfied', 3],
    ['canary-rolled-back', 'sloSatisfied=checkout-v1', 0],
    ['ab-tie', 'noWinner', 0],
    ['ab-tie', 'winnerFound', 3],
    ['abn-won', 'candidateWon', 0],
    ['failed-without-metric', 'failed', 0],
    ['failed-without-metric', 'completed', 0],
    ['failed-without-metric', 'successful', 3],
    ['failed-without-metric', 'noWinner', 0],
    ['not-started', 'noWinner', 8],
    ['unknown-state', 'sloSatisfied=candidate', 8],
    ['legacy/v1alpha1-failed', 'successful', 3],
    ['legacy/v1alpha1-failed', 'failed', 0],
    ['legacy/v1alpha1-succeeded', 'successful', 0],
    ['legacy/v1alpha1-succeeded', 'sloSatisfied', 0],
    ['not-started', 'sloSatisfied', 8],
    ['not-started', 'winner=v2', 8],
    ['legacy/v1alpha1-failed', 'candidateWon', 3],
    ['legacy/v1alpha1-succeeded', 'candidateWon', 0],
    ['legacy/v1alpha2-canary-won', 'winnerFound', 0],
  ])('of %s: %s exits %d', async (file, condition, expected) => {
    const {out, exitCode} = await check(file, '-c', condition);
    expect([out, exitCode]).toEqual(['', expected]);
  });

  it('says on stderr what holds and what does not', async () => {
    const {err} = await check('canary-rolled-back', '-c', 'completed', '-c', 'candidateWon', '-c', 'sloSatisfied');
    expect(err).toBe(
      [
        'holds: completed (stage is Completed)',
        'does not hold: candidateWon (winner is checkout-v1)',
        'does not hold: sloSatisfied (iter8-istio/mean-latency of checkout-v2 is violated, iter8-istio/error-rate of checkout-v2 is violated, iter8-istio/le500ms-latency-percentile of checkout-v2 is violated)',
        'verdict: checkout-v2 was rolled back in iteration 4: error-rate is 0.031, 210 % above its limit 0.01; 2 more broken',
        'would change it: checkout-v2: iter8-istio/error-rate must fall by 0.021 to 0.01',
        'would change it: checkout-v2: iter8-istio/mean-latency must fall by 520.351954438 milliseconds to 300',
        'would change it: checkout-v2: iter8-istio/le500ms-latency-percentile must rise by 0.000000001 to 0.95',
        '',
      ].join('\n'),
    );
    expect((await check('canary-running', '-c', 'completed')).err).toBe(
      [
        'does not hold yet: completed (stage is Running)',
        'verdict: candidate leads after 4 of 12 iterations: it satisfies all 3 objectives',
        'missing: 8 of 12 iterations are still to come',
        'would change it: candidate loses with 95th-percentile-tail-latency above 100, 95.25 milliseconds from where it is',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['all must hold', ['-c', 'completed', '-c', 'winnerFound'], 8],
    ['one is enough with --any', ['-c', 'completed', '-c', 'winnerFound', '--any'], 0],
    ['none of several holds yet', ['-c', 'completed', '-c', 'baselineWon', '--any'], 8],
  ])('combines: %s', async (_name, argv, expected) => {
    expect((await check('canary-running', ...argv)).exitCode).toBe(expected);
  });

  it('prints JSON on stdout, and what --jq makes of it', async () => {
    const {out} = await check('canary-running', '-c', 'completed', '--jq', '.result, .conditions[0].finding');
    expect(out).toBe('undecided\nstage is Running\n');
  });

  it.each([
    [['-c', 'nosuch'], 'error: no such condition: nosuch'],
    [['-c', 'winner'], 'error: no such condition: winner'],
    [['-c', 'completed=x'], 'error: no such condition: completed=x'],
    [['-c', 'winner=nosuch'], 'error: winner=nosuch: the experiment has no version "nosuch"'],
    [['-c', 'toString'], 'error: no such condition: toString'],
    [[], 'error: Missing required flag condition'],
  ])('refuses %j', async (argv, message) => {
    const {out, err, exitCode} = await check('canary-running', ...argv);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err.toLowerCase()).toContain(message.toLowerCase());
  });

  const withStatus = (change: (text: string) => string) => ({
    files: {'-': change(fixture('canary-running.yaml'))},
  });
  const codeOf = async (condition: string, change: (text: string) => string) =>
    (await runCommand(Assert, ['-f', '-', '-c', condition], withStatus(change))).exitCode;

  it('lets no failed experiment have a winner, and no failure be undone', async () => {
    const fail = (text: string) =>
      text.replace(
        'status: "False"\n    type: Failed',
        'status: "True"\n    reason: HandlerFailed\n    type: Failed',
      );
    expect(await codeOf('candidateWon', fail)).toBe(3);
    expect(await codeOf('winnerFound', fail)).toBe(3);
    expect(await codeOf('successful', fail)).toBe(3);
    expect(await codeOf('failed', fail)).toBe(0);
  });

  it('takes no assessment before the first iteration, and no winner that is no version', async () => {
    expect(
      await codeOf('winnerFound', (text) => text.replace('completedIterations: 4', 'completedIterations: 0')),
    ).toBe(8);
    expect(await codeOf('winnerFound', (text) => text.replace('winner: candidate', 'winner: somebody'))).toBe(8);
  });

  it('wants a name where there are several experiments', async () => {
    const files = {'-': `${fixture('canary-running.yaml')}---\n${fixture('ab-tie.yaml')}`};
    const unnamed = await runCommand(Assert, ['-f', '-', '-c', 'completed'], {files});
    expect([unnamed.exitCode, unnamed.err]).toEqual([
      2,
      'error: 2 experiments in the input, and only one can be checked\nhint: name it, with -n where the name repeats\n',
    ]);
    const named = await runCommand(Assert, ['checkout-ab', '-f', '-', '-c', 'completed'], {files});
    expect(named.exitCode).toBe(0);
  });
});
