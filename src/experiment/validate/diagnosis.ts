import {Iter8Error} from '../../errors.js';
import {formatPath} from '../field.js';
import {isObject} from '../json.js';
import {readResources} from '../reading/experiments.js';
import {describeKind, kindOf, type Resource} from '../reading/resource.js';
import {lineAndColumn, type Position, type SourceText} from '../reading/source.js';
import {findAmbiguousWords} from './ambiguous-words.js';
import {findMistakes} from './check.js';
import type {Finding, Severity} from './finding.js';
import {planRepair} from './fix/plan-repairs.js';
import {identify} from './identify.js';
import {Locator} from './locate.js';

/** A finding and where in which file it is. */
export interface Diagnosis extends Position {
  readonly file: string;
  readonly severity: Severity;
  /** Kind and name of the resource; undefined where the text could not be read as one. */
  readonly resource: string | undefined;
  /** Field, as in `spec.criteria.objectives[0].upperLimit`; undefined as above. */
  readonly field: string | undefined;
  readonly message: string;
  /** Whether `--fix` repairs it. */
  readonly isFixable: boolean;
}

/** All that was found in one text. */
export interface Examination {
  /** By position, at most 1,000. */
  readonly diagnoses: readonly Diagnosis[];
  /** How many more there are. All of these are warnings if `diagnoses` has none but warnings. */
  readonly unlisted: number;
  /** Number of Experiments and Metrics. */
  readonly checked: number;
  /** Kinds that were passed over, and how many of each. */
  readonly others: ReadonlyMap<string, number>;
}

/** What else is wrong with an Experiment or Metric, besides what its text shows. */
export type FurtherExamination = (resource: Resource, known: readonly Finding[]) => Promise<readonly Finding[]>;

/** Checks every Experiment and Metric of a text, up to where it is no YAML or JSON any more. */
export async function examine(source: SourceText, further?: FurtherExamination): Promise<Examination> {
  const diagnoses: Diagnosis[] = [];
  const others = new Map<string, number>();
  const onUnreadable = (error: Iter8Error) => diagnoses.push(unreadable(source.name, error));
  let checked = 0;
  for await (const resource of resourcesUpToMistake(source, onUnreadable)) {
    const findings = findingsOf(resource);
    if (findings) {
      checked += 1;
      const more = (await further?.(resource, findings)) ?? [];
      for (const diagnosis of diagnose(resource, [...findings, ...more])) diagnoses.push(diagnosis);
    } else {
      const kind = describeKind(resource.value);
      others.set(kind, (others.get(kind) ?? 0) + 1);
    }
  }
  return {...listed(diagnoses), checked, others};
}

async function* resourcesUpToMistake(
  source: SourceText,
  onUnreadable: (error: Iter8Error) => void,
): AsyncGenerator<Resource> {
  try {
    yield* readResources(source);
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    onUnreadable(error);
  }
}

/** More than anybody corrects at once; a file that was spoilt by a machine may have any number. */
const MOST_LISTED = 1000;

/** Errors first, so that none of them is left out for a warning. */
function listed(diagnoses: Diagnosis[]): Pick<Examination, 'diagnoses' | 'unlisted'> {
  diagnoses.sort(byPosition);
  const unlisted = Math.max(0, diagnoses.length - MOST_LISTED);
  if (unlisted === 0) return {diagnoses, unlisted};
  const errors = diagnoses.filter(({severity}) => severity === 'error');
  const warnings = diagnoses.filter(({severity}) => severity === 'warning');
  return {diagnoses: [...errors, ...warnings].slice(0, MOST_LISTED).sort(byPosition), unlisted};
}

/** What is wrong with a resource; undefined if it is of a kind that is not checked. */
export function findingsOf(resource: Resource): Finding[] | undefined {
  const identity = identify(resource.value);
  if (identity.status === 'other') return undefined;
  if (identity.status === 'unknown') return identity.findings;
  const found = findMistakes(resource.value, identity.kind, identity.version);
  const known = new Set(found.filter(({at}) => at === 'value').map(({path}) => formatPath(path)));
  return [...found, ...findAmbiguousWords(resource).filter(({path}) => !known.has(formatPath(path)))];
}

function diagnose(resource: Resource, findings: readonly Finding[]): Diagnosis[] {
  if (findings.length === 0) return [];
  const locator = new Locator(resource);
  return findings.map((finding) => ({
    file: resource.source.name,
    ...lineAndColumn(resource.source, locator.offsetOf(finding)),
    severity: finding.severity,
    resource: titleOf(resource),
    field: finding.path.length === 0 ? '' : formatPath(finding.path),
    message: finding.message,
    isFixable: planRepair(locator, resource.source.text, finding) !== undefined,
  }));
}

function titleOf({value}: Resource): string {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const name = [metadata.namespace, metadata.name].filter((part) => typeof part === 'string').join('/');
  return name === '' ? kindOf(value) : `${kindOf(value)} ${name}`;
}

/** A text that is none, as a diagnosis. The reader's message begins with the place, where it knows one. */
export function unreadable(file: string, {message, hint}: Iter8Error): Diagnosis {
  const rest = message.startsWith(`${file}:`) ? message.slice(file.length + 1) : '';
  const [, line = '1', column = '1', problem = message] = /^(\d+):(\d+): (.*)$/s.exec(rest) ?? [];
  return {
    file,
    line: Number(line),
    column: Number(column),
    severity: 'error',
    resource: undefined,
    field: undefined,
    message: hint === undefined ? problem : `${problem}; ${hint}`,
    isFixable: false,
  };
}

function byPosition(a: Diagnosis, b: Diagnosis): number {
  return a.line - b.line || a.column - b.column;
}
