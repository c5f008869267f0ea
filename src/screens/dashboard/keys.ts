import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';

const KEY_BYTES = 32;
const PATH_BYTES = 12;

/** What only its owner knows of a dashboard; made anew by each process. */
export interface Keys {
  /** In the address that is printed: it opens the door once for each browser. */
  readonly token: string;
  /** In the cookie of a browser that has come in. */
  readonly cookie: string;
  /** In the form of an action. */
  readonly action: string;
  /**
   * First part of all other addresses. Cookies know no ports: this keeps the cookie from other servers on this machine,
   * since the browser sends it only where the path is the same.
   */
  readonly path: string;
}

export function makeKeys(): Keys {
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  return {
    token: random(KEY_BYTES),
    cookie: random(KEY_BYTES),
    action: random(KEY_BYTES),
    path: random(PATH_BYTES),
  };
}

/** Takes the same time whatever was given. */
export function isKey(given: string | null | undefined, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(key));
}
