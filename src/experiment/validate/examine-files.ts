import {Iter8Error} from '../../errors.js';
import type {SourceText} from '../reading/source.js';
import {type Diagnosis, type Examination, examine, type FurtherExamination, unreadable} from './diagnosis.js';
import {fixText} from './fix/fix-text.js';
import {checkAgainstMetrics} from './metrics-of-files.js';

/** What to do with files; the world is passed in. */
export interface Handling {
  /** Text of a file. */
  readonly read: (file: string) => Promise<SourceText>;
  /** Takes the repaired text of a file; undefined: nothing is to be repaired. */
  readonly repaired?: ((file: string, text: string, repairs: readonly string[]) => Promise<void>) | undefined;
  /** Asks elsewhere too, once all files are read; undefined: nowhere. */
  readonly further?: FurtherExamination | undefined;
}

/** What was found in several files. */
export interface FilesExamination {
  readonly diagnoses: readonly Diagnosis[];
  /** How many more there are in files with very many. */
  readonly unlisted: number;
  readonly checked: number;
  /** One line for each file with other kinds, and for each whose mistakes are not all listed. */
  readonly notes: readonly string[];
}

/**
 * Checks files one after another, repairs them first where asked. One that holds no readable text is a mistake among
 * the others.
 *
 * @throws Iter8Error NOT_FOUND or FORBIDDEN from reading, before anything is repaired; what `further` throws
 */
export async function examineFiles(files: readonly string[], handling: Handling): Promise<FilesExamination> {
  const diagnoses: Diagnosis[] = [];
  const notes: string[] = [];
  let [checked, unlisted] = [0, 0];
  const texts = await readFiles(files, handling);
  const further = await withMetrics([...texts.values()], handling.further);
  for (const [file, read] of texts) {
    if (read instanceof Iter8Error) {
      diagnoses.push(unreadable(file === '-' ? 'stdin' : file, read));
      continue;
    }
    const source = handling.repaired ? await repair(file, read, handling.repaired) : read;
    const examination = await examine(source, further);
    diagnoses.push(...examination.diagnoses);
    checked += examination.checked;
    unlisted += examination.unlisted;
    notes.push(...notesOf(examination).map((note) => `${source.name}: ${note}`));
  }
  return {diagnoses, unlisted, checked, notes};
}

/** Adds what the Metrics of all files tell of an Experiment in any. */
async function withMetrics(
  texts: readonly (SourceText | Iter8Error)[],
  further: FurtherExamination | undefined,
): Promise<FurtherExamination> {
  const check = await checkAgainstMetrics(texts.flatMap((text) => (text instanceof Iter8Error ? [] : [text])));
  return async (resource, known) => [...check(resource), ...((await further?.(resource, known)) ?? [])];
}

function notesOf({others, diagnoses, unlisted}: Examination): string[] {
  const kinds = [...others].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`));
  return [
    ...(kinds.length > 0 ? [`passed over ${kinds.join(', ')}`] : []),
    ...(unlisted > 0 ? [`only ${diagnoses.length} findings are listed, ${unlisted} more are not`] : []),
  ];
}

async function readFiles(
  files: readonly string[],
  {read}: Handling,
): Promise<Map<string, SourceText | Iter8Error>> {
  const texts = new Map<string, SourceText | Iter8Error>();
  for (const file of files) {
    if (texts.has(file)) continue;
    try {
      texts.set(file, await read(file));
    } catch (error) {
      if (!(error instanceof Iter8Error) || error.code !== 'INVALID') throw error;
      texts.set(file, error);
    }
  }
  return texts;
}

async function repair(
  file: string,
  source: SourceText,
  repaired: NonNullable<Handling['repaired']>,
): Promise<SourceText> {
  const fixed = await fixText(source);
  await repaired(file, fixed.source.text, fixed.repairs);
  return fixed.source;
}
