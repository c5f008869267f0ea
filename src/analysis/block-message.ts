import {joinFirst} from './join-first.js';

/** What an analysis step has to say, by weight. */
export interface BlockNotes {
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/**
 * The message of an analysis block in the original's form, all three headings always present:
 * `Error: e1, e2; Warning: w1; Info: i1`, and `Info: all ok` when there is nothing to say. Repetitions are dropped.
 */
export function blockMessage({errors = [], warnings = [], infos = []}: BlockNotes): string {
  const isSilent = errors.length + warnings.length + infos.length === 0;
  const join = (notes: readonly string[]) => joinFirst([...new Set(notes)], ', ', LONGEST);
  return `Error: ${join(errors)}; Warning: ${join(warnings)}; Info: ${isSilent ? 'all ok' : join(infos)}`;
}

/** Characters of the notes under one heading. */
const LONGEST = 1000;
