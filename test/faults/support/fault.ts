/** What can go wrong with a request, each as a server, a proxy or a network does it. */
export const FAULTS = {
  late: 'the request arrives late',
  'late answer': 'the server does it at once, and its answer comes late, after those of later requests',
  cut: 'the connection is cut before the request arrives',
  'cut answer': 'the server does it, and the connection is cut before its answer arrives',
  truncated: 'the connection is cut in the middle of the answer, or after some of the events of a watch',
  shortened: 'the answer, or the text of an event, ends in the middle as if that were all',
  silence: 'the server does it, and nothing is ever heard of it',
  '401': 'the credentials expire; new ones come a little later',
  '409': 'somebody else is said to have changed the object',
  '410': 'the past is forgotten, so that a watch has to begin anew',
  '429': 'the server is busy, and says for how long',
  '500': 'the server fails without doing anything',
  '500 done': 'the server fails after it has done what was asked',
  '503': 'the server is not there, and says for how long',
  page: 'a login page comes in place of the answer',
} as const;

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
  'late', 'late answer', 'cut', 'truncated', 'shortened', 'silence', '401', '429', '500', '503', 'page',
]; // prettier-ignore

export const POSSIBLE: Readonly<Record<RequestKind, readonly FaultKind[]>> = {
  watch: [...ANYWHERE, '410'],
  read: [...ANYWHERE, 'cut answer'],
  create: [...ANYWHERE, 'cut answer', '500 done'],
  change: [...ANYWHERE, 'cut answer', '500 done', '409'],
  metric: [...ANYWHERE, 'cut answer'],
};
