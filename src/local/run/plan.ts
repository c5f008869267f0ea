import {readExperimentResource} from '../../engine/experiment-resource.js';
import {Iter8Error} from '../../errors.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import {type Experiment, totalIterations} from '../../experiment/model.js';
import {parseObjectiveText} from '../../experiment/objective-text.js';
import {strengthFrom, type StrengthText} from '../../experiment/strength-text.js';
import {BUILTIN_FORMULAS} from '../../metrics/builtin/builtin.js';
import type {FileSecret} from '../../metrics/inspect/file-secrets.js';
import type {MetricFiles} from '../../metrics/inspect/files.js';
import type {Metric} from '../../metrics/metric.js';
import {queriedVersions} from '../../metrics/version.js';
import {divideDuration, experimentFor, type RunVersion} from './url-experiment.js';

/** A run without a cluster, ready to begin. */
export interface RunPlan {
  readonly resource: JsonObject;
  /** Of the file; the built-in ones need not be named. */
  readonly metrics: readonly Metric[];
  /** Of the file, for its metrics; never to be shown. */
  readonly secrets: readonly FileSecret[];
  /** Versions to send requests to; empty: traffic flows elsewhere, and the file's metrics tell of it. */
  readonly targets: readonly RunVersion[];
  readonly warmUpMs: number;
  readonly intervalSeconds: number;
  readonly iterations: number;
}

/** What the flags with URLs say. */
export interface UrlRequest {
  readonly baseline?: string | undefined;
  readonly candidate?: string | undefined;
  readonly conformance?: string | undefined;
  readonly objectives: readonly string[];
  readonly durationMs: number;
  /** Requests a second of our own; undefined: none. */
  readonly rps: number | undefined;
  readonly judgement?: Judgement | undefined;
}

/** How sure the verdict is to be, as flags say it: `criteria.strength`, and whether the run ends early. */
export interface Judgement extends StrengthText {
  /** undefined: as many as half of the first interval has, 20 at most. */
  readonly minimumSamples?: number | undefined;
  readonly endEarly?: boolean | undefined;
}

/**
 * A plan from URLs and objectives on the command line.
 *
 * @throws Iter8Error INVALID when URLs or objectives are missing or wrong
 */
export function planFromUrls(request: UrlRequest): RunPlan {
  const {baseline, candidate, conformance, objectives, durationMs, rps, judgement = {}} = request;
  const isPair = baseline !== undefined && candidate !== undefined && conformance === undefined;
  const isSingle = conformance !== undefined && baseline === undefined && candidate === undefined;
  if (!isPair && !isSingle) {
    const hint = 'give --baseline URL --candidate URL, or --conformance URL, or -f FILE';
    throw new Iter8Error('INVALID', 'not clear what to judge', hint);
  }
  if (objectives.length === 0) {
    throw new Iter8Error('INVALID', 'no objective to judge by', "add one, such as --objective 'mean-latency<=50'");
  }
  const targets = isPair
    ? [namedUrl('baseline', baseline), namedUrl('candidate', candidate)]
    : [namedUrl('app', conformance ?? '')];
  const limits = objectives.map(parseObjectiveText);
  limits.forEach(({metric}) => requireBuiltin(metric));
  requireQuality(limits.map(({metric}) => metric));
  const times = divideDuration(durationMs);
  const usual = samplesToJudge((rps ?? 0) * times.intervalSeconds, targets.length);
  const {endEarly, minimumSamples = usual} = judgement;
  const strength = strengthFrom({...judgement, minimumSamples});
  const resource = experimentFor({versions: targets, objectives: limits, times, strength, endEarly});
  return {resource, metrics: [], secrets: [], targets, ...times};
}

const [FEWEST_SAMPLES, MOST_SAMPLES] = [1, 20];

/** Requests without which a version is not judged: half of what it gets in the first interval, 20 at most. */
function samplesToJudge(requests: number, versions: number): number {
  return Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, Math.floor(requests / versions / 2)));
}

/** A version that refuses every request satisfies limits on counts. */
function requireQuality(metrics: readonly string[]): void {
  if (metrics.some((metric) => !metric.endsWith('-count'))) return;
  const hint = "add one on errors or latency, such as --objective 'error-rate<=0.01'";
  throw new Iter8Error('INVALID', 'counts alone do not tell whether a version is good', hint);
}

/** Our own load gives the built-in metrics and no others. */
function requireBuiltin(metric: string): void {
  const names = Object.keys(BUILTIN_FORMULAS);
  if (names.includes(metric.replace(`${INSTALL_NAMESPACE}/`, ''))) return;
  throw new Iter8Error(
    'INVALID',
    `no metric ${metric} is measured on load`,
    `there are ${names.join(', ')}; for others use -f`,
  );
}

/** `URL`, or `NAME=URL` for a name of one's own. */
function namedUrl(role: string, text: string): RunVersion {
  const [, name = role, url = text] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (URL.canParse(url) && /^https?:/.test(url)) return {name, url};
  throw new Iter8Error('INVALID', `not a URL: ${url}`, 'write http://HOST:PORT/PATH or https://…');
}

/**
 * Without status and wishes: a run begins at the beginning. What an engine elsewhere has written says nothing of the
 * versions as they are now, and nobody could take back a wish to pause.
 */
function fresh(source: JsonObject): JsonObject {
  const resource = Object.fromEntries(Object.entries(source).filter(([key]) => key !== 'status'));
  const metadata = isObject(resource.metadata) ? resource.metadata : {};
  const annotations = isObject(metadata.annotations) ? Object.entries(metadata.annotations) : [];
  const kept = annotations.filter(([name]) => !name.startsWith('iter8.tools/wish'));
  return {...resource, metadata: {...metadata, annotations: Object.fromEntries(kept)}};
}

/**
 * A plan from an Experiment, its Metrics and their Secrets in a file. A version's URL is its variable `url`.
 *
 * @throws Iter8Error INVALID when only some versions have a URL, or the Experiment is of a generation that is not run
 */
export function planFromFile(
  experiment: Experiment,
  {metrics, secrets}: Pick<MetricFiles, 'metrics' | 'secrets'>,
): RunPlan {
  const resource = fresh(experiment.source);
  const {spec} = readExperimentResource(resource);
  const urls = queriedVersions(experiment).map(({name, variables}) => ({name, url: variables.get('url')}));
  const without = urls.filter(({url}) => url === undefined).map(({name}) => name);
  if (without.length > 0 && without.length < urls.length) {
    const hint = 'give every version a variable named url, or none';
    throw new Iter8Error('INVALID', `no URL for version ${without.join(', ')}`, hint);
  }
  const targets = without.length > 0 ? [] : urls.map(({name, url}) => namedUrl(name, url ?? ''));
  const {intervalSeconds} = spec.duration;
  const iterations = totalIterations(spec);
  const warmUpMs = Math.min(5000, intervalSeconds * iterations * 100);
  return {resource, metrics, secrets, targets, warmUpMs, intervalSeconds, iterations};
}
