import {connect, createServer} from 'node:net';

/** Between the controller and its API server: passes everything on, until it cuts all connections. */
export class Relay {
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  #server;

  /** @param {{host: string, port: number}} upstream */
  constructor(upstream) {
    this.#server = createServer((client) => {
      const server = connect(upstream);
      this.#join(client, server);
      this.#join(server, client);
    });
  }

  /** @returns {Promise<number>} its port */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  cut() {
    for (const socket of this.#sockets) socket.destroy();
  }

  close() {
    this.cut();
    this.#server.close();
  }

  /** @param {import('node:net').Socket} from @param {import('node:net').Socket} to */
  #join(from, to) {
    this.#sockets.add(from);
    from.setNoDelay(true).on('error', () => undefined); // it closes as well
    from.once('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
