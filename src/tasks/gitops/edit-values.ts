import {isDeepStrictEqual} from 'node:util';
import {type Document, isMap, isSeq, parseAllDocuments, parseDocument, type YAMLMap} from 'yaml';
import type {HelmexVerdict} from './verdict.js';

/** What becomes of a file of values; the reason is in words, after the name of the file. */
export type ValuesEdit =
  | {readonly kind: 'changed'; readonly text: string}
  | {readonly kind: 'unchanged'; readonly reason: string}
  | {readonly kind: 'refused'; readonly reason: string};

/** A version in the file that may become the baseline. */
interface Entry {
  readonly map: YAMLMap;
  /** Names that it goes by. */
  readonly names: readonly string[];
  /** `dynamic.id`. */
  readonly id: string | undefined;
}

/**
 * Carries a verdict over to values of the Helmex shape: a promoted candidate's `dynamic` becomes that of the baseline, and
 * what is under `candidate`, or the list `candidates`, goes in any case. Comments and order of the rest stay.
 */
export function editValues(text: string, verdict: HelmexVerdict): ValuesEdit {
  const edit = editLines(text.replaceAll('\r\n', '\n'), verdict);
  const isOfWindows = edit.kind === 'changed' && text.includes('\r\n');
  return isOfWindows ? {...edit, text: edit.text.replaceAll('\n', '\r\n')} : edit;
}

function editLines(text: string, verdict: HelmexVerdict): ValuesEdit {
  const document = readDocument(text);
  if (typeof document === 'string') return refused(document);
  const baseline = document.get('baseline');
  if (!isMap(baseline) || !isMap(baseline.get('dynamic'))) {
    return refused('has no baseline with dynamic, as values of the Helmex shape have');
  }
  const entries = entriesOf(document);
  if (entries.length === 0) return withoutCandidate(baseline, verdict);
  const {candidateId} = verdict;
  if (candidateId !== undefined && entries.every(({id}) => id !== undefined && id !== candidateId)) {
    return outdated(candidateId, entries.map(({id}) => id).join(', '));
  }
  const chosen = verdict.isBaseline ? undefined : chooseEntry(entries, verdict);
  if (typeof chosen === 'string') return refused(chosen);
  const dynamic = chosen?.map.get('dynamic', true);
  if (chosen && !isMap(dynamic)) return refused('has a candidate without dynamic');
  if (dynamic) baseline.set('dynamic', dynamic);
  return written(document, text);
}

function readDocument(text: string): Document | string {
  const documents = parseAllDocuments(text);
  const [document, ...others] = Array.isArray(documents) ? documents : [];
  if (!document) return 'is empty';
  if (others.length > 0) return 'holds more than one document';
  const [error] = document.errors;
  if (error) return `is no YAML: ${(error.message.split('\n')[0] ?? '').replace(/:$/, '')}`;
  return isMap(document.contents) ? document : 'holds no values';
}

function entriesOf(document: Document): readonly Entry[] {
  const [single, list] = [document.get('candidate'), document.get('candidates')];
  const maps = [single, ...(isSeq(list) ? list.items : [])].filter(isMap);
  return maps.map((map) => {
    const dynamic = map.get('dynamic');
    const id = isMap(dynamic) ? textIn(dynamic, 'id') : undefined;
    const names = [textIn(map, 'id'), textIn(map, 'name'), id].filter((name) => name !== undefined);
    return {map, names, id};
  });
}

function textIn(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Of one candidate there is no doubt; of several the one that goes by the name of the version. */
function chooseEntry(entries: readonly Entry[], {version, isOnlyCandidate}: HelmexVerdict): Entry | string {
  const [first, ...others] = entries;
  if (first && others.length === 0 && isOnlyCandidate) return first;
  const named = entries.filter(({names}) => names.includes(version));
  const [found] = named;
  if (found && named.length === 1) return found;
  const known = entries.map(({names}) => names[0] ?? 'one without a name').join(', ');
  return `has ${named.length} candidates that go by ${JSON.stringify(version)} (id, name or dynamic.id); it has ${known}`;
}

/** The same run has been here before, or the baseline keeps its place anyway. */
function withoutCandidate(baseline: YAMLMap, {isBaseline, candidateId}: HelmexVerdict): ValuesEdit {
  const dynamic = baseline.get('dynamic');
  const id = isMap(dynamic) ? textIn(dynamic, 'id') : undefined;
  if (isBaseline || candidateId === undefined || id === candidateId) {
    return {kind: 'unchanged', reason: 'has no candidate: there is nothing to change'};
  }
  return outdated(candidateId, `none, and ${id ?? 'no id'} as its baseline`);
}

function outdated(candidateId: string, found: string): ValuesEdit {
  return refused(`has moved on: the experiment is about candidate ${candidateId}, and the file has ${found}`);
}

function written(document: Document, before: string): ValuesEdit {
  document.delete('candidate');
  document.delete('candidates');
  try {
    const expected: unknown = document.toJS();
    const text = document.toString(styleOf(before));
    if (isDeepStrictEqual(parseDocument(text).toJS(), expected)) return {kind: 'changed', text};
    return refused('cannot be written without changing other values');
  } catch (error) {
    return refused(`cannot be changed: ${(error as Error).message}`);
  }
}

/** As it was written before, so that nothing else changes. */
function styleOf(text: string) {
  return {
    lineWidth: 0,
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text),
    indent: /^[^\s#][^\n]*:[ \t]*\n( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2,
    flowCollectionPadding: !/[{[][^\s{}[\]]/.test(text),
  };
}

function refused(reason: string): ValuesEdit {
  return {kind: 'refused', reason};
}
