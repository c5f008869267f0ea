import {once} from 'node:events';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import {createCertificate} from '../../../src/local/apiserver/http/certificate.js';
import {PodLogs} from '../../../src/local/apiserver/pod-logs.js';

/** The logs of Pods, at the place where an API server asks the kubelet of a node for them. */
export class LogServer {
  readonly logs = new PodLogs();
  readonly #server: Server;

  private constructor() {
    const {certificate: cert, key} = createCertificate(new Date());
    this.#server = createServer({cert, key}, (request, response) => {
      const {pathname, searchParams} = new URL(request.url ?? '', 'https://node');
      const [, place, namespace = '', pod = ''] = pathname.split('/');
      if (place !== 'containerLogs') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {'content-type': 'text/plain'}).write(this.logs.text(namespace, pod));
      if (searchParams.get('follow') !== 'true') {
        response.end();
        return;
      }
      const stop = this.logs.follow(namespace, pod, (text, isComplete) => {
        response.write(text);
        if (isComplete) response.end();
      });
      response.once('close', stop);
    });
  }

  static async start(): Promise<LogServer> {
    const server = new LogServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
