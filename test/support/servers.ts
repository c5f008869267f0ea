import * as http from 'node:http';
import type {AddressInfo, Server, Socket} from 'node:net';

/** A server on 127.0.0.1 for tests. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export function httpServer(listener: http.RequestListener): Promise<TestServer & {readonly server: http.Server}> {
  return start(http.createServer(listener));
}

export async function start<Kind extends Server>(server: Kind): Promise<TestServer & {readonly server: Kind}> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    sockets,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** Resolves when the condition holds; fails after a time that no busy machine needs. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sockets, servers and timers that keep this process alive. */
export function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /TCP|TLS|Timeout|Pipe(?!Wrap)/.test(kind))
    .sort();
}
