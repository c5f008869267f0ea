import {Iter8Error} from '../../errors.js';
import {Field} from '../field.js';
import {isObject} from '../json.js';
import {kindOf, type Resource} from '../reading/resource.js';
import {readResources} from '../reading/experiments.js';
import type {SourceText} from '../reading/source.js';
import {experimentV2} from './experiment-v2.js';
import type {Finding} from './finding.js';
import {identify} from './identify.js';
import {Place} from './place.js';
import {checkProvable, type MetricSpecs} from './rules/provable.js';

/**
 * What the Metrics of some texts make doubtful in an Experiment of any of them. The texts are read a second time, and only
 * where one of them asks for strength.
 */
export async function checkAgainstMetrics(
  sources: readonly SourceText[],
): Promise<(resource: Resource) => readonly Finding[]> {
  if (!sources.some(({text}) => /\bstrength\b/.test(text))) return () => [];
  const specs = await readSpecs(sources);
  return ({value}) => {
    const identity = identify(value);
    const isCurrent = identity.status === 'known' && identity.version.startsWith('v2');
    return isCurrent && identity.kind === 'Experiment' ? checkProvable(experimentV2(value), specs) : [];
  };
}

async function readSpecs(sources: readonly SourceText[]): Promise<MetricSpecs> {
  const specs = new Map<string, NonNullable<ReturnType<MetricSpecs['get']>>>();
  for (const source of sources) {
    for await (const {value} of readableResources(source)) {
      const metadata = new Place(new Field(value)).get('metadata');
      const name = metadata.get('name').text();
      if (kindOf(value) !== 'Metric' || name === undefined || !isObject(value.spec)) continue;
      specs.set(`${metadata.get('namespace').text() ?? 'default'}/${name}`, value.spec);
    }
  }
  return specs;
}

/** Up to a mistake, which the examination tells. */
async function* readableResources(source: SourceText): AsyncGenerator<Resource> {
  try {
    yield* readResources(source);
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
  }
}
