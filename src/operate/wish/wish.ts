import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {parseExperiment} from '../../experiment/parse.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {WISH_ANNOTATION, WISH_REASON_ANNOTATION} from '../../experiment/wish.js';
import {experimentKind, getExperiment} from '../experiments.js';
import {annotationsOf, identityOf} from '../stored-experiment.js';

/** Who made the wish, as far as the kubeconfig says. */
export const WISH_BY_ANNOTATION = 'iter8.tools/wish-by';
/** When, RFC 3339. */
export const WISH_AT_ANNOTATION = 'iter8.tools/wish-at';

export type WishKind = 'pause' | 'resume' | 'abort';

export interface WishRequest {
  readonly kind: WishKind;
  readonly name: string;
  readonly reason?: string | undefined;
  readonly now: Date;
}

/** What became of a wish. */
export interface WishOutcome {
  /** The experiment as it is now. */
  readonly experiment: Experiment;
  /** Why nothing was written; undefined: it was. */
  readonly unchanged: string | undefined;
}

const MOST_ATTEMPTS = 5;

/**
 * Records on an experiment what should become of it, for the engine to see to.
 *
 * @throws Iter8Error NOT_FOUND; INVALID when it has ended, or is being aborted and was to pause or go on
 */
export async function recordWish(cluster: Cluster, request: WishRequest): Promise<WishOutcome> {
  const kind = await experimentKind(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const experiment = await getExperiment(cluster, request.name);
    requireOpen(experiment, request.kind);
    const unchanged = reasonNotToWrite(experiment, request);
    if (unchanged !== undefined) return {experiment, unchanged};
    const written = await write(cluster, kind, experiment, request);
    if (written) return {experiment: written, unchanged: undefined};
    if (attempt === MOST_ATTEMPTS) throw busy(request.name);
  }
}

function requireOpen(experiment: Experiment, kind: WishKind): void {
  const {name, namespace} = experiment;
  if (isCompleted(experiment)) {
    const hint = `run it anew: iter8ctl rerun ${name} -n ${namespace}`;
    throw new Iter8Error('INVALID', `experiment "${name}" has ended, there is nothing to ${kind}`, hint);
  }
  if (kind === 'abort' || annotationsOf(experiment)[WISH_ANNOTATION] !== 'abort') return;
  const hint = `see how it ends: iter8ctl watch ${name} -n ${namespace}`;
  throw new Iter8Error('INVALID', `experiment "${name}" is being aborted, which cannot be taken back`, hint);
}

/** The same wish again, without another reason for it, is none. */
function reasonNotToWrite(experiment: Experiment, {kind, name, reason}: WishRequest): string | undefined {
  const annotations = annotationsOf(experiment);
  const present = annotations[WISH_ANNOTATION];
  if (kind === 'resume' && present !== 'pause') return `experiment "${name}" is not paused`;
  const isSame = present === kind && (reason === undefined || reason === annotations[WISH_REASON_ANNOTATION]);
  return isSame ? `experiment "${name}" is ${kind === 'pause' ? 'paused' : 'being aborted'} already` : undefined;
}

/** @returns undefined when somebody else has changed the experiment since it was read */
async function write(
  cluster: Cluster,
  kind: ResourceKind,
  {source}: Experiment,
  request: WishRequest,
): Promise<Experiment | undefined> {
  const {resourceVersion, ...name} = identityOf(source);
  const value = {metadata: {resourceVersion, annotations: wishAnnotations(request, cluster.user)}};
  try {
    const object = await cluster.patch(kind, name, {kind: 'merge', value});
    return parseExperiment(object);
  } catch (error) {
    if (error instanceof ConflictError) return undefined;
    throw error;
  }
}

/** null takes away what an earlier wish has left. */
function wishAnnotations({kind, reason, now}: WishRequest, user: string | undefined): JsonObject {
  return {
    [WISH_ANNOTATION]: kind,
    [WISH_REASON_ANNOTATION]: reason ?? null,
    [WISH_BY_ANNOTATION]: user ?? null,
    [WISH_AT_ANNOTATION]: wholeSecondsText(now),
  };
}

function busy(name: string): Iter8Error {
  const problem = `experiment "${name}" was changed by others ${MOST_ATTEMPTS} times in a row`;
  return new Iter8Error('INVALID', problem, 'try again');
}
