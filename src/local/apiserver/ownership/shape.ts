import type {Schema} from '../schema/schema.js';

/** How the items of a list are told apart; atomic: only the list as a whole counts. */
export type ListKind =
  {readonly kind: 'atomic'} | {readonly kind: 'set'} | {readonly kind: 'map'; readonly keys: readonly string[]};

/** What merging and field ownership must know of a place in an object. */
export interface Shape {
  readonly list: ListKind;
  /** An object with free keys, which counts as a field besides its members when an update adds it. */
  readonly isMap: boolean;
  /** An object that has one owner as a whole. */
  readonly isAtomic: boolean;
  member(name: string): Shape;
  readonly item: Shape;
}

const ATOMIC: ListKind = {kind: 'atomic'};
const SET: ListKind = {kind: 'set'};

function byKeys(...keys: string[]): ListKind {
  return {kind: 'map', keys};
}

/** Lists of built-in kinds that are merged by item, by the name of their field. */
const LISTS: Readonly<Record<string, ListKind>> = {
  containers: byKeys('name'),
  initContainers: byKeys('name'),
  ephemeralContainers: byKeys('name'),
  containerStatuses: byKeys('name'),
  env: byKeys('name'),
  volumes: byKeys('name'),
  volumeMounts: byKeys('mountPath'),
  volumeDevices: byKeys('devicePath'),
  imagePullSecrets: byKeys('name'),
  hostAliases: byKeys('ip'),
  topologySpreadConstraints: byKeys('topologyKey', 'whenUnsatisfiable'),
  conditions: byKeys('type'),
  ownerReferences: byKeys('uid'),
  finalizers: SET,
};

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

const MAPS = ['labels', 'annotations', 'data', 'binaryData', 'limits', 'requests'];
const ATOMIC_OBJECTS = ['selector', 'nodeSelector', 'secretKeyRef', 'configMapKeyRef', 'fieldRef', 'roleRef', 'involvedObject', 'regarding']; // prettier-ignore

class BuiltinShape implements Shape {
  constructor(
    private readonly name: string,
    private readonly parent: string,
  ) {}

  get list(): ListKind {
    if (this.name === 'ports') {
      return CONTAINER_LISTS.includes(this.parent)
        ? byKeys('containerPort', 'protocol')
        : byKeys('port', 'protocol');
    }
    if (this.name === 'secrets' && this.parent === '') return byKeys('name');
    return Object.hasOwn(LISTS, this.name) ? (LISTS[this.name] ?? ATOMIC) : ATOMIC;
  }

  get isMap(): boolean {
    return MAPS.includes(this.name);
  }

  get isAtomic(): boolean {
    return ATOMIC_OBJECTS.includes(this.name);
  }

  member(name: string): Shape {
    return new BuiltinShape(name, this.name);
  }

  get item(): Shape {
    return new BuiltinShape(this.name, this.parent);
  }
}

export const BUILTIN_SHAPE: Shape = new BuiltinShape('', '');

/** Where a schema says nothing: lists are atomic, objects are not. */
const OPEN_SHAPE: Shape = {
  list: ATOMIC,
  isMap: true,
  isAtomic: false,
  member: () => OPEN_SHAPE,
  get item() {
    return OPEN_SHAPE;
  },
};

class SchemaShape implements Shape {
  readonly isMap = true;

  constructor(private readonly schema: Schema) {}

  get list(): ListKind {
    const {listType, listKeys} = this.schema;
    if (listType === 'map') return byKeys(...listKeys);
    return listType === 'set' ? SET : ATOMIC;
  }

  get isAtomic(): boolean {
    return this.schema.isAtomicMap;
  }

  member(name: string): Shape {
    return shapeOf(this.schema.member(name));
  }

  get item(): Shape {
    return shapeOf(this.schema.items);
  }
}

function shapeOf(schema: Schema | undefined): Shape {
  return schema ? new SchemaShape(schema) : OPEN_SHAPE;
}

/** The shape of a whole object; its metadata is the same in every kind. */
export function shapeOfType({
  schema,
  isCustom,
}: {
  readonly schema?: Schema | undefined;
  readonly isCustom: boolean;
}): Shape {
  if (!isCustom) return BUILTIN_SHAPE;
  const own = shapeOf(schema);
  return {
    list: ATOMIC,
    isMap: false,
    isAtomic: false,
    member: (name) => (name === 'metadata' ? BUILTIN_SHAPE.member(name) : own.member(name)),
    item: OPEN_SHAPE,
  };
}
