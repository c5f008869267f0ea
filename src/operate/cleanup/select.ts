import {Iter8Error} from '../../errors.js';
import {ageText} from '../../experiment/age.js';
import {Field} from '../../experiment/field.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {stageWords} from '../stored-experiment.js';

/** Which experiments are to go, of those that were found. */
export interface CleanupRequest {
  /** Empty: all. */
  readonly names: readonly string[];
  /** `Completed`: all that have ended; `Failed`: those of them without a verdict, because the engine gave up. */
  readonly stage?: 'Completed' | 'Failed' | undefined;
  /** Since their end. */
  readonly olderThanSeconds?: number | undefined;
  /** How many of each target, the last to end, are kept. */
  readonly keepLast?: number | undefined;
}

/** An experiment that may go, and why. */
export interface Chosen {
  readonly experiment: Experiment;
  readonly reason: string;
}

/**
 * The experiments to remove, the first to end first. One that has not ended is never among them.
 *
 * @param found experiments of the namespaces that are looked at
 * @throws Iter8Error NOT_FOUND for a name that is not there, INVALID for one that has not ended
 */
export function chooseExperiments(
  found: readonly Experiment[],
  request: CleanupRequest,
  now: Date,
): readonly Chosen[] {
  const named = request.names.length === 0 ? found : request.names.map((name) => endedOfName(found, name));
  const ended = [...new Set(named)].filter(isCompleted).sort(byEnd);
  const surplus = request.keepLast === undefined ? ended : withoutLast(ended, request.keepLast);
  const candidates = surplus.filter((experiment) => isMeant(experiment, request, now));
  return candidates.map((experiment) => ({experiment, reason: reasonFor(experiment, now)}));
}

function endedOfName(found: readonly Experiment[], name: string): Experiment {
  const experiment = found.find((other) => other.name === name);
  if (!experiment) {
    throw new Iter8Error('NOT_FOUND', `no experiment "${name}"`, 'list them with: iter8ctl get experiments -A');
  }
  if (isCompleted(experiment)) return experiment;
  const problem = `experiment "${name}" has not ended (${stageWords(experiment)}); nothing is removed`;
  throw new Iter8Error('INVALID', problem, `end it first: iter8ctl abort ${name} -n ${experiment.namespace}`);
}

function isMeant(experiment: Experiment, {stage, olderThanSeconds}: CleanupRequest, now: Date): boolean {
  if (stage === 'Failed' && experiment.status.failure === undefined) return false;
  return olderThanSeconds === undefined || secondsSinceEnd(experiment, now) >= olderThanSeconds;
}

/** Per target, since that is what people look back on: how did the last versions of this service do? */
function withoutLast(ended: readonly Experiment[], keepLast: number): readonly Experiment[] {
  const targetOf = ({namespace, spec}: Experiment) => `${namespace} ${spec.target}`;
  return ended.filter((experiment, index) => {
    const later = ended.slice(index + 1).filter((other) => targetOf(other) === targetOf(experiment));
    return later.length >= keepLast;
  });
}

function byEnd(a: Experiment, b: Experiment): number {
  return endOf(a).getTime() - endOf(b).getTime() || (a.name < b.name ? -1 : 1);
}

const NEVER = new Date(0);

/** When condition Completed became true; where nobody has written that down, when it was last seen alive. */
export function endOf({source, status, createdAt}: Experiment): Date {
  const conditions = new Field(source).get('status', 'conditions').items();
  const completed = conditions.find((condition) => /Completed$/.test(condition.get('type').text() ?? ''));
  const time = completed?.get('status').value === 'True' ? completed.get('lastTransitionTime').time() : undefined;
  return time ?? status.lastUpdateTime ?? createdAt ?? NEVER;
}

function secondsSinceEnd(experiment: Experiment, now: Date): number {
  return Math.max(0, (now.getTime() - endOf(experiment).getTime()) / 1000);
}

function reasonFor(experiment: Experiment, now: Date): string {
  const ending = experiment.status.failure === undefined ? 'ended' : 'failed';
  return `${ending} ${ageText(endOf(experiment), now)} ago`;
}
