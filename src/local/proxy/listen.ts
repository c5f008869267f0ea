import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Iter8Error} from '../../errors.js';

const HOST = '127.0.0.1';

/**
 * Listens on 127.0.0.1, on another port where the wanted one is in use.
 *
 * @returns the port
 * @throws Iter8Error FORBIDDEN if this user may not use the port
 */
export async function listen(server: Server, wantedPort: number): Promise<number> {
  try {
    await listenOn(server, wantedPort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw notAllowed(wantedPort, error);
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listenOn(server, 0);
  }
  return (server.address() as AddressInfo).port;
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function notAllowed(port: number, cause: unknown): Iter8Error {
  return new Iter8Error('FORBIDDEN', `not allowed to listen on port ${port}`, 'choose a port above 1023', {cause});
}
