import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {
  WISH_ANNOTATION,
  WISH_AT_ANNOTATION,
  WISH_BY_ANNOTATION,
  WISH_REASON_ANNOTATION,
} from '../../experiment/wish.js';
import {annotate} from '../annotate.js';
import {annotationsOf} from '../stored-experiment.js';

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

/**
 * Records on an experiment what should become of it, for the engine to see to.
 *
 * @throws Iter8Error NOT_FOUND; INVALID when it has ended, or is being aborted and was to pause or go on
 */
export async function recordWish(cluster: Cluster, request: WishRequest): Promise<WishOutcome> {
  let unchanged: string | undefined;
  const experiment = await annotate(cluster, request.name, (found) => {
    requireOpen(found, request.kind);
    unchanged = reasonNotToWrite(found, request);
    return unchanged === undefined ? wishAnnotations(request, cluster.user) : undefined;
  });
  return {experiment, unchanged};
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

/** null takes away what an earlier wish has left. */
function wishAnnotations({kind, reason, now}: WishRequest, user: string | undefined): JsonObject {
  return {
    [WISH_ANNOTATION]: kind,
    [WISH_REASON_ANNOTATION]: reason ?? null,
    [WISH_BY_ANNOTATION]: user ?? null,
    [WISH_AT_ANNOTATION]: wholeSecondsText(now),
  };
}
