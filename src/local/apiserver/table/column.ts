import type {Json, JsonObject} from '../../../experiment/json.js';

/** A column of a Table. */
export interface Column {
  /** As kubectl prints it, in upper case: `Age`. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description?: string;
  /** 0: always shown; more: only with `-o wide`. */
  readonly priority?: number;
  readonly value: (object: JsonObject, now: Date) => Json;
}
