import {fateOf} from '../../analysis/replay/judgement.js';
import type {Playback, Recording, RecordedLook, ReplayedLook} from '../../analysis/replay/recording.js';
import {MemoryStore} from '../../engine/memory-store.js';
import {withCountsAbove} from '../../engine/observations.js';
import type {Ports} from '../../engine/ports.js';
import {runExperiment} from '../../engine/run.js';
import {Iter8Error} from '../../errors.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {memberOf, numberOf} from '../../experiment/lenient.js';
import type {Experiment, Weight} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import type {LookSeries} from '../../experiment/stored-looks.js';
import {skippedLooks, withSkippedLooks} from './skipped-looks.js';

/**
 * Judges a recording again, by the same engine that runs experiments: it is given what the run saw, iteration after
 * iteration, at the times at which it saw it. Traffic was what it was, so that each look finds the recorded split, whatever
 * these rules would have made of it. Tasks are not run.
 *
 * @param resource the Experiment with the rules to judge by; of its status only what the run had at its begin counts
 * @throws Iter8Error INVALID as `readExperimentResource`
 */
export async function playBack({looks}: Pick<Recording, 'looks'>, resource: JsonObject): Promise<Playback> {
  const end = new AbortController();
  const skipped = skippedLooks(resource, new Set(looks.map(({iteration}) => iteration)));
  const store = new MemoryStore(beginOf(resource, looks, skipped));
  const world = new RecordedWorld({looks, skipped}, store, () => end.abort());
  const replayed: ReplayedLook[] = [];
  const onWrite = (experiment: Experiment) => {
    const look = world.takeJudged();
    if (look) replayed.push({...look, experiment});
  };
  const {experiment} = await runExperiment(world, {signal: end.signal, onWrite, checkItem: () => undefined});
  if (!experiment) throw new Iter8Error('INVALID', 'nothing of the run is recorded');
  return {experiment, looks: replayed, fate: {...fateOf(experiment), iteration: replayed.at(-1)?.iteration ?? 0}};
}

/** The resource before its first recorded iteration. Wishes were made to the run, and not to the replay. */
function beginOf(
  resource: JsonObject,
  looks: readonly RecordedLook[],
  skipped: readonly LookSeries[],
): JsonObject {
  const [first] = looks;
  const {status, metadata} = resource;
  const {metrics, versionInfo, startTime, currentWeightDistribution} = isObject(status) ? status : {};
  const begin = {
    ...(metrics !== undefined && {metrics}),
    ...(versionInfo !== undefined && {versionInfo}),
    // an empty list says that nobody can move traffic
    ...(Array.isArray(currentWeightDistribution) && {currentWeightDistribution}),
    startTime: startTime ?? wholeSecondsText(first?.at ?? new Date(0)),
    stage: 'Running',
    completedIterations: (first?.iteration ?? 1) - 1,
    progress: {},
    ...withSkippedLooks({}, skipped, first?.iteration ?? 1),
  };
  return {...resource, metadata: {...(isObject(metadata) && metadata), annotations: {}}, status: begin};
}

/** What is known of a run. */
interface Known {
  readonly looks: readonly RecordedLook[];
  /** What was counted in between. */
  readonly skipped: readonly LookSeries[];
}

/** The world of a run as it was recorded. */
class RecordedWorld implements Ports {
  readonly #byIteration: ReadonlyMap<number, RecordedLook>;
  #time: Date;
  #judging: RecordedLook | undefined;
  #set: {readonly iteration: number; readonly weights: readonly Weight[]} | undefined;

  /** @param onEnd called when more is asked than was recorded */
  constructor(
    private readonly known: Known,
    private readonly store: MemoryStore,
    private readonly onEnd: () => void,
  ) {
    this.#byIteration = new Map(known.looks.map((look) => [look.iteration, look]));
    this.#time = known.looks[0]?.at ?? new Date(0);
  }

  readonly now = () => this.#time;
  readonly readExperiment = () => this.store.readExperiment();

  /** An iteration that was not recorded counts as done, without having been looked at. */
  readonly writeStatus: Ports['writeStatus'] = async (write) => {
    await this.store.writeStatus(write);
    this.store.change((resource) => withNextLook(resource, this.known));
    return this.store.resource;
  };

  readonly acquireTarget: Ports['acquireTarget'] = () => Promise.resolve({kind: 'acquired'});
  readonly releaseTarget = () => Promise.resolve();
  readonly runAction: Ports['runAction'] = () => Promise.resolve({kind: 'succeeded'});

  /** What is not copied into the status was not recorded either. */
  readonly readMetricResources: Ports['readMetricResources'] = () =>
    Promise.resolve({kind: 'collected', metrics: new Map(), names: new Map(), sampleSizes: new Map()});

  readonly queryMetrics: Ports['queryMetrics'] = (experiment) => {
    const look = this.#lookOf(experiment);
    if (!look) return Promise.resolve(new Map());
    this.#judging = look;
    this.#moveTo(look.at);
    const {observations, countAbove} = look;
    return Promise.resolve(countAbove ? withCountsAbove(experiment, observations, countAbove) : observations);
  };

  /** The split that was found; once the engine has set one, what it has set, or it would try again. */
  readonly observeWeights: Ports['observeWeights'] = (experiment) => {
    const isSet = this.#set?.iteration === iterationOf(experiment);
    const weights = isSet ? this.#set?.weights : this.#lookOf(experiment)?.weights;
    return Promise.resolve({kind: 'observed', weights: weights ?? []});
  };

  readonly setWeights: Ports['setWeights'] = (weights, experiment) => {
    this.#set = {iteration: iterationOf(experiment), weights};
    return Promise.resolve();
  };

  readonly sleep: Ports['sleep'] = (until) => {
    this.#moveTo(until);
    return Promise.resolve();
  };

  /** The look whose judgement has just been written; undefined: none has. */
  takeJudged(): RecordedLook | undefined {
    const judged = this.#judging;
    this.#judging = undefined;
    return judged;
  }

  #lookOf(experiment: Experiment): RecordedLook | undefined {
    const look = this.#byIteration.get(iterationOf(experiment));
    if (!look) this.onEnd();
    return look;
  }

  #moveTo(time: Date): void {
    if (time > this.#time) this.#time = time;
  }
}

/** The one that is judged, or whose traffic is being set. */
function iterationOf({status}: Experiment): number {
  return status.completedIterations + 1;
}

/** Between two iterations: the next one is that which was recorded next, due when it was. */
function withNextLook(resource: JsonObject, {looks, skipped}: Known): JsonObject {
  const {status} = resource;
  const progress = memberOf(status, 'progress');
  if (!isObject(status) || !isObject(progress) || progress.ending !== undefined || progress.decided !== undefined)
    return resource;
  const completed = numberOf(status.completedIterations) ?? 0;
  const next = looks.find(({iteration}) => iteration > completed);
  if (!next) return resource;
  return {
    ...resource,
    status: {
      ...status,
      completedIterations: next.iteration - 1,
      progress: {...progress, nextDueAt: next.at.toISOString()},
      ...withSkippedLooks(resource, skipped, next.iteration),
    },
  };
}
