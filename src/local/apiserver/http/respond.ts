import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Clock} from '../../../load/clock.js';
import type {Answer} from '../answer.js';
import {jsonText} from '../json-text.js';

/** A connection that says nothing for longer is taken for dead by many. */
const BEAT_MS = 60_000;

/** A client that reads so much slower than things happen is let go; it can watch anew. */
const LARGEST_BACKLOG = 32 * 1024 * 1024;

export interface Respond {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Sends an answer; of a stream, all until one of the two sides ends it. */
export function respond(answer: Answer, {request, response, clock}: Respond): void {
  if (answer.kind === 'stream') return stream(answer, response, clock);
  const [type, text] =
    answer.kind === 'text'
      ? ['text/plain; charset=utf-8', answer.text]
      : [answer.contentType ?? 'application/json', `${jsonText(answer.body)}\n`];
  response.writeHead(answer.code, {'Content-Type': type, 'Content-Length': Buffer.byteLength(text)});
  response.end(request.method === 'HEAD' ? undefined : text);
}

type StreamAnswer = Extract<Answer, {readonly kind: 'stream'}>;

function stream(answer: StreamAnswer, response: ServerResponse, clock: Pick<Clock, 'sleep'>): void {
  const gone = new AbortController();
  const end = () => {
    gone.abort();
    response.end();
  };
  response.writeHead(200, {'Content-Type': answer.contentType, 'Cache-Control': 'no-cache, private'});
  response.flushHeaders();
  const control = answer.open({
    write: (text) => {
      if (gone.signal.aborted || text === '') return;
      if (response.writableLength > LARGEST_BACKLOG) response.destroy();
      else response.write(text);
    },
    end,
  });
  gone.signal.addEventListener('abort', control.close);
  if (gone.signal.aborted) control.close();
  response.once('close', () => gone.abort());
  void beat(clock, control.beat, gone.signal);
  const {timeoutSeconds} = answer;
  if (timeoutSeconds === undefined) return;
  void endAfter(timeoutSeconds, {clock, end, beat: control.beat, signal: gone.signal});
}

async function beat(clock: Pick<Clock, 'sleep'>, action: () => void, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(BEAT_MS, signal);
    if (signal.aborted) return;
    action();
  }
}

interface Ending {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly end: () => void;
  readonly beat: () => void;
  readonly signal: AbortSignal;
}

async function endAfter(seconds: number, {clock, end, beat, signal}: Ending): Promise<void> {
  await clock.sleep(seconds * 1000, signal);
  if (signal.aborted) return;
  beat();
  end();
}
