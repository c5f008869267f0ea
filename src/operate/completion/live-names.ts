import {loadKubeconfig} from '../../cluster/kubeconfig/files.js';
import type {Cluster} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import {GROUP} from '../../experiment/parse.js';
import type {Deps} from '../../runtime/deps.js';
import {readableExperiments} from '../create/create.js';
import {identityOf, stageWords} from '../stored-experiment.js';
import type {GivenFlags} from './command-line.js';
import type {LiveNames, Suggestion} from './suggest.js';

/** Whoever presses Tab does not wait longer. */
const REQUEST_TIMEOUT = '2s';

/** Asks the kubeconfig, the file or the cluster that the line so far names. */
export async function liveNames(
  names: LiveNames,
  given: GivenFlags,
  deps: Pick<Deps, 'cluster' | 'env'>,
): Promise<Suggestion[]> {
  if (names === 'contexts') return contexts(given, deps);
  const flags = {
    kubeconfig: given.get('kubeconfig'),
    context: given.get('context'),
    namespace: given.get('namespace'),
    as: given.get('as'),
    'request-timeout': REQUEST_TIMEOUT,
  };
  const cluster = await deps.cluster(flags);
  return askCluster(cluster, names).finally(() => cluster.close());
}

async function contexts(given: GivenFlags, {env}: Pick<Deps, 'env'>): Promise<Suggestion[]> {
  const config = await loadKubeconfig(given.get('kubeconfig'), env);
  return [...(config?.contexts.keys() ?? [])].map((word) => ({word, description: ''}));
}

async function askCluster(cluster: Cluster, names: Exclude<LiveNames, 'contexts'>): Promise<Suggestion[]> {
  const {group, kind: kindName} = KINDS[names];
  const kind = await cluster.findKind({group, kind: kindName});
  if (!kind) return [];
  const {items} = await cluster.list(kind, names === 'namespaces' ? {} : {namespace: cluster.namespace});
  return names === 'experiments' ? items.flatMap(readableExperiments).map(experiment) : items.map(plain);
}

const KINDS = {
  experiments: {group: GROUP, kind: 'Experiment'},
  metrics: {group: GROUP, kind: 'Metric'},
  namespaces: {group: '', kind: 'Namespace'},
} as const;

function plain(object: JsonObject): Suggestion {
  return {word: identityOf(object).name, description: ''};
}

function experiment(found: Experiment): Suggestion {
  return {word: found.name, description: stageWords(found)};
}
