import {type Unavailable, unavailable} from '../outcome.js';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'closed the connection before it had answered',
  EPIPE: 'closed the connection before it had answered',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not accept connections in time',
  ENOTFOUND: 'is not a known host',
  ENODATA: 'is not a known host',
  EAI_AGAIN: 'cannot be resolved just now',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
};

/** What went wrong with a connection, in words and without anything that the other side has sent. */
export function connectionFailure(host: string, error: unknown): Unavailable {
  const code = (error as {code?: unknown}).code;
  const name = typeof code === 'string' ? code : 'unknown error';
  return unavailable('unreachable', `${host} ${WORDS[name] ?? otherWords(name)}`);
}

function otherWords(code: string): string {
  if (code.startsWith('HPE_')) return `gives no valid HTTP answer (${code})`;
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return `has a certificate that is not trusted (${code})`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return `does not speak TLS as it should (${code})`;
  return `cannot be asked (${code})`;
}

export function statusFailure(host: string, status: number): Unavailable {
  if (status === 401 || status === 403) {
    return unavailable('forbidden', `${host} answers ${status}: the credentials are missing or not accepted`);
  }
  return unavailable('status', `${host} answers with status ${status}`);
}
