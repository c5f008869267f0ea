import type {IncomingMessage} from 'node:http';
import type {Json} from '../../../experiment/json.js';
import {parseJson} from '../../../experiment/json-format.js';
import {ApiError, badRequest, unsupportedMediaType} from '../api-error.js';

const LARGEST_BODY = 3 * 1024 * 1024;

const JSON_TYPES = ['application/json', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+json']; // prettier-ignore
const YAML_TYPES = ['application/yaml', 'application/apply-patch+yaml'];
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The media type of a body, without parameters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * @returns undefined for an empty body
 * @throws ApiError 400 if it cannot be read; 413 if it is too large; 415 for another format
 */
export async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const type = mediaType(request);
  if (type === PROTOBUF) return fromProtobuf(bytes);
  if (YAML_TYPES.includes(type)) return fromYaml(bytes.toString('utf8'));
  if (type !== '' && !JSON_TYPES.includes(type)) throw unsupportedMediaType([...JSON_TYPES, PROTOBUF]);
  return fromJson(bytes.toString('utf8'));
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) {
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST_BODY}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fromJson(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw badRequest(
      `the body of the request cannot be read: ${error instanceof Error ? error.message : 'no JSON'}`,
    );
  }
}

/** Most clients write JSON under this name. */
async function fromYaml(text: string): Promise<Json> {
  if (text.trimStart().startsWith('{')) return fromJson(text);
  const {loadYaml} = await import('./load-yaml.js');
  return loadYaml(text);
}

async function fromProtobuf(bytes: Buffer): Promise<Json> {
  const {decodeObject} = await import('./protobuf.js');
  const object = decodeObject(bytes);
  if (!object) throw unsupportedMediaType(JSON_TYPES);
  return object;
}
