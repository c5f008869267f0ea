import {createHash, timingSafeEqual} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import {ApiError} from '../api-error.js';
import type {User} from '../authorization.js';
import type {ServerState} from '../state.js';

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
    return user;
  }
}

/**
 * As whom the user acts: as somebody else where the request says so.
 *
 * @throws ApiError 403 if that is not allowed
 */
export function actingUser(user: User, request: IncomingMessage, authorize: ServerState['authorize']): User {
  const name = request.headers['impersonate-user'];
  if (typeof name !== 'string') return user;
  const attributes = {
    verb: 'impersonate',
    group: '',
    resource: 'users',
    subresource: '',
    namespace: '',
    name,
    path: '',
  };
  if (authorize(user, attributes)) return {name, groups: ['system:authenticated']};
  const message = `users "${name}" is forbidden: User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`;
  throw new ApiError(403, 'Forbidden', message);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
