import {PbfReader} from 'pbf';
import type {Json, JsonObject} from '../../../experiment/json.js';

/** How Kubernetes marks a body in protobuf. */
const MAGIC = Buffer.from('k8s\0');

/** Kinds that clients send in protobuf and that they would not send again as JSON. */
export const DECODED_KINDS = ['Secret', 'ConfigMap', 'DeleteOptions'];

type Members = Record<string, Json>;

/** Reads one field into the members of a message. */
type Read = (reader: PbfReader, members: Members) => void;

type Message = Readonly<Record<number, Read>>;

function read(message: Message, reader: PbfReader, end?: number): Members {
  return reader.readFields<Members>((tag, members) => message[tag]?.(reader, members), {}, end);
}

/** Empty is the same as missing. */
function text(name: string): Read {
  return (reader, members) => {
    const value = reader.readString();
    if (value !== '') members[name] = value;
  };
}

function flag(name: string): Read {
  return (reader, members) => (members[name] = reader.readBoolean());
}

function integer(name: string): Read {
  return (reader, members) => (members[name] = reader.readVarint(true));
}

function texts(name: string): Read {
  return (reader, members) => (members[name] = [...listIn(members, name), reader.readString()]);
}

function message(name: string, inner: Message): Read {
  return (reader, members) => (members[name] = read(inner, reader, reader.readVarint() + reader.pos));
}

function messages(name: string, inner: Message): Read {
  return (reader, members) => {
    members[name] = [...listIn(members, name), read(inner, reader, reader.readVarint() + reader.pos)];
  };
}

/** A map: messages of a key (1) and a value (2). */
function map(name: string, value: (reader: PbfReader) => string): Read {
  return (reader, members) => {
    const entry = read(
      {1: text('key'), 2: (inner, pair) => (pair.value = value(inner))},
      reader,
      reader.readVarint() + reader.pos,
    );
    members[name] = {...(members[name] as JsonObject | undefined), [entry.key as string]: entry.value ?? ''};
  };
}

function listIn(members: Members, name: string): readonly Json[] {
  return (members[name] as readonly Json[] | undefined) ?? [];
}

const asText = (reader: PbfReader): string => reader.readString();
const asBase64 = (reader: PbfReader): string => Buffer.from(reader.readBytes()).toString('base64');

const OWNER: Message = {
  1: text('kind'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: flag('controller'),
  7: flag('blockOwnerDeletion'),
};

/** Of ObjectMeta, what clients set; times and managedFields are the server's own. */
const METADATA: Message = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  5: text('uid'),
  6: text('resourceVersion'),
  11: map('labels', asText),
  12: map('annotations', asText),
  13: messages('ownerReferences', OWNER),
  14: texts('finalizers'),
};

const KINDS: Readonly<Record<string, Message>> = {
  Secret: {
    1: message('metadata', METADATA),
    2: map('data', asBase64),
    3: text('type'),
    4: map('stringData', asText),
    5: flag('immutable'),
  },
  ConfigMap: {
    1: message('metadata', METADATA),
    2: map('data', asText),
    3: map('binaryData', asBase64),
    4: flag('immutable'),
  },
  DeleteOptions: {
    1: integer('gracePeriodSeconds'),
    2: message('preconditions', {1: text('uid'), 2: text('resourceVersion')}),
    3: flag('orphanDependents'),
    4: text('propagationPolicy'),
    5: texts('dryRun'),
  },
};

/** Around every object: its type (1) and its bytes (2). */
const ENVELOPE: Message = {
  1: message('type', {1: text('apiVersion'), 2: text('kind')}),
  2: (reader, members) => (members.raw = Buffer.from(reader.readBytes()).toString('base64')),
};

/**
 * An object in Kubernetes' protobuf envelope.
 *
 * @returns undefined if it is none, or of a kind that is not decoded
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function decodeObject(bytes: Buffer): JsonObject | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const {type, raw} = read(ENVELOPE, new PbfReader(bytes.subarray(MAGIC.length)));
  const {apiVersion, kind} = (type ?? {}) as {readonly apiVersion?: string; readonly kind?: string};
  const fields = KINDS[kind ?? ''];
  if (!fields || typeof raw !== 'string') return undefined;
  return {apiVersion, kind, ...read(fields, new PbfReader(Buffer.from(raw, 'base64')))};
}
