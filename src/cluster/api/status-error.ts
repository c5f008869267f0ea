import type {IncomingHttpHeaders} from 'node:http';
import {Iter8Error} from '../../errors.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {ConflictError} from '../conflict-error.js';
import type {ResourceKind} from '../port.js';
import {type Cause, RefusalError} from '../refusal-error.js';
import {grantHint} from './grant-hint.js';
import {readJsonObject} from './json.js';
import {type ApiRequest, isOfStatus, isReading, placeOf, resourceName, subjectOf} from './request.js';
import {TransientError} from './transient-error.js';

/** An answer other than 2xx. */
export interface Refusal {
  /** The server's address. */
  readonly server: string;
  readonly request: ApiRequest;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A list or watch goes on from a resourceVersion that the server does not have any more (410). */
export class ExpiredError extends Error {
  override readonly name = 'ExpiredError';
}

/** The server does not serve the kind (any more): what discovery said is out of date. */
export class KindGoneError extends Iter8Error {}

/** The error that an answer stands for. */
export function statusError(refusal: Refusal): Error {
  const status = readStatus(refusal);
  return status ? errorFor(refusal, status) : foreignAnswer(refusal);
}

/** What was asked of whom. */
type Asked = Pick<Refusal, 'server' | 'request' | 'headers'>;

/** The error that a Status stands for, be it an answer or an event of a watch. */
export function errorFor(asked: Asked, status: Status): Error {
  const {code, message} = status;
  if (code === 401) return unauthorized(asked);
  if (code === 403) return forbidden(asked, status);
  if (code === 404) return notFound(asked, status);
  if (code === 409) return new ConflictError(message, status.reason);
  if (code === 410 || isAheadOfServer(status)) return new ExpiredError(message);
  if (code === 429 || code >= 500) return busy(asked, status);
  const {server, request} = asked;
  const causes = causesOf(status);
  const words = `${server} refuses to ${request.verb} ${subjectOf(request)}: ${reasonWords(causes, message)}`;
  return new RefusalError(words, causes);
}

/** Kubernetes' `Status` object, as far as it is there. */
export interface Status {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details: JsonObject;
}

/** @returns undefined when the object is no Status */
export function parseStatus(object: JsonObject, httpStatus?: number): Status | undefined {
  if (object.kind !== 'Status') return undefined;
  const {code, reason, message, details} = object;
  return {
    code: typeof code === 'number' && code > 0 ? code : (httpStatus ?? 500),
    reason: textOr(reason, ''),
    message: textOr(message, textOr(reason, 'no reason given')),
    details: isObject(details) ? details : {},
  };
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** A plain text (as the server writes in its first seconds, or for a path that it does not know) serves as message. */
function readStatus({status, headers, body}: Refusal): Status | undefined {
  const type = headers['content-type'] ?? '';
  if (type.includes('json')) return statusOfJson(body, status);
  if (status < 400 || type.includes('html')) return undefined;
  const [line = ''] = body.trim().split('\n');
  return {code: status, reason: '', message: line.slice(0, 200) || `status ${status}`, details: {}};
}

function statusOfJson(body: string, status: number): Status | undefined {
  try {
    return parseStatus(readJsonObject(body), status);
  } catch {
    return undefined;
  }
}

function foreignAnswer({server, status, headers}: Refusal): Error {
  const [type = ''] = (headers['content-type'] ?? 'nothing').split(';');
  const error = new Iter8Error(
    'UNREACHABLE',
    `${server} does not answer as a Kubernetes API server: status ${status}, ${type}`,
    'is there a proxy or a login page in between? check server in the kubeconfig',
  );
  const isUndone = status === 429;
  if (!isUndone && status < 500) return error;
  return new TransientError(error, {retryAfterMs: retryAfterMs(headers, {}), isUndone});
}

function unauthorized({server}: Asked): Iter8Error {
  const hint = 'log in anew, or choose another --context; kubectl auth whoami shows who you are';
  return new Iter8Error('FORBIDDEN', `${server} does not accept the credentials: expired or wrong`, hint);
}

function forbidden({request}: Asked, status: Status): Iter8Error {
  const what = `not allowed to ${request.verb} ${subjectOf(request)}`;
  if (request.kind && !/ cannot \w+ /.test(status.message))
    // quotas, admission, a namespace that is being deleted
    return new Iter8Error('FORBIDDEN', `${what}: ${status.message}`);
  const [, user] = /^.*?User "([^"]*)" cannot /.exec(status.message) ?? [];
  const as = user === undefined ? '' : ` as "${user}"`;
  return new Iter8Error('FORBIDDEN', what + as, roleHint(request, user));
}

