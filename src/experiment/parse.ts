import {Iter8Error} from '../errors.js';
import {Field} from './field.js';
import type {JsonObject} from './json.js';
import type {Experiment} from './model.js';
import {parseV1alpha1} from './parse-v1alpha1.js';
import {parseV1alpha2} from './parse-v1alpha2.js';
import {parseV2} from './parse-v2.js';

export const GROUP = 'iter8.tools';

type Parser = (resource: Field) => Omit<Experiment, keyof Identity>;

const PARSERS: Readonly<Record<string, Parser>> = {
  [`${GROUP}/v1alpha1`]: parseV1alpha1,
  [`${GROUP}/v1alpha2`]: parseV1alpha2,
  [`${GROUP}/v2alpha1`]: parseV2,
  [`${GROUP}/v2alpha2`]: parseV2,
};

export const API_VERSIONS: readonly string[] = Object.keys(PARSERS);

type Identity = Pick<Experiment, 'apiVersion' | 'name' | 'namespace' | 'createdAt' | 'source'>;

/**
 * The typed model of an Experiment resource of any generation.
 *
 * @throws Iter8Error INVALID for an unknown apiVersion
 * @throws FieldError with the path of the first field that holds another type than it must
 */
export function parseExperiment(source: JsonObject): Experiment {
  const resource = new Field(source);
  const apiVersion = resource.get('apiVersion').text() ?? '';
  if (!Object.hasOwn(PARSERS, apiVersion)) {
    throw new Iter8Error(
      'INVALID',
      `apiVersion ${JSON.stringify(apiVersion)} of Experiment is not known`,
      `known are ${API_VERSIONS.join(', ')}`,
    );
  }
  return {...identityOf(resource, apiVersion, source), ...parserFor(resource, apiVersion)(resource)};
}

/** A server gives out whatever apiVersion it is asked for, and the fields as they were written: they tell the generation. */
function parserFor(resource: Field, apiVersion: string): Parser {
  const spec = resource.get('spec');
  if (spec.get('target').exists) return parseV2;
  if (spec.get('targetService').exists) return parseV1alpha1;
  if (spec.get('service').exists) return parseV1alpha2;
  return PARSERS[apiVersion] ?? parseV2;
}

function identityOf(resource: Field, apiVersion: string, source: JsonObject): Identity {
  const metadata = resource.get('metadata');
  const name = metadata.get('name').text() ?? metadata.get('generateName').text();
  if (name === undefined) throw metadata.get('name').missing();
  return {
    apiVersion,
    name,
    namespace: metadata.get('namespace').text() ?? 'default',
    createdAt: metadata.get('creationTimestamp').time(),
    source,
  };
}
