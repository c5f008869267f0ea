import {describe, expect, it} from '@jest/globals';
import {convertResource} from '../../../src/experiment/convert/convert.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import {allResources} from '../schema/resources.js';

const VERSIONS = ['v1alpha1', 'v1alpha2', 'v2alpha1', 'v2alpha2'];
const resources = allResources();
const experiments = resources.filter(([, {kind}]) => kind === 'Experiment');
const first = experiments.filter(([, {apiVersion}]) => /v1alpha[12]$/.test(apiVersion as string));
/** One fixture asks New Relic in v2alpha1, which nobody can query. */
const metrics = resources.filter(([name, {kind}]) => kind === 'Metric' && !name.endsWith('v2alpha1 sales'));

/** A server without conversion changes the apiVersion alone. */
describe('a resource that is read through another version', () => {
  it.each(experiments)('means the same: %s', (_name, resource) => {
    const {spec, status, legacy, dialect} = parseExperiment(resource);
    for (const version of VERSIONS) {
      const served = parseExperiment({...resource, apiVersion: `iter8.tools/${version}`});
      expect(served).toMatchObject({spec, status, legacy, dialect});
    }
  });

  it.each(first)('becomes the same by conversion: %s', (_name, resource) => {
    const own = convertResource(resource);
    const served = convertResource({...resource, apiVersion: 'iter8.tools/v2alpha2'});
    expect('resource' in served && served.resource).toEqual('resource' in own && own.resource);
  });

  it.each(metrics)('is queried the same: %s', (_name, resource) => {
    const {source, type, sampleSize} = parseMetric(resource);
    expect(parseMetric({...resource, apiVersion: 'iter8.tools/v2alpha2'})).toMatchObject({
      source,
      type,
      sampleSize,
    });
  });
});
