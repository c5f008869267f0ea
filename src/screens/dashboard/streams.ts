import type {ServerResponse} from 'node:http';
import {errorWords} from '../../runtime/log.js';
import {SECURITY_HEADERS} from './answer.js';
import {AGING_MS, type LivePage} from './live-page.js';
import type {Change} from './parts.js';

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
  #toldAtMs = 0;

  /** @param onMistake hears of mistakes of ours */
  constructor(private readonly onMistake: (words: string) => void) {}

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
    const sinceMs = now.getTime() - this.#toldAtMs;
    const isSilent = sinceMs >= AGING_MS || sinceMs < 0;
    if (isSilent) this.#toldAtMs = now.getTime();
    for (const page of new Set([...this.#streams].map((stream) => stream.page))) this.#tellOf(page, now, isSilent);
  }

  /** A page that cannot be drawn must not end the others. */
  #tellOf(page: LivePage, now: Date, isSilent: boolean): void {
    const streams = [...this.#streams].filter((stream) => stream.page === page);
    try {
      page.refresh(now, false);
      for (const stream of streams) tell(stream, isSilent);
    } catch (error) {
      this.onMistake(errorWords(error));
      for (const {response} of streams) response.destroy();
    }
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
