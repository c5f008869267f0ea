import {Iter8Error} from '../../../errors.js';
import {Field, type FieldPath} from '../../../experiment/field.js';
import type {Experiment} from '../../../experiment/model.js';
import {GROUP} from '../../../experiment/parse.js';
import {type Finding, wrongValue} from '../../../experiment/validate/finding.js';
import {metricReader} from '../../../engine/controller/cluster-readers.js';
import type {Metric} from '../../../metrics/metric.js';
import {parseMetric} from '../../../metrics/parse-metric.js';
import {collectMetrics, type MetricReader} from '../../../metrics/references.js';
import {ifAllowed, type Rule, type World} from '../world.js';

/** Whether the metrics of the criteria are there, and those that they name in turn. */
export const checkMetrics: Rule = async ({experiment}, world) => {
  const {namespace} = experiment;
  const installNamespace = world.controller?.namespace;
  const options = {namespace, ...(installNamespace !== undefined && {installNamespace})};
  const findings: Finding[] = [];
  for (const {reference, path} of namedMetrics(experiment)) {
    const reader = new RememberingReader(world);
    const found = await collectMetrics([reference], options, (...name) => reader.read(...name));
    if (found.kind === 'collected' || (await ifAllowed(world, reader.answered())) === undefined) continue;
    const hint = found.kind === 'missing' ? '; iter8ctl install --metrics STACK brings the usual ones' : '';
    findings.push(wrongValue({path}, `${found.reason}${hint}`));
  }
  return findings;
};

interface NamedMetric {
  readonly reference: string;
  readonly path: FieldPath;
}

/** The request count of v2alpha1 that is meant where none is written stands for the criteria. */
function namedMetrics({source, spec}: Experiment): NamedMetric[] {
  const criteria = new Field(source).get('spec', 'criteria');
  const count = criteria.get('requestCount');
  const reward = criteria.get('reward');
  const rewards = [...criteria.get('rewards').items(), ...(reward.exists ? [reward] : [])];
  const judged = [...rewards, ...criteria.get('objectives').items()].map((each) => each.get('metric'));
  const written = [count, ...criteria.get('indicators').items(), ...judged].flatMap(namedBy);
  const {requestCount} = spec.criteria;
  const implied = requestCount !== undefined && !count.exists;
  return implied ? [{reference: requestCount, path: criteria.path}, ...written] : written;
}

function namedBy(field: Field): NamedMetric[] {
  const reference = field.text();
  return reference === undefined ? [] : [{reference, path: field.path}];
}

/** Reads metrics of the files and of the cluster, and remembers what kept the cluster from answering. */
class RememberingReader {
  #failure: Iter8Error | undefined;
  readonly #inCluster: MetricReader;

  constructor(private readonly world: World) {
    this.#inCluster = metricReader(world.cluster);
  }

  async read(namespace: string, name: string): Promise<Metric | undefined> {
    const own = this.world.inFiles.get({group: GROUP, kind: 'Metric', namespace, name});
    if (own) return {...parseMetric(own), namespace};
    try {
      return await this.#inCluster(namespace, name);
    } catch (error) {
      if (error instanceof Iter8Error && error.code !== 'INVALID') this.#failure = error;
      throw error;
    }
  }

  /** Rejects with what kept the cluster from answering; a metric that makes no sense is an answer. */
  answered(): Promise<true> {
    return this.#failure ? Promise.reject(this.#failure) : Promise.resolve(true);
  }
}
