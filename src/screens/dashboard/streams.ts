import type {ServerResponse} from 'node:http';
import {SECURITY_HEADERS} from './answer.js';
import type {LivePage} from './live-page.js';
import type {Change} from './parts.js';

/** Four times a second at most. */
export const TICK_MS = 250;
/** What only tells the time since something is written anew so often; also how often a browser hears at least. */
const AGING_MS = 5000;
/** A browser opens six to a server. */
const MOST_STREAMS = 32;

interface Stream {
  readonly page: LivePage;
  readonly response: ServerResponse;
  version: number;
}

/** Tells browsers what has changed on the pages that they show (Server-Sent Events). */
export class Streams {
  readonly #streams = new Set<Stream>();
  #agedAtMs = 0;

  get isFull(): boolean {
    return this.#streams.size >= MOST_STREAMS;
  }

  /** @param version what the browser shows already */
  open(response: ServerResponse, page: LivePage, version: number): void {
    const stream: Stream = {page, response, version};
    response.writeHead(200, {...SECURITY_HEADERS, 'content-type': 'text/event-stream; charset=utf-8'});
    if (response.req.method === 'HEAD') return void response.end();
    response.write('retry: 1000\n\n');
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
    tell(stream, true);
  }

  /** To be called each `TICK_MS`: what has changed meanwhile is told together. */
  tick(now: Date): void {
    if (this.#streams.size === 0) return;
    const sinceMs = now.getTime() - this.#agedAtMs;
    const hasAged = sinceMs >= AGING_MS || sinceMs < 0;
    if (hasAged) this.#agedAtMs = now.getTime();
    for (const page of new Set([...this.#streams].map((stream) => stream.page))) page.refresh(now, hasAged);
    for (const stream of this.#streams) tell(stream, hasAged);
  }

  end(): void {
    for (const {response} of this.#streams) response.end();
  }
}

/** Whoever reads too slowly gets the next change that fits, with all that was before it. */
function tell(stream: Stream, always: boolean): void {
  if (stream.response.writableNeedDrain) return;
  const change = stream.page.since(stream.version);
  if (!always && !hasContent(change)) return;
  stream.version = change.version;
  stream.response.write(`id: ${change.version}\ndata: ${JSON.stringify(change)}\n\n`);
}

function hasContent({parts, order, news}: Change): boolean {
  return order !== undefined || news !== undefined || Object.keys(parts).length > 0;
}
