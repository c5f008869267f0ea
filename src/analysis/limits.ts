import type {Objective} from '../experiment/model.js';
import {formatExact, quantityToNumber} from '../experiment/quantity.js';

/** A field of an objective. */
export type LimitKind = 'upperLimit' | 'lowerLimit' | 'relativeLimit' | 'relativeLowerLimit';

export const LIMIT_KINDS = ['upperLimit', 'lowerLimit', 'relativeLimit', 'relativeLowerLimit'] as const;

/** Which limits an objective has. */
export function limitKinds(objective: Objective): readonly LimitKind[] {
  return LIMIT_KINDS.filter((kind) => objective[kind] !== undefined);
}

/** Of each list of objectives: an analysis asks for every objective of every version. */
const knownCounts = new WeakMap<readonly Objective[], number>();

/** How many limits objectives have together. */
export function limitCount(objectives: readonly Objective[]): number {
  const known = knownCounts.get(objectives);
  if (known !== undefined) return known;
  const count = objectives.flatMap(limitKinds).length;
  knownCounts.set(objectives, count);
  return count;
}

/** The limits of an objective, in the metric's unit or as multiples of the baseline's value. */
export function limitsOf(objective: Objective): readonly (readonly [kind: LimitKind, limit: number])[] {
  return LIMIT_KINDS.flatMap((kind) => {
    const limit = objective[kind];
    return limit ? [[kind, quantityToNumber(limit)] as const] : [];
  });
}

/** Whether a limit is a multiple of the baseline's value. */
export function isRelativeLimit(kind: LimitKind): boolean {
  return kind === 'relativeLimit' || kind === 'relativeLowerLimit';
}

/** Whether values must not lie above a limit; else they must not lie below it. */
export function isUpperLimit(kind: LimitKind): boolean {
  return kind === 'upperLimit' || kind === 'relativeLimit';
}

/** What a limit is called in an Experiment of today. */
export function limitField(kind: LimitKind): string {
  return kind === 'relativeLimit' ? 'relativeUpperLimit' : kind;
}

/** `<= 50`, `>= 0.8 x baseline`. */
export function limitLabel(objective: Objective, kind: LimitKind): string {
  const limit = objective[kind];
  return limitWords(kind, limit ? formatExact(limit) : '');
}

/** The same of a number that is written already. */
export function limitWords(kind: LimitKind, number: string): string {
  return `${isUpperLimit(kind) ? '<=' : '>='} ${number}${isRelativeLimit(kind) ? ' x baseline' : ''}`;
}
