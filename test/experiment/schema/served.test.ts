import {describe, expect, it} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {parse} from 'yaml';
import {isObject, type JsonObject} from '../../../src/experiment/json.js';
import {formatJson} from '../../../src/experiment/json-format.js';
import type {Schema} from '../../../src/experiment/schema/schema.js';
import {servedExperimentSchema, servedMetricSchema} from '../../../src/experiment/schema/served.js';
import {allResources, resourcesIn} from './resources.js';
import {parts, prune, structuralProblems} from './structural.js';

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Experiment: servedExperimentSchema(),
  Metric: servedMetricSchema(),
};

const ajv = new Ajv({strict: false, allErrors: true, validateFormats: false});
ajv.addKeyword({
  keyword: 'x-kubernetes-int-or-string',
  validate: (_schema: boolean, value: unknown) => typeof value === 'string' || Number.isInteger(value),
});
const validators = Object.fromEntries(
  Object.entries(SCHEMAS).map(([kind, schema]): [string, ValidateFunction] => [kind, ajv.compile(schema)]),
);

function problems(resource: JsonObject): string[] {
  const validate = validators[resource.kind as string]!;
  return validate(JSON.parse(formatJson(resource)))
    ? []
    : (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

const experiment = (spec: string) =>
  parse(`{apiVersion: iter8.tools/v2alpha2, kind: Experiment, spec: ${spec}}`) as JsonObject;

/** Of its day, when limits were floats: no server of v2alpha2 has ever taken it. */
const WITH_FLOATS = /v2alpha1-early/;
const resources = allResources();

describe.each(Object.entries(SCHEMAS))('the schema that serves %s', (_kind, schema) => {
  it('is structural', () => expect(structuralProblems(schema)).toEqual([]));

  it('keeps what it does not name, in every object but metadata', () => {
    const closed = parts(schema).filter(
      ([path, part]) =>
        part.type === 'object' &&
        path !== '.metadata' &&
        !part.additionalProperties &&
        !part['x-kubernetes-preserve-unknown-fields'],
    );
    expect(closed.map(([path]) => path)).toEqual([]);
  });
});

describe('every fixture of every generation', () => {
  it('is there', () => {
    const versions = new Set(resources.map(([, {apiVersion}]) => apiVersion));
    expect([...versions].sort()).toEqual(
      ['v1alpha1', 'v1alpha2', 'v2alpha1', 'v2alpha2'].map((v) => `iter8.tools/${v}`),
    );
    expect(resources.length).toBeGreaterThan(40);
  });

  it.each(resources)('is kept whole: %s', (_name, resource) => {
    const schema = SCHEMAS[resource.kind as string]!;
    expect(prune(resource, schema)).toEqual(resource);
  });

  it.each(resources.filter(([name]) => !WITH_FLOATS.test(name)))('is taken: %s', (_name, resource) => {
    expect(problems(resource)).toEqual([]);
  });
});

describe('the schema that serves Experiments', () => {
  it.each([
    ['v2', '{target: shop/cart, strategy: {testingPattern: Canary}}'],
    [
      'an empty versionInfo beside baseline and candidates',
      '{target: a, strategy: {}, versionInfo: , baseline: {name: a}, candidates: [{name: b}]}',
    ],
    ['v1alpha2', '{service: {baseline: a, candidates: []}, criteria: [{metric: m}], cleanup: true}'],
    ['v1alpha1', '{targetService: {name: a}, cleanup: delete}'],
    [
      'fields of tomorrow',
      '{target: a, strategy: {shadow: {percent: 5}}, criteria: {objectives: [{metric: m, warnLimit: 3}]}}',
    ],
  ])('takes %s', (_what, spec) => expect(problems(experiment(spec))).toEqual([]));

  it.each([
    ['no target of any generation', '{strategy: {}}', /required property/],
    [
      'a word of no generation',
      '{target: a, strategy: {testingPattern: canary}}',
      /testingPattern must be equal to one of/,
    ],
    ['a weight above 100', '{target: a, strategy: {weights: {maxCandidateWeight: 101}}}', /must be <= 100/],
    [
      'a float as limit',
      '{target: a, strategy: {}, criteria: {objectives: [{metric: m, upperLimit: 0.5}]}}',
      /upperLimit/,
    ],
    [
      'a threshold without value in a list of criteria',
      '{service: {baseline: a, candidates: []}, criteria: [{metric: m, threshold: {type: absolute}}]}',
      /'value'/,
    ],
    ['an empty baseline', '{target: a, strategy: {}, baseline: }', /baseline must be object/],
    ['cleanup of another kind', '{targetService: {}, cleanup: all}', /cleanup must be equal/],
  ])('refuses %s', (_what, spec, problem) => expect(problems(experiment(spec)).join('\n')).toMatch(problem));

  it('takes the listing of the Helm tutorial as it stands, and keeps the misplaced versions', () => {
    const [listing] = resourcesIn('validate/tutorial-listing.yaml');
    expect(problems(listing!)).toEqual([]);
    const {spec} = prune(listing!, SCHEMAS.Experiment!) as {spec: JsonObject};
    expect([spec.versionInfo, isObject(spec.baseline) && spec.baseline.name]).toEqual([null, 'current']);
  });
});
