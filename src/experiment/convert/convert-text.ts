import {Iter8Error} from '../../errors.js';
import {formatPath} from '../field.js';
import type {JsonObject} from '../json.js';
import {atPosition, readResources} from '../reading/experiments.js';
import {apiVersionOf, kindOf, type Resource} from '../reading/resource.js';
import {positionAt, type SourceText} from '../reading/source.js';
import {offsetOf} from '../reading/yaml-text.js';
import type {Conversion} from './conversion.js';
import {convertResource} from './convert.js';

/** A text with all its Experiments and Metrics converted. */
export interface ConvertedText {
  readonly resources: readonly JsonObject[];
  /** What to tell the user: `file:line:column: field: why`, in the order of the text. */
  readonly notes: readonly string[];
}

/**
 * Converts every Experiment and Metric of a text; other kinds beside them are passed over with a note.
 *
 * @throws Iter8Error INVALID if there is none, or with file:line:column of a mistake in one
 */
export async function convertText(source: SourceText): Promise<ConvertedText> {
  const resources: JsonObject[] = [];
  const notes: string[] = [];
  for await (const resource of readResources(source)) {
    const converted = await atPosition(resource, () => convertResource(resource.value));
    if (converted.kind !== 'foreign') resources.push(converted.resource);
    notes.push(
      ...(converted.kind === 'converted' ? lossNotes(resource, converted) : [plainNote(resource, converted)]),
    );
  }
  if (resources.length > 0) return {resources, notes};
  const hint = 'convert reads Experiments and Metrics of the group iter8.tools';
  throw new Iter8Error('INVALID', `no Experiment and no Metric in ${source.name}`, hint);
}

function lossNotes(resource: Resource, {losses}: Conversion): string[] {
  const placed = losses.map(({path, reason}) => ({offset: offsetOf(resource, path), path, reason}));
  placed.sort((a, b) => a.offset - b.offset);
  return placed.map(({offset, path, reason}) => {
    return `${positionAt(resource.source, offset)}: ${formatPath(path)}: ${reason}`;
  });
}

function plainNote(resource: Resource, {kind}: {kind: 'current' | 'foreign'}): string {
  const {value} = resource;
  const what = `${kindOf(value) || 'an object without kind'} (${apiVersionOf(value) || 'no apiVersion'})`;
  const words = kind === 'current' ? 'is of the newest version already; unchanged' : 'is passed over';
  return `${positionAt(resource.source, offsetOf(resource, []))}: ${what} ${words}`;
}
