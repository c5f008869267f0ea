import {once} from 'node:events';
import {connect, type Socket} from 'node:net';

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const PASSWORD = 2;
/** Bytes of the address that a reply tells, by its type; a name begins with its own length. */
const ADDRESS_LENGTHS: Readonly<Record<number, number>> = {1: 4, 4: 16};

const REFUSALS: readonly string[] = [
  'it fails',
  'its rules forbid it',
  'the network cannot be reached',
  'the host cannot be reached',
  'the host refuses connections',
];

/** A connection through a SOCKS5 proxy (RFC 1928), which resolves the name. @throws Error that says why there is none */
export async function connectThroughSocks(
  proxy: URL,
  target: {readonly host: string; readonly port: number},
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port || 1080)});
  try {
    await once(socket, 'connect', {signal});
    await authenticate(socket, proxy, signal);
    await request(socket, target, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function authenticate(socket: Socket, {username, password}: URL, signal: AbortSignal): Promise<void> {
  const wanted = username === '' ? NO_AUTHENTICATION : PASSWORD;
  socket.write(Uint8Array.of(VERSION, 1, wanted));
  const [version, chosen] = await read(socket, 2, signal);
  if (version !== VERSION) throw new Error('it does not speak SOCKS5');
  if (chosen !== wanted) throw new Error(username === '' ? 'it wants a password' : 'it takes no password');
  if (wanted === NO_AUTHENTICATION) return;
  const parts = [username, password].map((part) => withLength(decodeURIComponent(part)));
  socket.write(Buffer.concat([Uint8Array.of(1), ...parts]));
  const [, status] = await read(socket, 2, signal);
  if (status !== 0) throw new Error('it does not accept the password');
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

async function request(
  socket: Socket,
  {host, port}: {readonly host: string; readonly port: number},
  signal: AbortSignal,
): Promise<void> {
  socket.write(
    Buffer.concat([Uint8Array.of(VERSION, 1, 0, 3), withLength(host), Uint8Array.of(port >> 8, port & 255)]),
  );
  const [, status = 1, , type = 0] = await read(socket, 4, signal);
  if (status !== 0) throw new Error(REFUSALS[status - 1] ?? `it answers ${status}`);
  const length = ADDRESS_LENGTHS[type] ?? (await read(socket, 1, signal))[0] ?? 0;
  await read(socket, length + 2, signal);
}

/** Exactly so many bytes; what follows stays in the socket. */
async function read(socket: Socket, length: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes?.length === length) return bytes;
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new Error('it closed the connection');
    await Promise.race([once(socket, 'readable', {signal}), once(socket, 'close', {signal})]);
  }
}
