import {createServer, type Server} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';

/** What `/metrics` answers. */
interface Scraped {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface HealthOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whether this process can do its work: as leader it sees the cluster, as standby it waits. */
  readonly isReady: () => boolean;
  readonly metrics: Scraped;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/healthz`, `/readyz` and `/metrics`, for kubelet and Prometheus.
 *
 * @throws Error of Node when the port is taken
 */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '', options).then(({status, type, body}) => {
      response.writeHead(status, {'content-type': type}).end(body);
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {port: (server.address() as AddressInfo).port, close: () => closeServer(server)};
}

async function answer(url: string, {isReady, metrics}: HealthOptions) {
  const type = 'text/plain; charset=utf-8';
  switch (url.split('?')[0]) {
    case '/healthz':
      return {status: 200, type, body: 'ok\n'};
    case '/readyz':
      return isReady() ? {status: 200, type, body: 'ok\n'} : {status: 503, type, body: 'not ready\n'};
    case '/metrics':
      return {status: 200, type: metrics.contentType, body: await metrics.text()};
    default:
      return {status: 404, type, body: 'there is /healthz, /readyz and /metrics\n'};
  }
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await Promise.resolve();
}
