import {Iter8Error} from '../../errors.js';
import type {Finding} from './examine.js';
import type {WantedObject} from './request.js';
import {shortened} from './shortened.js';

/** What is known of the objects after a round. */
export interface Round {
  /** Of all objects, in their order; undefined: it was never looked at. */
  readonly findings: ReadonlyMap<WantedObject, Finding | undefined>;
  /** Why the cluster gave no answers, so that the round was broken off. */
  readonly outage?: string;
}

/**
 * Looks at the objects that were not ready. Once they are, it looks again at the others, since what was ready may have
 * ceased to be: when all are ready, they were so in the same round.
 */
export async function lookAround(
  examine: (object: WantedObject) => Promise<Finding>,
  {findings: before}: Round,
): Promise<Round> {
  const findings = new Map(before);
  const lookAt = async (objects: readonly WantedObject[]) => {
    for (const object of objects) findings.set(object, await examine(object));
  };
  const [ready, others] = partition(before);
  try {
    await lookAt(others);
    if (areReady(findings)) await lookAt(ready);
    return {findings};
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    return {findings, outage: shortened(error.message)};
  }
}

/** Whether all objects were ready at once. */
export function isAchieved({findings, outage}: Round): boolean {
  return outage === undefined && areReady(findings);
}

/** Whether more rounds would be in vain. */
export function isHopeless({findings}: Round): boolean {
  return [...findings.values()].some((finding) => finding?.kind === 'refused');
}

function areReady(findings: Round['findings']): boolean {
  return [...findings.values()].every((finding) => finding?.kind === 'ready');
}

/** The ready ones, and the others. */
function partition(findings: Round['findings']): [WantedObject[], WantedObject[]] {
  const objects = [...findings.keys()];
  const isReady = (object: WantedObject) => findings.get(object)?.kind === 'ready';
  return [objects.filter(isReady), objects.filter((object) => !isReady(object))];
}
