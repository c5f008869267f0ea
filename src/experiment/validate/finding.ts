import type {FieldPath} from '../field.js';

/** An error is a mistake; a warning can work, or is still in time to be supplied. */
export type Severity = 'error' | 'warning';

/** How a finding can be repaired without asking: one change of the text that nobody could mean otherwise. */
export type Fix =
  /** Other text as value. */
  | {readonly kind: 'value'; readonly value: string}
  /** The value as it is written, in quotes. */
  | {readonly kind: 'quote'}
  /** The number or truth value that stands in quotes, without them. */
  | {readonly kind: 'unquote'}
  /** Another name of the field. */
  | {readonly kind: 'key'; readonly name: string}
  /** `baseline` and `candidates` of a spec moved below its `versionInfo`; the path is that of the spec. */
  | {readonly kind: 'nest'};

/** Something wrong in a resource. */
export interface Finding {
  /** Field inside the resource. A missing field has its parent's path and `at: 'key'`. */
  readonly path: FieldPath;
  /** Whether the field's value is wrong or the field itself. */
  readonly at: 'key' | 'value';
  readonly severity: Severity;
  /** What, why, and what to write instead; begins with what the path does not say already. */
  readonly message: string;
  readonly fix?: Fix | undefined;
}

interface Located {
  readonly path: FieldPath;
}

export function wrongValue({path}: Located, message: string, fix?: Fix): Finding {
  return {path, at: 'value', severity: 'error', message, fix};
}

export function wrongField({path}: Located, message: string, fix?: Fix): Finding {
  return {path, at: 'key', severity: 'error', message, fix};
}

export function doubtfulValue({path}: Located, message: string, fix?: Fix): Finding {
  return {path, at: 'value', severity: 'warning', message, fix};
}

export function doubtfulField({path}: Located, message: string, fix?: Fix): Finding {
  return {path, at: 'key', severity: 'warning', message, fix};
}
