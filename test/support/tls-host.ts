import {readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {createServer} from 'node:https';
import {connect} from 'node:net';
import {join} from 'node:path';
import {httpServer, start} from './servers.js';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/metrics/tls', name);

/** A host of which other programs see nothing but its name and its certificate. */
export interface TlsHost {
  readonly host: string;
  /** Lets programs of C and Go find the host, by a proxy, and trust it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Answers for `metrics.example`, for which there is a certificate. */
export async function startTlsHost(listener: RequestListener): Promise<TlsHost> {
  const tls = {key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem'))};
  const server = await start(createServer(tls, listener));
  const proxy = await httpServer((_request, response) => response.writeHead(405).end());
  proxy.server.on('connect', (_request, socket) => {
    const tunnel = connect(server.port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    tunnel.pipe(socket).pipe(tunnel);
    tunnel.on('error', () => socket.destroy());
  });
  const authority = fixture('ca.pem');
  return {
    host: 'metrics.example',
    env: {https_proxy: proxy.url, GIT_SSL_CAINFO: authority, SSL_CERT_FILE: authority},
    close: async () => {
      await Promise.all([server.close(), proxy.close()]);
    },
  };
}
