import assert from 'node:assert/strict';
import fc from 'fast-check';
import {Field} from '../../../src/experiment/field.js';
import {parseGoDuration} from '../../../src/experiment/go-duration.js';
import type {Json} from '../../../src/experiment/json.js';
import {parseWeightPath} from '../../../src/experiment/parse-weight-path.js';
import {
  compareQuantities,
  formatCanonical,
  formatExact,
  parseQuantity,
  quantityToNumber,
  subtractQuantities,
} from '../../../src/experiment/quantity.js';
import {wholeSecondsText} from '../../../src/experiment/rfc3339.js';
import {parseWaitFor} from '../../../src/experiment/wait-for.js';
import {formatWeightPath} from '../../../src/experiment/weight-path.js';
import {pointerOf, resolveWeightPath} from '../../../src/traffic/resolve.js';
import {damaged} from '../support/damaged.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {unlessRefused} from '../support/laws.js';
import {EXPERIMENT_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const digits = fc.stringMatching(/^[0-9]{0,25}$/);
const quantity = fc.oneof(
  fc.tuple(
    fc.constantFrom('', '+', '-'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', ...Array.from('numkMGTPE'), 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e3', 'E-9', 'e400', 'e401', 'e-400'),
  ).map((parts) => parts.join('')),
  mutated(['5880641926n', '1.5Gi', '10m', '2k', '0.000000001', '1e30', '9'.repeat(380)]),
  anyText,
); // prettier-ignore

function checkQuantities([a, b]: readonly [string, string]): void {
  const [first, second] = [parseQuantity(a), parseQuantity(b)];
  if (!first) return;
  assert.ok(first.scale >= 0 && first.scale <= 9, 'at most nine decimals');
  for (const text of [formatExact(first), formatCanonical(first)]) {
    assert.ok(text.length <= 400, 'the text is bounded');
    assert.deepEqual(parseQuantity(text), first, 'it is read back');
  }
  if (/^[+-]?\d+(?:\.\d{1,9})?$/.test(a))
    assert.equal(quantityToNumber(first), Number(a) + 0, 'as JavaScript reads it');
  if (!second) return;
  const order = compareQuantities(first, second);
  assert.equal(order + compareQuantities(second, first), 0, 'the order turns');
  assert.equal(Math.sign(Number(subtractQuantities(first, second).digits)), order, 'the difference has its sign');
}

const duration = fc.oneof(
  fc.array(fc.tuple(digits, fc.constantFrom('ns', 'us', 'µs', 'ms', 's', 'm', 'h', '.5s')), {maxLength: 5}).map((parts) => parts.flat().join('')),
  mutated(['1h30m', '30s', '1.5h', '100ms']),
  anyText,
); // prettier-ignore

/** What Go can hold: 2^63 − 1 nanoseconds, some 292 years. */
const LONGEST_GO_SECONDS = 9_223_372_037;

function checkDuration([a, b]: readonly [string, string]): void {
  const [first, second, both] = [parseGoDuration(a), parseGoDuration(b), parseGoDuration(a + b)];
  if (first === undefined) return;
  assert.ok(first >= 0 && first <= LONGEST_GO_SECONDS, `${first} seconds are more than Go has`);
  if (second === undefined || both === undefined) return;
  assert.ok(Math.abs(both - first - second) <= 1e-6 * (1 + both), 'one after the other is their sum');
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const time = fc.oneof(
  fc.date({noInvalidDate: true}).map((date) => date.toISOString()),
  mutated(['2021-02-18T10:00:00Z', '2026-11-22T11:00:00.123456+01:00', '2021-02-18', '2021-02-18 10:00:00']),
  anyText,
);

async function checkTime(text: string): Promise<void> {
  const read = await unlessRefused(() => new Field(text).time());
  if (RFC_3339.test(text) && !Number.isNaN(Date.parse(text))) assert.ok(read, 'what RFC 3339 allows is a time');
  if (!read) return;
  assert.match(text, RFC_3339, 'what has no zone is another time on another machine');
  const written = wholeSecondsText(read);
  assert.ok(Math.abs(new Date(written).getTime() - read.getTime()) < 1000, 'it is written to the second');
}

const path = fc.oneof(
  mutated([
    '.spec.http[0].route[1].weight',
    '$.spec.traffic[?(@.tag=="new")].percent',
    "{.spec['a.b'][-1]}",
    '.metadata.annotations.iter8\\.tools/x',
    '[?(@.spec.criteria!=1.5)].a',
  ]),
  anyText,
);

async function checkWeightPath([text, object]: readonly [string, Record<string, Json>]): Promise<void> {
  const read = await unlessRefused(() => parseWeightPath(text));
  if (!read) return;
  assert.deepEqual(parseWeightPath(formatWeightPath(read)), read, 'its usual form is the same path');
  const found = await unlessRefused(() => resolveWeightPath(object, read));
  if (found) assert.equal(typeof pointerOf(found.keys), 'string');
}

function checkWaitFor([text, object]: readonly [string, Record<string, Json>]): void {
  const wanted = parseWaitFor(text);
  if (wanted?.kind !== 'value') return;
  assert.ok(wanted.find(object).length <= 100_000, 'the values are bounded');
}

const anObject = damaged(EXPERIMENT_SEEDS) as fc.Arbitrary<Record<string, Json>>;

export const VALUE_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'quantity',
    law: 'a quantity is read back from each of its writings, in the right order, in bounded space',
    inputs: fc.tuple(quantity, quantity),
    check: checkQuantities,
  }),
  fuzzTarget({
    name: 'go-duration',
    law: 'durations add up, and are none that Go could not hold',
    inputs: fc.tuple(duration, duration),
    check: checkDuration,
  }),
  fuzzTarget({
    name: 'time',
    law: 'a time is RFC 3339, the same on each machine, and written to the second',
    inputs: time,
    check: checkTime,
  }),
  fuzzTarget({
    name: 'weight-path',
    law: 'a fieldPath is refused in words, or read back from its usual form and followed in any object',
    inputs: fc.tuple(path, anObject),
    check: checkWeightPath,
  }),
  fuzzTarget({
    name: 'wait-for',
    law: 'what is waited for is found, or not, in any object',
    inputs: fc.tuple(
      fc.oneof(
        mutated(['jsonpath={.status.stage}=Completed', 'condition=Ready=True', 'jsonpath=.a[*].*', 'delete']),
        path.map((text) => `jsonpath={${text}}`),
      ),
      anObject,
    ),
    check: checkWaitFor,
  }),
];
