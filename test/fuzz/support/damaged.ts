import fc from 'fast-check';
import {isObject, type Json, type JsonObject} from '../../../src/experiment/json.js';
import {anyExperiment} from '../../analysis/verdict-words/any-experiment.js';
import {hostileExperiment} from '../../render/report/hostile.js';
import {anyText} from './hostile-text.js';
import {EXPERIMENT_SEEDS} from './seeds.js';

const replacement: fc.Arbitrary<Json | undefined> = fc.oneof(
  anyText,
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    '',
    0,
    -1,
    1.5,
    1e21,
    2 ** 53,
    true,
    false,
    [],
    {},
    [{}],
    [null],
  ),
  fc.constantFrom(
    '1e999',
    '-5',
    '10m',
    '1n',
    '2026-11-22T10:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
  ),
  fc.integer(),
  fc.jsonValue({maxDepth: 2}) as fc.Arbitrary<Json>,
);

/** Numbers choose the way down to the field that is replaced. */
const damage = fc.tuple(fc.array(fc.nat(), {minLength: 1, maxLength: 9}), replacement);

/** One of the objects with up to five of its fields lost or replaced. */
export function damaged(seeds: readonly JsonObject[]): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(damage, {maxLength: 5}))
    .map(([seed, damages]) => damages.reduce((object, [way, value]) => damageAt(object, way, value), seed));
}

function damageAt(object: JsonObject, way: readonly number[], value: Json | undefined): JsonObject {
  const changed = replaceAt(object, way, value);
  return isObject(changed) ? changed : object;
}

function replaceAt(value: Json | undefined, [choice = 0, ...rest]: readonly number[], by: Json | undefined): Json {
  if (typeof value !== 'object' || value === null) return by ?? null;
  const keys = Object.keys(value);
  const key = keys[choice % keys.length];
  if (key === undefined) return by ?? null;
  const change = (child: Json | undefined) => (rest.length === 0 ? by : replaceAt(child, rest, by));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, name === key ? change(child) : child])); // prettier-ignore
  return value.map((item, index) => (String(index) === key ? (change(item) ?? null) : item));
}

/** Experiments of every generation: real ones with damages, made-up ones in any state, and ones full of attacks. */
export const experimentLike = fc.oneof(damaged(EXPERIMENT_SEEDS), anyExperiment, anyText.map(hostileExperiment));
