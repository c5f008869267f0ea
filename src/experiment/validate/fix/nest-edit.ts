import type {Node, Scalar, YAMLMap} from 'yaml';
import type {FieldPath} from '../../field.js';
import type {FieldNode, Locator} from '../locate.js';
import type {Edit} from './edit.js';
import {nestInBlock} from './nest-in-block.js';
import {nestInFlow} from './nest-in-flow.js';

/** A field with everything that moving it takes. */
interface Moved {
  readonly key: Scalar;
  readonly value: Node;
  readonly parent: YAMLMap;
}

/** A field that belongs below a sibling of it, with all that is needed to move its text. */
export interface Nesting {
  readonly source: string;
  readonly locator: Locator;
  readonly moved: Moved;
  /** `versionInfo`; undefined if it is not there. */
  readonly home: FieldNode | undefined;
}

/** The edits that move a field below the `versionInfo` beside it; undefined where that cannot be done by moving text. */
export function nestEdits(locator: Locator, source: string, path: FieldPath): Edit[] | undefined {
  const moved = locator.field(path);
  const home = locator.field([...path.slice(0, -1), 'versionInfo']);
  if (!moved?.key || !moved.value || !moved.parent) return undefined;
  const nesting: Nesting = {
    source,
    locator,
    moved: {key: moved.key, value: moved.value, parent: moved.parent},
    home,
  };
  return moved.parent.flow ? nestInFlow(nesting) : nestInBlock(nesting);
}
