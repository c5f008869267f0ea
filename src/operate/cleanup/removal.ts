import type {ResourceKind} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';

/** An object that is to go. */
export interface Removal {
  readonly kind: ResourceKind;
  readonly object: JsonObject;
  /** As kubectl names it: `experiment.iter8.tools/x`. */
  readonly what: string;
  readonly reason: string;
}

/** Something that stays though it looks like rubbish. */
export interface Kept {
  readonly what: string;
  readonly obstacle: string;
}
