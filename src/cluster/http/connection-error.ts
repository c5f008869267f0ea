import {Iter8Error} from '../../errors.js';
import {TransientError} from '../api/transient-error.js';

const CHECK_SERVER = 'is the server in the kubeconfig right, and does it run? kubectl cluster-info asks it too';
const CHECK_AUTHORITY = 'is certificate-authority-data in the kubeconfig that of this server?';
const CHECK_KUBECONFIG = 'kubectl config view --raw shows the kubeconfig';

/** `isUndone`: the server has surely not got the request. */
interface Meaning {
  readonly words: string;
  readonly hint?: string;
  readonly trial?: 'again' | 'again-undone';
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {words: 'refuses connections', trial: 'again-undone'},
  ECONNRESET: {words: 'closed the connection before it had answered', trial: 'again'},
  EPIPE: {words: 'closed the connection before it had answered', trial: 'again'},
  ERR_STREAM_PREMATURE_CLOSE: {words: 'closed the connection before it had answered', trial: 'again'},
  EAI_AGAIN: {words: 'cannot be resolved just now', trial: 'again-undone'},
  ENOTFOUND: {words: 'is not a known host'},
  EHOSTUNREACH: {words: 'cannot be reached'},
  ENETUNREACH: {words: 'cannot be reached'},
  ETIMEDOUT: {words: 'does not accept connections in time'},
  CERT_HAS_EXPIRED: {words: 'has a certificate that has expired', hint: 'renew it, or correct the clock here'},
  CERT_NOT_YET_VALID: {words: 'has a certificate that is not valid yet', hint: 'is the clock here right?'},
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: 'has a certificate for another name',
    hint: 'use a name that is in it, or set tls-server-name in the kubeconfig',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {words: 'does not speak TLS', hint: 'does it want http:// instead of https://?'},
  EPROTO: {words: 'does not speak TLS as it should', hint: 'does it want http:// instead of https://?'},
};

/** What went wrong with a connection, in words, without anything that the other side has sent. */
export function connectionError(server: string, cause: unknown): Iter8Error | TransientError {
  if (cause instanceof Iter8Error) return cause;
  const code = (cause as {code?: unknown}).code;
  const name = typeof code === 'string' ? code : 'no reason given';
  if (/^ERR_OSSL|PEM_/.test(name)) return unusableCertificate(name, cause);
  const {words, hint = CHECK_SERVER, trial} = MEANINGS[name] ?? otherMeaning(name);
  const error = new Iter8Error('UNREACHABLE', `${server} ${words}`, hint, {cause});
  return trial ? new TransientError(error, {isUndone: trial === 'again-undone'}) : error;
}

function unusableCertificate(code: string, cause: unknown): Iter8Error {
  const message = `a certificate or key in the kubeconfig cannot be used (${code})`;
  return new Iter8Error('INVALID', message, CHECK_KUBECONFIG, {cause});
}

function otherMeaning(code: string): Meaning {
  if (code.startsWith('HPE_')) return {words: `gives no valid HTTP answer (${code})`};
  if (/ALERT/.test(code)) return {words: `refuses our client certificate (${code})`, hint: CHECK_KUBECONFIG};
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return {words: `has a certificate that is not trusted (${code})`, hint: CHECK_AUTHORITY};
  return {words: `cannot be asked (${code})`};
}
