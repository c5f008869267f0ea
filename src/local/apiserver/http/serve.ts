import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Clock} from '../../../load/clock.js';
import {type Answer, json} from '../answer.js';
import {ApiError, methodNotAllowed, noSuchPath} from '../api-error.js';
import {notAllowed, type User} from '../authorization.js';
import type {Call} from '../call.js';
import {isPublic, serveDiscovery} from '../discovery/serve-discovery.js';
import {parseRoute, type ResourceRoute} from '../route.js';
import {serveResource, verbOf} from '../serve-resource.js';
import type {ServerState} from '../state.js';
import type {Lists} from '../verbs/list.js';
import {viewOf} from './accept.js';
import {actingUser, type Tokens} from './authenticate.js';
import {mediaType, readBody} from './read-body.js';
import {respond} from './respond.js';

export interface Serving {
  readonly state: ServerState;
  readonly lists: Lists;
  readonly tokens: Tokens;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Answers one request; whatever goes wrong becomes a Status. */
export async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await answerTo(serving, request, response).catch(failure);
  if (response.destroyed) return;
  respond(answer, {request, response, clock: serving.clock});
}

function failure(error: unknown): Answer {
  if (error instanceof ApiError) return json(error.status, error.code);
  const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return json(new ApiError(500, 'InternalError', message).status, 500);
}

async function answerTo(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  const {pathname: path, searchParams: query} = new URL(request.url ?? '/', 'http://127.0.0.1');
  const {state, tokens} = serving;
  const accept = request.headers.accept ?? '';
  if (isPublic(path)) return serveDiscovery(state.registry, path, accept) ?? notServed();
  const user = actingUser(tokens.authenticate(request), request, state.authorize);
  const route = parseRoute(path, state.registry);
  if (!route) return servePath({state, user, path}, request.method ?? 'GET', accept);
  const verb = verbOf(request.method ?? 'GET', {name: route.name, query});
  checkAllowed(state, user, route, verb);
  const call: Call = {
    ...route,
    query,
    user,
    body: await readBody(request),
    contentType: mediaType(request),
    userAgent: request.headers['user-agent'] ?? '',
    warn: (text) => response.appendHeader('Warning', `299 - ${JSON.stringify(headerText(text))}`),
  };
  return serveResource(state, serving.lists, call, {verb, view: viewOf(accept, query, state.now)});
}

function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function notServed(): never {
  throw noSuchPath();
}

interface PathRequest {
  readonly state: ServerState;
  readonly user: User;
  readonly path: string;
}

function servePath({state, user, path}: PathRequest, method: string, accept: string): Answer {
  const attributes = {
    verb: method.toLowerCase(),
    group: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    path,
  };
  if (!state.authorize(user, attributes)) throw notAllowed(user, attributes, undefined);
  const answer = serveDiscovery(state.registry, path, accept);
  if (!answer) throw noSuchPath();
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  return answer;
}

/** What everybody may ask about themselves needs no right. */
function checkAllowed(state: ServerState, user: User, route: ResourceRoute, verb: string): void {
  const {type, namespace, name, subresource} = route;
  if (type.isReview) return;
  const attributes = {verb, group: type.group, resource: type.plural, subresource, namespace, name, path: ''};
  if (!state.authorize(user, attributes)) throw notAllowed(user, attributes, type);
}
