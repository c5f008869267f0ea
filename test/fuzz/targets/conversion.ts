import assert from 'node:assert/strict';
import fc from 'fast-check';
import {convertResource} from '../../../src/experiment/convert/convert.js';
import {convertText} from '../../../src/experiment/convert/convert-text.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {formatYaml} from '../../../src/experiment/reading/yaml-format.js';
import {examine} from '../../../src/experiment/validate/diagnosis.js';
import {fixText} from '../../../src/experiment/validate/fix/fix-text.js';
import {damaged, experimentLike} from '../support/damaged.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {assertSameData, unlessRefused} from '../support/laws.js';
import {JSON_SEEDS, METRIC_SEEDS, YAML_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

async function checkConversion(source: JsonObject): Promise<void> {
  const once = await unlessRefused(() => convertResource(source));
  if (!once || once.kind === 'foreign') return;
  const {resource} = once;
  const twice = convertResource(resource);
  assert.equal(twice.kind, 'current', 'what is converted is of the newest version');
  if (resource.kind === 'Experiment') assert.equal(parseExperiment(resource).dialect, 'v2alpha2');
  const [read] = (await convertText({name: 'converted', text: formatYaml(resource)})).resources;
  assertSameData(read, resource, 'written, read and converted again it is the same');
}

async function checkTexts(text: string): Promise<void> {
  const source = {name: 'input', text};
  await unlessRefused(() => convertText(source));
  const {diagnoses} = await examine(source);
  const lines = text.split('\n').length;
  for (const {line, column} of diagnoses) assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column} lies in the text`);
  const fixed = await unlessRefused(() => fixText(source));
  if (!fixed) return;
  assert.equal((await fixText(fixed.source)).source.text, fixed.source.text, 'repairing twice changes nothing more');
} // prettier-ignore

export const CONVERSION_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'convert',
    law: 'any Experiment or Metric is refused in words, or converted to one that converting leaves as it is',
    inputs: fc.oneof(experimentLike, damaged(METRIC_SEEDS)),
    check: checkConversion,
  }),
  fuzzTarget({
    name: 'validate',
    law: 'any text is examined, every finding lies in it, and repairing twice changes nothing more',
    inputs: fc.oneof(mutated(YAML_SEEDS), mutated(JSON_SEEDS), anyText),
    check: checkTexts,
    shortRuns: 60,
  }),
];
