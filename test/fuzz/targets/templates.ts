import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {parseTemplate, TemplateError} from '../../../src/experiment/task-template.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import {buildRequest} from '../../../src/metrics/request.js';
import {substitute, unknownPlaceholders, versionValues} from '../../../src/metrics/template.js';
import {templateData} from '../../../src/tasks/template/data.js';
import {TASK_DELIMITERS} from '../../../src/tasks/template/delimiters.js';
import {fillScript, fillText} from '../../../src/tasks/template/fill.js';
import {damaged} from '../support/damaged.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {unlessRefused} from '../support/laws.js';
import {EXPERIMENT_SEEDS, METRIC_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const TASK_TEXTS = [
  'kubectl apply -f {{ .promote }} -n "$NS" && echo \'{{.name}}\'',
  'helm upgrade @< .name >@ --set v={{- index .this.spec.versionInfo.baseline.variables 0 -}}',
  '{{ (index .this.spec.versionInfo.candidates 0).name }} $(( 1 + 2 )) `date` <<EOF\n{{ .Secret "token" }}\nEOF',
  'curl -H "Authorization: {{ .secret.token }}" $\'{{ .Name }}\' # @<.Namespace>@',
];

async function checkTaskTemplate([text, source]: readonly [string, JsonObject]): Promise<void> {
  const pieces = await unlessRefused(() => parseTemplate(text, TASK_DELIMITERS), TemplateError);
  const experiment = await unlessRefused(() => parseExperiment(source));
  if (!pieces || !experiment) return;
  const isPlain = pieces.every(({kind}) => kind === 'text');
  if (isPlain) assert.equal(pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join(''), text);
  const data = await unlessRefused(() => templateData(experiment, {secret: new Map([['token', SECRET]])}));
  if (!data) return;
  await unlessRefused(() => fillText(text, TASK_DELIMITERS, data), TemplateError);
  const filled = await unlessRefused(() => fillScript(text, TASK_DELIMITERS, data), TemplateError);
  if (!filled) return;
  if (isPlain) assert.deepEqual(filled, {script: text, env: {}}, 'a script without placeholders stays as it is');
  if (!text.includes(SECRET)) assert.ok(!filled.script.includes(SECRET), 'a secret is no text of a script');
}

/** With a quote in it, it is never plain, so that it must not become text of a script. */
const SECRET = `s'e"c$(r)e;t`;

const METRIC_TEXTS = [
  'sum(rate(requests{revision="$name"}[${interval}])) or on() vector(0)',
  '{"query": "$name $elapsedTime $$ ${unknown}"}',
  '$ $$name ${ } ${name',
];

function checkMetricTemplate([template, value]: readonly [string, string]): void {
  const values = versionValues({name: value, variables: new Map([['revision', value]])}, value.length);
  const unknown = unknownPlaceholders(template, values);
  assert.equal(new Set(unknown).size, unknown.length, 'each unknown name once');
  assert.ok(
    unknown.every((name) => !values.has(name)),
    'what is known is not unknown',
  );
  const filled = substitute(template, values);
  assert.ok(filled.length <= template.length * (value.length + 20) + 20, 'the text is bounded');
  if (!template.includes('$')) assert.equal(filled, template);
}

async function checkMetric([source, value]: readonly [JsonObject, string]): Promise<void> {
  const metric = await unlessRefused(() => parseMetric(source));
  if (metric?.source.kind !== 'query') return;
  const secret = new Map([['token', SECRET], ['username', value], ['password', SECRET]]); // prettier-ignore
  const values = versionValues({name: value, variables: new Map()}, 10);
  const prepared = buildRequest(metric.source, values, secret);
  if (prepared.kind !== 'request') return;
  const {request, shown} = prepared;
  assert.match(request.url, /^https?:\/\//, 'the address is one of HTTP');
  for (const [name, text] of Object.entries(request.headers)) assert.doesNotMatch(name + text, /[\r\n\0]/);
  if (!JSON.stringify(source).includes('e\\"c$(r)')) assert.ok(!JSON.stringify(shown).includes('c$(r)e;t'), 'no secret is shown');
} // prettier-ignore

const value = fc.oneof(anyText, fc.constantFrom('v1', '$name', '${revision}', '$$'));

export const TEMPLATE_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'task-template',
    law: 'a template is filled in or refused in words, and no secret becomes part of a script',
    inputs: fc.tuple(fc.oneof(mutated(TASK_TEXTS), anyText), fc.oneof(damaged(EXPERIMENT_SEEDS), fc.constantFrom(...EXPERIMENT_SEEDS))),
    check: checkTaskTemplate,
  }), // prettier-ignore
  fuzzTarget({
    name: 'metric-template',
    law: 'placeholders of queries are filled in, what is unknown is told, in bounded space',
    inputs: fc.tuple(fc.oneof(mutated(METRIC_TEXTS), anyText), value),
    check: checkMetricTemplate,
  }),
  fuzzTarget({
    name: 'metric-request',
    law: 'any Metric gives a request of HTTP without a forged header, or the reason why not, and shows no secret',
    inputs: fc.tuple(damaged(METRIC_SEEDS), value),
    check: checkMetric,
  }),
];