function roleHint(request: ApiRequest, user: string | undefined): string {
  if (request.kind?.group !== 'iter8.tools' || isOfStatus(request))
    return grantHint(request, user) ?? 'ask an administrator of the cluster for a Role with this right';
  const role = isReading(request) ? 'iter8-view' : 'iter8-edit';
  return `ask an administrator for the ClusterRole ${role}, which iter8ctl install brings`;
}

function notFound(asked: Asked, {details, message}: Status): Iter8Error {
  const {request, server} = asked;
  const {kind, object} = request;
  if (!kind) return new Iter8Error('NOT_FOUND', `${server} has nothing at ${subjectOf(request)}: ${message}`);
  if (details.kind === 'namespaces' && kind.plural !== 'namespaces')
    return new Iter8Error(
      'NOT_FOUND',
      `no namespace "${textOr(details.name, '')}"`,
      'list them with: kubectl get namespaces',
    );
  if (object?.name !== undefined && typeof details.name === 'string')
    return new Iter8Error(
      'NOT_FOUND',
      `no ${kind.kind.toLowerCase()} "${object.name}"${placeOf(kind, object)}`,
      listHint(kind),
    );
  const served = `${server} serves no ${resourceName(kind)} of version ${kind.version}`;
  return new KindGoneError('NOT_FOUND', served, kindHint(kind));
}

function listHint(kind: ResourceKind): string {
  const program = kind.group === 'iter8.tools' ? 'iter8ctl' : 'kubectl';
  return `list them with: ${program} get ${kind.plural}${kind.isNamespaced ? ' -A' : ''}`;
}

/** What to do where a kind is not served. */
function kindHint({group}: {readonly group: string}): string {
  return group === 'iter8.tools'
    ? 'install it with: iter8ctl install'
    : 'kubectl api-resources lists what is served';
}

/** After a restore the server may know less than we have seen: it says so with a code that would otherwise mean "busy". */
function isAheadOfServer({details, message}: Status): boolean {
  const causes = Array.isArray(details.causes) ? (details.causes as readonly Json[]) : [];
  return (
    causes.some((cause) => isObject(cause) && cause.reason === 'ResourceVersionTooLarge') ||
    message.includes('Too large resource version')
  );
}

function busy({server, request, headers}: Asked, {code, message, details}: Status): TransientError {
  const isUndone = code === 429;
  const hint =
    isReading(request) || isUndone ? 'try again later' : 'it may have been done: look before you try again';
  const error = new Iter8Error('UNREACHABLE', `${server} answers ${code}: ${message}`, hint);
  return new TransientError(error, {retryAfterMs: retryAfterMs(headers, details), isUndone});
}

function retryAfterMs(headers: IncomingHttpHeaders, {retryAfterSeconds}: JsonObject): number | undefined {
  const seconds = Number(headers['retry-after'] ?? retryAfterSeconds);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

/** What is wrong, field by field; none where the server gives a message alone. */
function causesOf({details}: Status): readonly Cause[] {
  const causes = Array.isArray(details.causes) ? (details.causes as readonly Json[]) : [];
  return causes
    .filter(isObject)
    .map(({field, message}) => ({field: textOr(field, ''), message: textOr(message, '')}));
}

function reasonWords(causes: readonly Cause[], message: string): string {
  const texts = causes.map((cause) => [cause.field, cause.message].filter((part) => part !== '').join(': '));
  return texts.length === 0 ? message : [...new Set(texts)].join('; ');
}
