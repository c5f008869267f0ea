import {createHash, timingSafeEqual} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import {ApiError} from '../api-error.js';
import type {User} from '../authorization.js';

/** Bearer tokens and whose they are; kept as hashes of one length, so that comparing takes the same time. */
export class Tokens {
  readonly #users: {readonly hash: Buffer; readonly user: User}[] = [];

  add(token: string, user: User): void {
    this.#users.push({hash: hashOf(token), user});
  }

  /** @throws ApiError 401 */
  authenticate(request: IncomingMessage): User {
    const [, token = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const hash = hashOf(token);
    const known = this.#users.filter((one) => timingSafeEqual(one.hash, hash));
    const user = known[0]?.user;
    if (!user) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    const asked = request.headers['impersonate-user'];
    return typeof asked === 'string' ? {name: asked, groups: ['system:authenticated']} : user;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
