import {Iter8Error} from '../errors.js';
import {excerpt} from './excerpt.js';

/** Where in an object the weight of a version stands: a `fieldPath`, read once. It names one place, never several. */
export type WeightPath = readonly PathSegment[];

export type PathSegment = FieldSegment | FilterSegment;

export type FieldSegment =
  | {readonly kind: 'key'; readonly name: string}
  /** Counted from 0, or from the end: −1 is the last. */
  | {readonly kind: 'index'; readonly index: number};

/** The entry of a list whose field has, or has not, a value. An entry without the field is never meant. */
export interface FilterSegment {
  readonly kind: 'filter';
  readonly field: readonly FieldSegment[];
  readonly operator: '==' | '!=';
  readonly value: string | number | boolean;
}

/** A `fieldPath` that cannot be read. */
export class WeightPathError extends Iter8Error {
  constructor(
    path: string,
    /** Offset of the first character that is wrong, from 0; the length of the path where something is missing. */
    readonly position: number,
    readonly problem: string,
  ) {
    super(
      'INVALID',
      `fieldPath ${JSON.stringify(excerpt(path))}, character ${position + 1}: ${problem}`,
      PATH_HINT,
    );
  }
}

const PATH_HINT =
  'write names and indexes, as in .spec.http[0].route[1].weight, or filters, as in .spec.traffic[?(@.tag=="new")].percent';

/** The path in its one usual form, which reads as the same path. */
export function formatWeightPath(path: WeightPath): string {
  return path.map(formatSegment).join('');
}

function formatSegment(segment: PathSegment): string {
  switch (segment.kind) {
    case 'key':
      return segment.name === '' ? "['']" : `.${escapeName(segment.name)}`;
    case 'index':
      return `[${segment.index}]`;
    case 'filter':
      return `[?(@${formatWeightPath(segment.field)}${segment.operator}${formatValue(segment.value)})]`;
  }
}

/** What ends a name has a backslash before it. */
function escapeName(name: string): string {
  return name.replace(/[\s\\.,[\]{}()$@*=!<>]/g, '\\$&');
}

function formatValue(value: FilterSegment['value']): string {
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value);
}
