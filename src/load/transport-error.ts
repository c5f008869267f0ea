const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'host unreachable',
  ETIMEDOUT: 'timed out',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answer cut off',
  UND_ERR_HEADERS_OVERFLOW: 'headers too large',
};

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

export const NOT_HTTP = 'not an HTTP answer';

export const TIMED_OUT = 'timed out';
/** Of a request that is still under way. */
export const NO_ANSWER_YET = 'no answer yet';

/** Why there was no answer, in a few words; of a limited number, so that they can be counted. */
export function transportErrorReason(error: unknown): string {
  const {name, code, cause} = error as {name?: unknown; code?: unknown; cause?: unknown};
  if (name === 'HTTPParserError') return NOT_HTTP;
  if (typeof code !== 'string') return cause === undefined ? 'other error' : transportErrorReason(cause);
  if (code.startsWith('HPE_')) return NOT_HTTP;
  if (TLS.test(code)) return 'TLS not verified';
  return REASONS[code] ?? code;
}
