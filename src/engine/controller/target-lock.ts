import {createHash} from 'node:crypto';
import {ifThere} from '../../cluster/not-found.js';
import type {Cluster, ObjectName} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import type {Experiment} from '../../experiment/model.js';
import type {TargetAnswer} from '../step/input.js';
import {type ExperimentCache, idOf} from './experiment-cache.js';
import {deleteLease, type Lease, type LeaseContent, readLease, writeLease} from './lease.js';

/** Name of the experiment whose UID holds the Lease. */
const HOLDER_NAME = 'iter8.tools/experiment';
const HELD_TARGET = 'iter8.tools/target';

/**
 * One experiment at a time for each target: a Lease in the experiment's namespace, held by UID. The oldest waiting
 * experiment comes first, and a Lease is taken over only from an experiment that has ended or is gone.
 */
export class TargetLock {
  constructor(
    private readonly cluster: Cluster,
    private readonly cache: ExperimentCache,
    private readonly now: () => Date,
  ) {}

  async acquire(experiment: Experiment, signal?: AbortSignal): Promise<TargetAnswer> {
    const {source} = experiment;
    const {uid} = idOf(source);
    const lease = await readLease(this.cluster, leaseName(source), signal);
    if (lease?.holder === uid) return {kind: 'acquired'};
    if (lease && !(await this.#hasEnded(source, lease, signal))) {
      return {kind: 'held', by: fullName(source, lease.annotations[HOLDER_NAME] ?? lease.holder)};
    }
    const running = this.#rivals(
      source,
      (stage) => stage !== 'Waiting' && stage !== 'Completed' && stage !== '',
    )[0];
    if (running) return {kind: 'held', by: fullName(source, idOf(running).name)}; // begun by an engine without Leases
    const earlier = this.#earlier(source);
    if (earlier) return {kind: 'earlier', by: fullName(source, idOf(earlier).name)};
    const content = contentFor(source);
    const written = await writeLease(this.cluster, leaseName(source), {
      content,
      known: lease,
      now: this.now(),
      ...(signal && {signal}),
    });
    return written ? {kind: 'acquired'} : this.acquire(experiment, signal); // it has changed meanwhile
  }

  async release({source}: Experiment, signal?: AbortSignal): Promise<void> {
    const name = leaseName(source);
    const lease = await readLease(this.cluster, name, signal);
    if (lease?.holder === idOf(source).uid) await deleteLease(this.cluster, name, lease, signal);
  }

  /** Asked of the server: what our cache does not know may still exist. */
  async #hasEnded(source: JsonObject, {holder, annotations}: Lease, signal?: AbortSignal): Promise<boolean> {
    const name = annotations[HOLDER_NAME];
    if (holder === '' || name === undefined) return holder === '';
    const {namespace} = idOf(source);
    const found = await ifThere(this.cluster.get(this.cache.kind, {namespace, name}, {signal}));
    return found === undefined || idOf(found).uid !== holder || stageOf(found) === 'Completed';
  }

  /** The oldest other one that waits for this target too. */
  #earlier(source: JsonObject): JsonObject | undefined {
    const mine = ageKey(source);
    const rivals = this.#rivals(source, (stage) => stage === 'Waiting').filter((other) => ageKey(other) < mine);
    return rivals.sort((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1))[0];
  }

  #rivals(source: JsonObject, isMeant: (stage: string) => boolean): JsonObject[] {
    const [{uid}, target] = [idOf(source), targetKey(source)];
    return [...this.cache.all()].filter(
      (other) => isMeant(stageOf(other)) && targetKey(other) === target && idOf(other).uid !== uid,
    );
  }
}

/** Experiments of the same key are in each other's way. */
export function targetKey(source: JsonObject): string {
  const {target} = isObject(source.spec) ? source.spec : {};
  return `${idOf(source).namespace}\n${typeof target === 'string' ? target : ''}`;
}

/** Sorts by the time of asking; of one second, by UID. */
function ageKey(source: JsonObject): string {
  const asked = new Field(source).get('status', 'initTime').text() ?? '9999';
  return `${asked} ${idOf(source).uid}`;
}

function stageOf(source: JsonObject): string {
  return new Field(source).get('status', 'stage').text() ?? '';
}

function fullName(source: JsonObject, name: string): string {
  return `${idOf(source).namespace}/${name}`;
}

function leaseName(source: JsonObject): ObjectName {
  const hash = createHash('sha256').update(targetKey(source)).digest('hex').slice(0, 16);
  return {namespace: idOf(source).namespace, name: `iter8-target-${hash}`};
}

/** Owned by the experiment, so that it goes when the experiment is deleted. */
function contentFor(source: JsonObject): LeaseContent {
  const {name, uid} = idOf(source);
  const {apiVersion, kind} = source;
  return {
    holder: uid,
    annotations: {
      [HOLDER_NAME]: name,
      [HELD_TARGET]: new Field(source).get('spec', 'target').text() ?? '',
    },
    ownerReferences: [{apiVersion, kind, name, uid}],
  };
}
