import type {IncomingMessage} from 'node:http';
import {type Duplex, pipeline} from 'node:stream';
import type {Outcome} from '../../load/recorder.js';
import type {Upstream} from './backends.js';
import {rawFailure} from './failures.js';
import {endToEndHeaders, upgradeHeaders} from './headers.js';
import {Question} from './question.js';
import type {LoggedRequest} from './request-log.js';

/** A request for another protocol, say WebSocket, on the client's own connection. */
export interface UpgradeExchange {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client sent after its request already. */
  readonly head: Buffer;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  /** Ends when the version has agreed or declined, or has failed to. */
  readonly log: LoggedRequest;
}

/** Asks the version, then joins both connections byte by byte. */
export function forwardUpgrade(exchange: UpgradeExchange): void {
  const {request, socket, upstream, timeoutMs, log} = exchange;
  const question = new Question({
    request,
    upstream,
    timeoutMs,
    extraHeaders: upgradeHeaders(request),
    onSent: (outgoing) => {
      outgoing.once('upgrade', (answer, versionSocket, head) => {
        question.settle();
        log.end(outcomeOf(answer));
        join(exchange, answer, {socket: versionSocket, head});
      });
    },
    onAnswer: (answer) => {
      log.end(outcomeOf(answer));
      decline(socket, answer);
    },
    onFailure: (failure) => {
      log.end({kind: 'failure', reason: failure.reason});
      socket.end(rawFailure(failure));
    },
  });
  socket.on('error', () => undefined); // it closes as well
  socket.once('close', () => {
    question.cancel();
    log.leave();
  });
}

function outcomeOf({statusCode = 502}: IncomingMessage): Outcome {
  return {kind: 'answer', status: statusCode, bytes: 0};
}

function join(
  {socket, head}: UpgradeExchange,
  answer: IncomingMessage,
  version: {readonly socket: Duplex; readonly head: Buffer},
): void {
  socket.write(rawHead(answer, upgradeHeaders(answer)));
  socket.write(version.head);
  version.socket.write(head);
  version.socket.on('error', () => undefined); // it closes as well
  passUntilEnd(socket, version.socket);
  passUntilEnd(version.socket, socket);
}

function passUntilEnd(from: Duplex, to: Duplex): void {
  from.pipe(to);
  from.once('close', () => to.end(() => to.destroy()));
}

/** The version keeps to HTTP; its answer ends with the connection. */
function decline(socket: Duplex, answer: IncomingMessage): void {
  socket.write(rawHead(answer, ['Connection', 'close']));
  pipeline(answer, socket, () => undefined);
}

function rawHead(answer: IncomingMessage, ofThisHop: readonly string[]): string {
  const headers = [...endToEndHeaders(answer), ...ofThisHop];
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`];
  for (let index = 0; index < headers.length; index += 2)
    lines.push(`${headers[index] ?? ''}: ${headers[index + 1] ?? ''}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
