import assert from 'node:assert/strict';
import fc from 'fast-check';
import {loadOfProperties, readLoadProperties} from '../../../src/operate/pipeline/manifest/properties.js';
import {readManifest} from '../../../src/operate/pipeline/manifest/read-manifest.js';
import {findCandidate, serviceOfManifest} from '../../../src/operate/pipeline/manifest/find-candidate.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {unlessRefused} from '../support/laws.js';
import {seedTexts, YAML_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const MANIFESTS = [
  ...seedTexts(['samples/pipeline', 'test/fixtures/pipeline'], ['.yaml', '.yml']),
  ...YAML_SEEDS.slice(0, 3),
];
const PROPERTIES = [
  ...seedTexts(['samples/pipeline'], ['.prop']),
  'ip: 10.0.0.7\nport: 8080\napp-path: /a?b=c\napp-host: x.$NAMESPACE.svc\nload-frequency: 0.1\nload-duration: 10m\n',
  'ip: https://example.org\nload-duration: 600\n',
  'ip: ::1\r\nport: 1\r\n# comment\r\n',
]; // prettier-ignore

async function checkProperties(text: string): Promise<void> {
  const read = await unlessRefused(() => readLoadProperties({name: 'pipeline.prop', text}, 'shop'));
  if (!read) return;
  assert.match(new URL(read.url).protocol, /^https?:$/, 'the address is one of HTTP');
  for (const number of [read.durationMs, read.requestsPerSecond]) {
    if (number !== undefined) assert.ok(Number.isFinite(number) && number > 0, `${number} is no amount`);
  }
  assert.equal(loadOfProperties(read).targets.length, 1);
}

async function checkManifest(text: string): Promise<void> {
  const objects = await unlessRefused(() => readManifest([{name: 'app.yaml', text}], 'shop'));
  if (!objects) return;
  assert.ok(objects.length > 0, 'there is an object');
  for (const {where} of objects) assert.match(where, /^app\.yaml:\d+:\d+$/);
  for (const {object} of objects) {
    const service = await unlessRefused(() => serviceOfManifest(objects, (object.metadata as {name: string}).name));
    if (service) await unlessRefused(() => findCandidate(objects, service, undefined));
  }
} // prettier-ignore

export const PIPELINE_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'properties',
    law: 'properties are an address of HTTP and finite amounts, or refused in words',
    inputs: fc.oneof(mutated(PROPERTIES), anyText),
    check: checkProperties,
  }),
  fuzzTarget({
    name: 'manifest',
    law: 'a manifest is objects with names and places, or refused in words',
    inputs: fc.oneof(mutated(MANIFESTS), anyText),
    check: checkManifest,
  }),
];
