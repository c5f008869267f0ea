import type {FAULTS} from './fault-words.js';

export type FaultKind = keyof typeof FAULTS;

/** One fault, with what it needs of chance. */
export interface Fault {
  readonly kind: FaultKind;
  /** Of all that is late. */
  readonly delayMs: number;
  /** So much of an answer arrives: 0 to below 1. */
  readonly share: number;
}

/** What is asked, as far as it decides what can go wrong. */
export type RequestKind = 'watch' | 'read' | 'create' | 'change' | 'metric';

const ANYWHERE: readonly FaultKind[] = [
  'late', 'late answer', 'cut', 'truncated', 'shortened', 'silence', 'expired', 'busy', 'failing', 'away', 'page',
]; // prettier-ignore

export const POSSIBLE: Readonly<Record<RequestKind, readonly FaultKind[]>> = {
  watch: [...ANYWHERE, 'forgotten'],
  read: [...ANYWHERE, 'cut answer'],
  create: [...ANYWHERE, 'cut answer', 'failing late'],
  change: [...ANYWHERE, 'cut answer', 'failing late', 'conflict'],
  metric: [...ANYWHERE, 'cut answer'],
};
