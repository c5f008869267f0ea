import type {JsonObject} from '../../experiment/json.js';
import {metadataOf, resourceVersionOf} from '../api/metadata.js';
import type {WatchEvent} from '../port.js';

/** What a watch has told so far, so that after a gap it tells only what is different. */
export class KnownObjects {
  private objects = new Map<string, JsonObject>();

  /** The difference to a new list. */
  *replaceAll(items: readonly JsonObject[]): Generator<WatchEvent> {
    const before = this.objects;
    this.objects = new Map(items.map((item) => [keyOf(item), item]));
    for (const [key, object] of before) {
      const now = this.objects.get(key);
      if (!now || !isSame(now, object)) yield {kind: 'deleted', object};
    }
    for (const [key, object] of this.objects) {
      const known = before.get(key);
      if (!known || !isSame(known, object)) yield {kind: 'added', object};
      else if (resourceVersionOf(known) !== resourceVersionOf(object)) yield {kind: 'modified', object};
    }
  }

  /** @returns undefined when there is nothing new in it */
  put(object: JsonObject): WatchEvent | undefined {
    const key = keyOf(object);
    const known = this.objects.get(key);
    if (known && resourceVersionOf(known) === resourceVersionOf(object)) return undefined;
    this.objects.set(key, object);
    return {kind: known ? 'modified' : 'added', object};
  }

  remove(object: JsonObject): WatchEvent | undefined {
    return this.objects.delete(keyOf(object)) ? {kind: 'deleted', object} : undefined;
  }
}

function keyOf(object: JsonObject): string {
  const {namespace, name} = metadataOf(object);
  return JSON.stringify([namespace ?? null, name ?? null]);
}

/** Not another one that has got the same name meanwhile. */
function isSame(one: JsonObject, other: JsonObject): boolean {
  return metadataOf(one).uid === metadataOf(other).uid;
}
