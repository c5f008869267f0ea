import {subscribe} from 'node:diagnostics_channel';
import {connect, createServer} from 'node:net';
import {setTimeout} from 'node:timers';

/** Of the requests that the process makes, each such one leaves something behind. */
const EVERY = 10;
/** @type {unknown[]} */
const kept = [];
/** @type {Map<number, string>} */
const entries = new Map();
const endless = new AbortController();

/** What a program that is not careful leaves behind with a request. @type {Readonly<Record<string, (nth: number) => void>>} */
const LEAKS = {
  map: (nth) => void entries.set(nth, `request ${nth}`),
  heap: (nth) => void kept.push(`${nth}`.padStart(20_000, '.').split('')),
  listener: () => endless.signal.addEventListener('abort', () => undefined),
  timer: () => void setTimeout(() => undefined, 2 ** 30).unref(),
  socket: openSocket,
};

export const LEAK_KINDS = Object.keys(LEAKS);

/** So that the laws are seen to fail: leaks on purpose. @param {string | undefined} kind undefined: nothing */
export function plantLeak(kind) {
  if (kind === undefined) return;
  const leak = LEAKS[kind];
  if (!leak) throw new Error(`no leak ${kind}; there are ${LEAK_KINDS.join(', ')}`);
  let requests = 0;
  subscribe('http.client.request.start', () => {
    requests += 1;
    if (requests % EVERY === 0) leak(requests);
  });
}

function openSocket() {
  const server = createServer((socket) => void socket.unref()).listen(0, '127.0.0.1', () => {
    const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
    kept.push(connect(port, '127.0.0.1').unref());
    server.unref();
  });
}
