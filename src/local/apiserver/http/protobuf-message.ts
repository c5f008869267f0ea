import type {PbfReader} from 'pbf';
import type {Json, JsonObject} from '../../../experiment/json.js';

type Members = Record<string, Json>;

/** Reads one field into the members of a message. */
export type Read = (reader: PbfReader, members: Members) => void;

/** Fields by their number. */
export type Message = Readonly<Record<number, Read>>;

/** A field that is not in our tables: nothing may be dropped in silence. */
export class UnknownField extends Error {}

/** @throws UnknownField */
export function readMessage(message: Message, reader: PbfReader, end?: number): Members {
  return reader.readFields<Members>(
    (tag, members) => {
      const read = message[tag];
      if (!read) throw new UnknownField(`field ${tag}`);
      read(reader, members);
    },
    {},
    end,
  );
}

/** Empty is the same as missing: encoders of Go write every text. */
export function text(name: string): Read {
  return (reader, members) => {
    const value = reader.readString();
    if (value !== '') members[name] = value;
  };
}

export function flag(name: string): Read {
  return (reader, members) => (members[name] = reader.readBoolean());
}

export function integer(name: string): Read {
  return (reader, members) => (members[name] = reader.readVarint(true));
}

export function texts(name: string): Read {
  return (reader, members) => (members[name] = [...listIn(members, name), reader.readString()]);
}

export function bytes(name: string): Read {
  return (reader, members) => (members[name] = Buffer.from(reader.readBytes()).toString('base64'));
}

export function message(name: string, inner: Message): Read {
  return (reader, members) => (members[name] = readMessage(inner, reader, endOf(reader)));
}

export function messages(name: string, inner: Message): Read {
  return (reader, members) => {
    members[name] = [...listIn(members, name), readMessage(inner, reader, endOf(reader))];
  };
}

/** A map: messages of a key (1) and a value (2). */
export function map(name: string, value: (name: string) => Read = text): Read {
  return (reader, members) => {
    const {key, value: read = ''} = readMessage({1: text('key'), 2: value('value')}, reader, endOf(reader));
    members[name] = {...(members[name] as JsonObject | undefined), [typeof key === 'string' ? key : '']: read};
  };
}

/** What the server sets itself, or what need not be told apart from its default. */
export const ignored: Read = () => undefined;

/** A message that encoders always write, and that must be empty. */
export const empty: Read = (reader) => void readMessage({}, reader, endOf(reader));

function endOf(reader: PbfReader): number {
  return reader.readVarint() + reader.pos;
}

function listIn(members: Members, name: string): readonly Json[] {
  return (members[name] as readonly Json[] | undefined) ?? [];
}
