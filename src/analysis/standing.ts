import type {Assessments} from './assessments.js';

/**
 * Whether a version may win. `infeasible`: it violates an objective for certain, whatever is unknown of its others, so a
 * version that no longer answers loses. `undecided`: it violates nothing and some objective is unknown, so that it can
 * neither win nor make another version win by default.
 */
export type Standing = 'feasible' | 'infeasible' | 'undecided';

/** The standing of a version; feasible when there are no objectives, undecided when the version was not assessed. */
export function standingOf(assessments: Assessments, version: string): Standing {
  if (isViolating(assessments, version)) return 'infeasible';
  const list = assessments.get(version);
  return list?.every(({passes}) => passes) ? 'feasible' : 'undecided';
}

/** Whether a version violates an objective for certain. Such a version gets no traffic. */
export function isViolating(assessments: Assessments, version: string): boolean {
  return (assessments.get(version) ?? []).some(({state}) => state === 'violated');
}

/** What must become known before a version is decided, in words; empty when it is. */
export function openQuestions(assessments: Assessments, version: string): readonly string[] {
  const list = assessments.get(version);
  if (!list) return [`${version}: was not assessed`];
  return list.filter(({passes}) => !passes).map(({sentence}) => `${version}: ${sentence}`);
}

/** Whether all that is unknown of a version is measured, and only too little to be sure. */
export function isMeasured(assessments: Assessments, version: string): boolean {
  return (assessments.get(version) ?? []).every(({state, isOpen}) => state !== 'unknown' || isOpen);
}

/** Whether nothing more can become known of a version: all its objectives hold, or one is broken. */
export function isProven(assessments: Assessments, version: string): boolean {
  const list = assessments.get(version) ?? [];
  return isViolating(assessments, version) || list.every(({state}) => state === 'satisfied');
}
