import {PbfReader} from 'pbf';
import type {JsonObject} from '../../../experiment/json.js';
import {objectOf, textOf} from '../object.js';
import {PROTOBUF_KINDS} from './protobuf-kinds.js';
import {bytes, ignored, type Message, message, readMessage, text, UnknownField} from './protobuf-message.js';

/** How Kubernetes marks a body in protobuf. */
const MAGIC = Buffer.from('k8s\0');

/** Around every object: its type (1) and its bytes (2). */
const ENVELOPE: Message = {
  1: message('type', {1: text('apiVersion'), 2: text('kind')}),
  2: bytes('raw'),
  3: ignored,
  4: ignored,
};

/**
 * An object in Kubernetes' protobuf envelope.
 *
 * @returns undefined if it is none, or has fields or a kind that are not known here
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function decodeObject(body: Buffer): JsonObject | undefined {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const {type, raw} = readMessage(ENVELOPE, new PbfReader(body.subarray(MAGIC.length)));
  const {apiVersion, kind} = objectOf(type);
  const fields = PROTOBUF_KINDS[textOf(kind)];
  if (!fields) return undefined;
  try {
    return {apiVersion, kind, ...readMessage(fields, new PbfReader(Buffer.from(textOf(raw), 'base64')))};
  } catch (error) {
    if (error instanceof UnknownField) return undefined;
    throw error;
  }
}
