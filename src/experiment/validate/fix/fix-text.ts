import {isDeepStrictEqual} from 'node:util';
import {Iter8Error} from '../../../errors.js';
import type {Json} from '../../json.js';
import {readResources} from '../../reading/experiments.js';
import type {Resource} from '../../reading/resource.js';
import {positionAt, type SourceText} from '../../reading/source.js';
import {findingsOf} from '../diagnosis.js';
import {applyEdits, type Edit} from './edit.js';
import {type DataChange, expectedData} from './expected-data.js';
import {planRepairs, type Repair} from './plan-repairs.js';

export interface FixedText {
  readonly source: SourceText;
  /** What was done, each with its position in the text as it was before: `file:line:column: what`. */
  readonly repairs: readonly string[];
}

const MOST_ROUNDS = 100;

/**
 * Repairs what can be repaired without asking, by small edits: everything else stays byte for byte. Every step is read
 * back, and holds only if it changed the data as meant and nothing else.
 */
export async function fixText(source: SourceText): Promise<FixedText> {
  let current = source;
  const repairs: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = await fixOnce(current);
    if (!next) break;
    repairs.push(...next.repairs);
    current = next.source;
  }
  return {source: current, repairs};
}

/** Changes of words all at once, or one by one where that does not hold; then one move, which shifts all that follows. */
async function fixOnce(source: SourceText): Promise<FixedText | undefined> {
  const resources = await readAll(source);
  const repairs = (resources ?? []).flatMap((resource, index) => {
    return planRepairs(resource, findingsOf(resource) ?? []).map((repair) => ({...repair, index}));
  });
  const words = repairs.filter(({change}) => change.kind !== 'nest');
  const moves = repairs.filter(({change}) => change.kind === 'nest').map((repair) => [repair]);
  const attempts =
    words.length > 0 ? [words, ...(words.length > 1 ? words.map((word) => [word]) : []), ...moves] : moves;
  for (const attempt of attempts) {
    const fixed = await tryOut(source, resources ?? [], attempt);
    if (fixed) return fixed;
  }
  return undefined;
}

interface PlannedRepair extends Repair {
  /** Which of the resources. */
  readonly index: number;
}

async function tryOut(
  source: SourceText,
  resources: readonly Resource[],
  repairs: readonly PlannedRepair[],
): Promise<FixedText | undefined> {
  const edits: Edit[] = repairs.flatMap((repair) => repair.edits);
  const fixed = {...source, text: applyEdits(source.text, edits)};
  const changesOf = (index: number): DataChange[] =>
    repairs.filter((repair) => repair.index === index).map(({change}) => change);
  const expected: Json[] = resources.map(({value}, index) => expectedData(value, changesOf(index)));
  const read = (await readAll(fixed))?.map(({value}) => value);
  if (fixed.text === source.text || !isDeepStrictEqual(read, expected)) return undefined;
  return {
    source: fixed,
    repairs: [...repairs]
      .sort((a, b) => a.offset - b.offset)
      .map(({offset, what}) => `${positionAt(source, offset)}: ${what}`),
  };
}

/** undefined where the text cannot be read to its end. */
async function readAll(source: SourceText): Promise<Resource[] | undefined> {
  const resources: Resource[] = [];
  try {
    for await (const resource of readResources(source)) resources.push(resource);
  } catch (error) {
    if (error instanceof Iter8Error) return undefined;
    throw error;
  }
  return resources;
}
