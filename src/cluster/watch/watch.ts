import {listObjects} from '../api/list.js';
import {isOlder, resourceVersionOf} from '../api/metadata.js';
import {errorFor, ExpiredError, parseStatus} from '../api/status-error.js';
import type {JsonObject} from '../../experiment/json.js';
import type {WatchEvent} from '../port.js';
import {GarbledError, type RawEvent} from './event-stream.js';
import {KnownObjects} from './known-objects.js';
import {Recovery} from './recovery.js';
import {collectionRequest, openStream, type Subject} from './stream.js';

/** A stream that ends sooner and without anything new counts as a failure, or we would ask without pause. */
const SHORTEST_STREAM_MS = 1000;

/** Lists, then follows; what breaks is mended: see `Cluster.watch`. */
export async function* watchObjects(subject: Subject): AsyncGenerator<WatchEvent, void, undefined> {
  const {signal, api} = subject;
  const watch = new Watch(subject);
  try {
    yield* watch.synchronise();
    for (;;) {
      const pauseMs = yield* watch.goOn();
      await api.settings.clock.sleep(pauseMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

class Watch {
  private readonly known = new KnownObjects();
  private readonly recovery: Recovery;
  private resourceVersion = '';
  private needsList = false;
  private hasFollowed = false;
  private isInterrupted = false;

  constructor(private readonly subject: Subject) {
    this.recovery = new Recovery(subject.api.settings.clock);
  }

  async *synchronise(): AsyncGenerator<WatchEvent> {
    const {api, kind, selection, signal} = this.subject;
    const {items, resourceVersion} = await listObjects(api, kind, selection, {signal});
    yield* this.known.replaceAll(items);
    this.resourceVersion = resourceVersion;
    this.needsList = false;
    yield {kind: 'synced'};
  }

  /**
   * From where it stands to the end of one stream.
   *
   * @returns how long to wait before going on
   * @throws what going on cannot mend
   */
  async *goOn(): AsyncGenerator<WatchEvent, number> {
    try {
      if (this.needsList) yield* this.synchronise();
      else if (this.hasFollowed) await this.compareWithServer();
      this.hasFollowed = true;
      yield* this.follow();
      return 0;
    } catch (error) {
      this.subject.signal.throwIfAborted();
      const {reason, needsList, pauseMs} = this.recovery.next(error);
      if (reason !== undefined && !this.isInterrupted) yield {kind: 'interrupted', reason};
      this.isInterrupted ||= reason !== undefined;
      this.needsList ||= needsList;
      return pauseMs;
    }
  }

  private async *follow(): AsyncGenerator<WatchEvent> {
    const {clock} = this.subject.api.settings;
    const startedAt = clock.now();
    const startedFrom = this.resourceVersion;
    for await (const event of openStream(this.subject, startedFrom)) {
      const told = event === 'accepted' ? this.accepted() : this.take(event);
      if (told) yield told;
    }
    if (this.resourceVersion === startedFrom && clock.now() - startedAt < SHORTEST_STREAM_MS)
      throw new Error('the server ended the watch at once');
    this.recovery.progressed();
  }

  private accepted(): WatchEvent | undefined {
    const wasInterrupted = this.isInterrupted;
    this.isInterrupted = false;
    this.recovery.accepted();
    return wasInterrupted ? {kind: 'resumed'} : undefined;
  }

  private take({type, object}: RawEvent): WatchEvent | undefined {
    if (type === 'ERROR') throw this.errorOf(object);
    const version = resourceVersionOf(object);
    if (isOlder(version, this.resourceVersion)) {
      if (type !== 'DELETED') throw new ExpiredError('the server has gone back to an older state');
    } else if (version !== undefined && version !== this.resourceVersion) {
      this.resourceVersion = version;
      this.recovery.progressed();
    }
    if (type === 'BOOKMARK') return undefined;
    return type === 'DELETED' ? this.known.remove(object) : this.known.put(object);
  }

  private errorOf(object: JsonObject): Error {
    const status = parseStatus(object);
    if (!status) return new GarbledError('an error without a status');
    const {server} = this.subject.api.settings;
    return errorFor({server, request: collectionRequest(this.subject, 'watch', {}), headers: {}}, status);
  }

  /** A server that was restored from a backup would say nothing until it is where we are already. */
  private async compareWithServer(): Promise<void> {
    const {api, signal} = this.subject;
    const list = await api.object({...collectionRequest(this.subject, 'list', {limit: '1'}), signal});
    if (isOlder(resourceVersionOf(list), this.resourceVersion))
      throw new ExpiredError('the server has gone back to an older state');
  }
}
