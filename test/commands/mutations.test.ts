import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import Assert from '../../src/commands/assert.js';
import Describe from '../../src/commands/describe.js';
import GetExperiments from '../../src/commands/get/experiments.js';
import {isObject, type Json} from '../../src/experiment/json.js';
import {formatJson} from '../../src/experiment/json-format.js';
import {fixture} from '../support/golden.js';
import {runCommand} from '../support/run-command.js';

const VALID = [
  'canary-running',
  'abn-won',
  'unknown-state',
  'legacy/v1alpha1-running',
  'legacy/v1alpha1-failed',
  'legacy/v1alpha2-abn-rewards',
].map((name) => parse(fixture(`${name}.yaml`), {intAsBigInt: true}) as Json);

const ODD: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null, true, -1, 0.5, 1e300, 10n ** 30n, '', 'NaN', '1e9999', '\u001b[2J', '\u202e\n', 'x'.repeat(10_000), [], [null], [[]], {}, {'': {}}, {toString: null},
); // prettier-ignore

/** Replaces, by the numbers in `choices`, one value somewhere in the tree. */
function mutate(value: Json, choices: readonly number[], replacement: Json): Json {
  const [choice, ...rest] = choices;
  if (choice === undefined) return replacement;
  if (Array.isArray(value) && value.length > 0) {
    const list = value as readonly Json[];
    return list.map((item, index) => (index === choice % list.length ? mutate(item, rest, replacement) : item));
  }
  if (!isObject(value) || Object.keys(value).length === 0) return replacement;
  const keys = Object.keys(value);
  const key = keys[choice % keys.length]!;
  return {...value, [key]: mutate(value[key] ?? null, rest, replacement)};
}

const mutated = fc
  .tuple(fc.constantFrom(...VALID), fc.array(fc.nat(20), {minLength: 1, maxLength: 7}), ODD)
  .map(([value, choices, odd]) => formatJson(mutate(value, choices, odd)));

describe('any mutated valid Experiment', () => {
  it.each([
    ['describe', Describe, []],
    ['get experiments', GetExperiments, ['-o', 'wide']],
    ['assert', Assert, ['-c', 'candidateWon', '-c', 'sloSatisfied']],
  ] as const)('goes through %s or gives a one-line error', async (_name, command, flags) => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const {out, err, exitCode} = await runCommand(command, ['-f', '-', ...flags], {files: {'-': text}});
        if (exitCode === 2) {
          expect(out).toBe('');
          expect(err).toMatch(/^error: .*\n(hint: .*\n)?$/);
        } else {
          expect([0, 3, 8]).toContain(exitCode);
        }
        expect((out + err).replaceAll('\n', '')).not.toMatch(/[\p{Control}\u202e]/u);
      }),
      {numRuns: 300},
    );
  });
});
