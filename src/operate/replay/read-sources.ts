import type {Recording} from '../../analysis/replay/recording.js';
import {Iter8Error} from '../../errors.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {textOf} from '../../experiment/lenient.js';
import {GROUP, parseExperiment} from '../../experiment/parse.js';
import {atPosition, readResources} from '../../experiment/reading/experiments.js';
import {apiVersionOf, describeKind, kindOf, type Resource} from '../../experiment/reading/resource.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {type FileSecret, parseSecret} from '../../metrics/inspect/file-secrets.js';
import type {Metric} from '../../metrics/metric.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import {experimentsDescribed} from './from-descriptions.js';
import {recordingOf} from './read-recording.js';

/** What files hold of a run. */
export interface RecordedSources {
  readonly recording: Recording;
  /** Beside the run, for queries of a backend. */
  readonly metrics: readonly Metric[];
  readonly secrets: readonly FileSecret[];
}

/** Which experiment of several is meant. */
export interface WantedRun {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** What was written down of one experiment, in its order. */
interface Told {
  readonly namespace: string;
  readonly name: string;
  readonly experiments: JsonObject[];
  /** Lines of `watch -o json`. */
  readonly descriptions: JsonObject[];
}

interface Found {
  /** By `namespace/name`. */
  readonly told: Map<string, Told>;
  readonly metrics: Metric[];
  readonly secrets: FileSecret[];
  /** In words, for who finds nothing else. */
  readonly others: string[];
}

/**
 * A run by files: an Experiment with its status, what `kubectl get experiment -w -o json` has printed, with or without
 * events, or lines of `watch -o json`; beside it may stand Metrics and Secrets.
 *
 * @throws Iter8Error INVALID with the place of what cannot be read, without any experiment, and for several of them;
 *   NOT_FOUND without the wanted one
 */
export async function readRecordedSources(
  sources: readonly SourceText[],
  wanted: WantedRun,
): Promise<RecordedSources> {
  const found: Found = {told: new Map(), metrics: [], secrets: [], others: []};
  for (const source of sources) {
    for await (const resource of readResources(source)) await take(found, unwrapped(resource));
  }
  const names = sources.map(({name}) => name).join(', ');
  const {experiments, descriptions} = pick(found, wanted, names);
  const {metrics, secrets} = found;
  if (descriptions.length === 0) return {recording: recordingOf(experiments), metrics, secrets};
  const recorded = recordingOf(experimentsDescribed(descriptions, experiments.at(-1)));
  const gaps = experiments.length > 0 ? [] : [NO_EXPERIMENT];
  return {recording: {...recorded, gaps}, metrics, secrets};
}

const NO_EXPERIMENT =
  'lines of watch -o json do not tell of rollbacks, minimum samples and counters; add the Experiment with another -f';

/** Events hold an object of their own. */
function unwrapped(resource: Resource): Resource {
  const {type, object} = resource.value;
  if (typeof type !== 'string' || !isObject(object)) return resource;
  return {...resource, value: object, root: [...resource.root, 'object']};
}

async function take(found: Found, resource: Resource): Promise<void> {
  const {value} = resource;
  const kind = kindOf(value);
  const group = apiVersionOf(value).split('/')[0];
  if (group === GROUP && kind === 'Experiment') {
    const {namespace, name} = await atPosition(resource, () => parseExperiment(value));
    toldOf(found, namespace, name).experiments.push(value);
  } else if (group === 'iter8ctl' && kind === 'ExperimentDescription') takeDescription(found, value);
  else if (group === GROUP && kind === 'Metric')
    found.metrics.push(await atPosition(resource, () => parseMetric(value)));
  else if (apiVersionOf(value) === 'v1' && kind === 'Secret')
    found.secrets.push(await atPosition(resource, () => parseSecret(value)));
  else found.others.push(describeKind(value));
}

function takeDescription(found: Found, value: JsonObject): void {
  toldOf(found, textOf(value.namespace), textOf(value.name)).descriptions.push(value);
}

function toldOf({told}: Found, namespace: string, name: string): Told {
  const key = `${namespace}/${name}`;
  const known = told.get(key) ?? {namespace, name, experiments: [], descriptions: []};
  told.set(key, known);
  return known;
}

/** @throws Iter8Error INVALID without any experiment and for several that may be meant, NOT_FOUND without the wanted one */
function pick({told, others}: Found, wanted: WantedRun, files: string): Told {
  const all = [...told.values()];
  const meant = all.filter((one) => isWanted(one, wanted));
  const [only, ...more] = meant;
  if (only && more.length === 0) return only;
  if (only) {
    const hint = 'name the one to replay, and its namespace with -n where that is not enough';
    throw new Iter8Error('INVALID', `several experiments in ${files}: ${namesOf(meant)}`, hint);
  }
  if (all.length > 0) throw notFound(wanted, files, `it has ${namesOf(all)}`);
  const hint = 'record a run with: kubectl get experiment NAME -w -o json > run.jsonl';
  throw new Iter8Error('INVALID', `no Experiment in ${files}: ${shortList(others) || 'an empty list'}`, hint);
}

function isWanted(told: Told, {name, namespace}: WantedRun): boolean {
  return (name === undefined || told.name === name) && (!namespace || told.namespace === namespace);
}

function notFound({name, namespace}: WantedRun, files: string, hint: string): Iter8Error {
  const parts = [name !== undefined && `experiment "${name}"`, namespace && `namespace "${namespace}"`];
  return new Iter8Error('NOT_FOUND', `no ${parts.filter(Boolean).join(' in ')} in ${files}`, hint);
}

function namesOf(told: readonly Told[]): string {
  return shortList(told.map(({namespace, name}) => `${namespace}/${name}`));
}

/** Names in a message. */
const MOST_NAMES = 5;

function shortList(words: readonly string[]): string {
  return `${words.slice(0, MOST_NAMES).join(', ')}${words.length > MOST_NAMES ? ', …' : ''}`;
}
