import type {OutgoingHttpHeaders} from 'node:http';
import type {FaultKind, RequestKind} from './fault.js';

/** An answer in place of the server's. */
export interface Refusal {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** As Kubernetes words them. */
const STATUSES: Partial<
  Record<FaultKind, {readonly code: number; readonly reason: string; readonly message: string}>
> = {
  expired: {code: 401, reason: 'Unauthorized', message: 'Unauthorized'},
  conflict: {
    code: 409,
    reason: 'Conflict',
    message: 'the object has been modified; please apply your changes to the latest version',
  },
  forgotten: {code: 410, reason: 'Expired', message: 'too old resource version'},
  busy: {code: 429, reason: 'TooManyRequests', message: 'too many requests, please try again later'},
  failing: {code: 500, reason: 'InternalError', message: 'etcdserver: leader changed'},
  away: {code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down'},
};

/** @returns undefined for what the server answers itself */
export function refusalFor(fault: FaultKind | undefined, kind: RequestKind): Refusal | undefined {
  if (fault === 'page') return {status: 200, headers: {'content-type': 'text/html'}, body: '<html>Log in</html>'};
  const status = fault && STATUSES[fault];
  if (!status) return undefined;
  const {code} = status;
  const object = {apiVersion: 'v1', kind: 'Status', status: 'Failure', ...status};
  const isBusy = code === 429 || code === 503;
  const headers = {'content-type': 'application/json', ...(isBusy && {'retry-after': '1'})};
  // A watch is told of the forgotten past by an event, if it has begun already.
  if (code === 410 && kind === 'watch')
    return {status: 200, headers, body: `${JSON.stringify({type: 'ERROR', object})}\n`};
  return {status: code, headers, body: JSON.stringify(object)};
}
