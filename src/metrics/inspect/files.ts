import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import type {Experiment} from '../../experiment/model.js';
import {GROUP, parseExperiment} from '../../experiment/parse.js';
import {atPosition, readResources} from '../../experiment/reading/experiments.js';
import {apiVersionOf, kindOf} from '../../experiment/reading/resource.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {fullNameOf, type Metric} from '../metric.js';
import {parseMetric} from '../parse-metric.js';
import {type FileSecret, parseSecret} from './file-secrets.js';

/** What some files hold for metric queries. */
export interface MetricFiles {
  readonly metrics: readonly Metric[];
  /** For the metrics of their namespaces; never to be shown. */
  readonly secrets: readonly FileSecret[];
  /** undefined: the files hold none. */
  readonly experiment: Experiment | undefined;
}

/**
 * The Metrics, their Secrets and the Experiment of some texts.
 *
 * @throws Iter8Error INVALID with the place of what cannot be read, or when there are several Experiments
 */
export async function readMetricFiles(sources: readonly SourceText[]): Promise<MetricFiles> {
  const [metrics, secrets, experiments]: [Metric[], FileSecret[], Experiment[]] = [[], [], []];
  for (const source of sources) {
    for await (const resource of readResources(source)) {
      if (isSecret(resource.value)) secrets.push(await atPosition(resource, () => parseSecret(resource.value)));
      if (!apiVersionOf(resource.value).startsWith(`${GROUP}/`)) continue;
      if (kindOf(resource.value) === 'Metric')
        metrics.push(await atPosition(resource, () => parseMetric(resource.value)));
      if (kindOf(resource.value) === 'Experiment')
        experiments.push(await atPosition(resource, () => parseExperiment(resource.value)));
    }
  }
  if (experiments.length <= 1) return {metrics, secrets, experiment: experiments[0]};
  const names = experiments.map(({namespace, name}) => `${namespace}/${name}`).join(', ');
  throw new Iter8Error(
    'INVALID',
    `several experiments in the input: ${names}`,
    'leave only the one whose versions count',
  );
}

function isSecret(value: JsonObject): boolean {
  return kindOf(value) === 'Secret' && apiVersionOf(value) === 'v1';
}

/**
 * The metric that a name means: `namespace/name`, or a bare name, which means the experiment's namespace, then the install
 * namespace, then the only one of that name.
 *
 * @throws Iter8Error NOT_FOUND, or INVALID when several are of that name
 */
export function findMetric(name: string, {metrics, experiment}: Omit<MetricFiles, 'secrets'>): Metric {
  const namespaces = [...(experiment ? [experiment.namespace] : []), INSTALL_NAMESPACE];
  const spellings = name.includes('/') ? [name] : namespaces.map((namespace) => `${namespace}/${name}`);
  const exact = spellings.flatMap((spelling) => metrics.filter((metric) => fullNameOf(metric) === spelling));
  const found = exact.length > 0 ? exact.slice(0, 1) : metrics.filter((metric) => metric.name === name);
  const [only] = found;
  if (only && found.length === 1) return only;
  const names = (only ? found : metrics).map(fullNameOf).join(', ');
  if (only) throw new Iter8Error('INVALID', `several metrics are called ${name}`, `name one of ${names}`);
  const hint = metrics.length === 0 ? 'the input holds no Metric' : `the input holds ${names}`;
  throw new Iter8Error('NOT_FOUND', `no metric "${name}" in the input`, hint);
}
