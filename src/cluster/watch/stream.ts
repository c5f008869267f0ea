import type {IncomingMessage} from 'node:http';
import type {Api} from '../api/api.js';
import {Deadline} from '../api/deadline.js';
import {collectionPath, type Query, withQuery} from '../api/paths.js';
import type {ApiRequest, Verb} from '../api/request.js';
import {connectionError} from '../http/connection-error.js';
import type {ResourceKind, Selection} from '../port.js';
import {GarbledError, type RawEvent, readEvents} from './event-stream.js';

/** What is watched. */
export interface Subject {
  readonly api: Api;
  readonly kind: ResourceKind;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/** The time that the server gets to end a stream by itself. */
const GRACE_MS = 10_000;

/** A request to the collection that is watched. */
export function collectionRequest({kind, selection}: Subject, verb: Verb, query: Query): ApiRequest {
  const {namespace, labelSelector, fieldSelector} = selection;
  const path = withQuery(collectionPath(kind, namespace), {labelSelector, fieldSelector, ...query});
  return {verb, kind, object: {namespace}, path};
}

/**
 * `accepted` once the server has, then the events of one connection from a resourceVersion on. Returns when the server ends
 * it in good order.
 *
 * @throws what went wrong otherwise, silence of a dead connection too
 */
export async function* openStream(
  subject: Subject,
  resourceVersion: string,
): AsyncGenerator<RawEvent | 'accepted'> {
  const {api, signal} = subject;
  const {watchDeadlineMs, server, credentials} = api.settings;
  const current = await credentials.current();
  const deadline = new Deadline(watchDeadlineMs, signal);
  const timeoutSeconds = String(Math.max(1, Math.floor((watchDeadlineMs - GRACE_MS) / 1000)));
  const query = {watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds};
  try {
    const request = collectionRequest(subject, 'watch', query);
    const response = await api.open(request, current, deadline.signal);
    yield 'accepted';
    yield* eventsOf(response, server);
  } catch (error) {
    signal.throwIfAborted();
    throw deadline.hasPassed ? new Error(`${server} is silent`) : error;
  } finally {
    deadline.abandon();
  }
}

async function* eventsOf(response: IncomingMessage, server: string): AsyncGenerator<RawEvent> {
  try {
    yield* readEvents(response);
  } catch (error) {
    throw error instanceof GarbledError ? error : connectionError(server, error);
  }
}
