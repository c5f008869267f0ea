import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {readResources} from '../../experiment/reading/experiments.js';
import {apiVersionOf, kindOf} from '../../experiment/reading/resource.js';
import type {SourceText} from '../../experiment/reading/source.js';

/** An object by group, kind and name. */
export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The objects of some files, which are to be applied together: what one of them needs may be another one. */
export class FileObjects {
  private constructor(private readonly byKey: ReadonlyMap<string, JsonObject>) {}

  /** @param namespace of those that name none */
  static async read(sources: Iterable<SourceText>, namespace: string): Promise<FileObjects> {
    const byKey = new Map<string, JsonObject>();
    for (const source of sources) {
      for (const object of await readableObjects(source)) byKey.set(keyOf(identityOf(object, namespace)), object);
    }
    return new FileObjects(byKey);
  }

  get(key: ObjectKey): JsonObject | undefined {
    return this.byKey.get(keyOf(key));
  }
}

/** Up to a mistake, which is told elsewhere. */
async function readableObjects(source: SourceText): Promise<JsonObject[]> {
  const objects: JsonObject[] = [];
  try {
    for await (const {value} of readResources(source)) objects.push(value);
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
  }
  return objects;
}

function identityOf(object: JsonObject, namespace: string): ObjectKey {
  const [, group = ''] = apiVersionOf(object).split('/').reverse();
  const text = (key: string) => {
    const {metadata} = object;
    const value = new Field(typeof metadata === 'object' ? metadata : undefined).get(key).value;
    return typeof value === 'string' ? value : undefined;
  };
  return {group, kind: kindOf(object), namespace: text('namespace') ?? namespace, name: text('name') ?? ''};
}

function keyOf({group, kind, namespace, name}: ObjectKey): string {
  return JSON.stringify([group, kind, namespace, name]);
}
