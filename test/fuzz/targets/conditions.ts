import assert from 'node:assert/strict';
import fc from 'fast-check';
import {COMPARISONS, ROOTS} from '../../../src/experiment/action-condition/expression.js';
import {parseCondition} from '../../../src/experiment/action-condition/parse-condition.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {holds} from '../../../src/tasks/condition.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {experimentLike} from '../support/damaged.js';
import {unlessRefused} from '../support/laws.js';
import {fuzzTarget, type Target} from '../target.js';

const SEEDS = [
  'CandidateWon()',
  'not WinnerFound() or Status.Stage == "Running"',
  'spec.criteria.objectives[0].upperLimit > 50 and .metadata.name startsWith "c"',
  "!(Name in ['a', 'b']) ? this.spec.target matches '^s.*$' : false",
  '((status.completedIterations >= -1.5e3)) && nil != metadata.labels["x"]',
];

const {condition} = fc.letrec<{condition: string; value: string}>((tie) => ({
  value: fc.oneof(
    {maxDepth: 3},
    fc.constantFrom(...ROOTS, '1', '-2.5', '"x"', "'a+'", 'nil', 'true', '.spec.target', '[]'),
    fc.tuple(tie('value'), fc.constantFrom('.name', '["x"]', '[0]', '.constructor', '.__proto__')).map((parts) => parts.join('')),
    fc.array(tie('value'), {maxLength: 3}).map((items) => `[${items.join(', ')}]`),
  ),
  condition: fc.oneof(
    {maxDepth: 4},
    fc.constantFrom('CandidateWon()', 'WinnerFound()', 'true'),
    fc.tuple(tie('value'), fc.constantFrom(...COMPARISONS), tie('value')).map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom('not ', '!', '('), tie('condition')).map(([sign, inner]) => (sign === '(' ? `(${inner})` : sign + inner)),
    fc.tuple(tie('condition'), fc.constantFrom(' and ', ' or ', '&&', '||'), tie('condition')).map((parts) => parts.join('')),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
  ),
})); // prettier-ignore

async function check([text, source]: readonly [string, JsonObject]): Promise<void> {
  const read = await unlessRefused(() => parseCondition(text));
  const experiment = await unlessRefused(() => parseExperiment(source));
  if (!read || !experiment) return;
  assert.ok(text.length <= 1000, 'what is read is bounded, and so is the time that it takes');
  const answer = await unlessRefused(() => holds(read, experiment));
  assert.ok(answer === undefined || typeof answer === 'boolean');
  assert.equal(await unlessRefused(() => holds(parseCondition(text), experiment)), answer, 'the answer stays');
  const negated = await unlessRefused(() => holds(parseCondition(`!(${text})`), experiment));
  if (negated !== undefined && answer !== undefined) assert.equal(negated, !answer, 'not is the opposite');
}

export const CONDITION_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'condition',
    law: 'an `if` is true, false or refused in words for any experiment, and its negation the opposite',
    inputs: fc.tuple(fc.oneof(condition, mutated(SEEDS), anyText), experimentLike),
    check,
    shortRuns: 120,
  }),
];
