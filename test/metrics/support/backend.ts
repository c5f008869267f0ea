import {createServer, type IncomingMessage, type RequestListener, type Server} from 'node:http';
import {createServer as createSecureServer, type ServerOptions} from 'node:https';
import type {AddressInfo} from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Backend {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** A real server on 127.0.0.1 that remembers what it was asked. */
export function startBackend(answer: RequestListener, tls?: ServerOptions): Promise<Backend> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const {method = '', url = '', headers} = request;
      seen.push({method, url, headers, body: Buffer.concat(chunks).toString()});
      answer(request, response);
    });
  };
  const server: Server = tls ? createSecureServer(tls, listener) : createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo;
      resolve({url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, seen, close: () => stop(server)});
    });
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Answers with this text as JSON. */
export function json(text: string): RequestListener {
  return (_request, response) => response.writeHead(200, {'content-type': 'application/json'}).end(text);
}

/** The answer of Prometheus to an instant query with one result. */
export function prometheusAnswer(value: string): string {
  return vectorAnswer([{metric: {}, value: [1556823494.744, value]}]);
}

/** The answer of Prometheus to an instant query. */
export function vectorAnswer(result: readonly unknown[]): string {
  return JSON.stringify({status: 'success', data: {resultType: 'vector', result}});
}

/** The same with the buckets of one histogram. */
export function bucketAnswer(counts: Readonly<Record<string, number>>): string {
  return vectorAnswer(
    Object.entries(counts).map(([le, count]) => ({metric: {le}, value: [1556823494.744, String(count)]})),
  );
}
