import type {Json, JsonObject} from '../../experiment/json.js';
import type {Cause} from './causes.js';
import type {ResourceType} from './kinds/resource-type.js';

/** A request that is refused, in the words of a real API server. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: JsonObject = {},
  ) {
    super(message);
  }

  get status(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason && {reason: this.reason}),
      ...(Object.keys(this.details).length > 0 && {details: this.details}),
      code: this.code,
    };
  }
}

/** `experiments.iter8.tools`, `secrets`. */
export function resourceName(type: Pick<ResourceType, 'group' | 'plural'>): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

function detailsOf(type: ResourceType, name: string): JsonObject {
  return {...(name && {name}), ...(type.group && {group: type.group}), kind: type.plural};
}

export function notFound(type: ResourceType, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${resourceName(type)} "${name}" not found`, detailsOf(type, name));
}

export function noSuchPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource');
}

export function alreadyExists(type: ResourceType, name: string): ApiError {
  const message = `${resourceName(type)} "${name}" already exists`;
  return new ApiError(409, 'AlreadyExists', message, detailsOf(type, name));
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(type: ResourceType, name: string, why = MODIFIED): ApiError {
  const message = `Operation cannot be fulfilled on ${resourceName(type)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(type, name));
}

export function invalid(type: ResourceType, name: string, causes: readonly Cause[]): ApiError {
  const problems = causes.map(({field, message}) => `${field}: ${message}`);
  const list = problems.length === 1 ? problems.join() : `[${problems.join(', ')}]`;
  const details: JsonObject = {
    ...(name && {name}),
    ...(type.group && {group: type.group}),
    kind: type.kind,
    causes: causes.map((cause): Json => ({...cause})),
  };
  return new ApiError(422, 'Invalid', `${type.kind}${groupSuffix(type)} "${name}" is invalid: ${list}`, details);
}

function groupSuffix(type: ResourceType): string {
  return type.group ? `.${type.group}` : '';
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function forbidden(type: ResourceType, name: string, why: string): ApiError {
  const message = `${resourceName(type)} "${name}" is forbidden: ${why}`;
  return new ApiError(403, 'Forbidden', message, detailsOf(type, name));
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** The events that are asked for, or the rest of a list, are no longer kept. */
export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function unsupportedMediaType(supported: readonly string[]): ApiError {
  const accepted = supported.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}
