import {formatPath} from '../../field.js';
import type {Resource} from '../../reading/resource.js';
import type {Finding, Fix} from '../finding.js';
import {Locator} from '../locate.js';
import type {Edit} from './edit.js';
import type {DataChange} from './expected-data.js';
import {nestEdits} from './nest-edit.js';
import {scalarEdit} from './scalar-edit.js';

/** A repair of one finding, ready to be made. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly change: DataChange;
  /** Where it begins in the text. */
  readonly offset: number;
  /** What it does, in words. */
  readonly what: string;
}

/** The repairs of a resource that can be made in its text, one for each place. */
export function planRepairs(resource: Resource, findings: readonly Finding[]): Repair[] {
  const fixable = findings.filter(({fix}) => fix !== undefined);
  if (fixable.length === 0) return [];
  const locator = new Locator(resource);
  const repairs = fixable.flatMap((finding) => planRepair(locator, resource.source.text, finding) ?? []);
  return [...new Map(repairs.toReversed().map((repair) => [repair.offset, repair])).values()].reverse();
}

/** The repair of one finding; undefined if there is none, or none that a small edit could make. */
export function planRepair(locator: Locator, source: string, {path, at, fix}: Finding): Repair | undefined {
  if (!fix || locator.field(path)?.isShared) return undefined;
  const offset = locator.offsetOf({path, at});
  const field = formatPath(path);
  if (fix.kind === 'nest') {
    const edits = nestEdits(locator, source, path);
    const change: DataChange = {path, kind: 'nest', word: ''};
    return edits && {edits, change, offset, what: `moved ${field} below versionInfo`};
  }
  const edit = scalarEdit(locator, source, path, fix);
  if (!edit) return undefined;
  const change: DataChange = {path, kind: fix.kind, word: edit.word};
  return {edits: [edit], change, offset, what: inWords(fix, field, edit)};
}

function inWords(
  fix: Exclude<Fix, {kind: 'nest'}>,
  field: string,
  {text, word}: {text: string; word: string},
): string {
  if (fix.kind === 'key') return `renamed ${field} to ${word}`;
  if (fix.kind === 'quote') return `put ${field} in quotes: ${text}`;
  return fix.kind === 'unquote' ? `took ${field} out of quotes: ${text}` : `changed ${field} to ${text}`;
}
