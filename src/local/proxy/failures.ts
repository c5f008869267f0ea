import {STATUS_CODES} from 'node:http';
import {TIMED_OUT} from '../../load/transport-error.js';

/** What the proxy answers by itself. */
export interface ProxyFailure {
  readonly status: number;
  readonly text: string;
}

/** Instead of an answer of a version. */
export interface VersionFailure extends ProxyFailure {
  /** In a few words; of a limited number. */
  readonly reason: string;
}

export const NO_VERSION: ProxyFailure = {status: 503, text: 'no version has a weight above 0\n'};

export function notReached(version: string, reason: string): VersionFailure {
  return {reason, status: 502, text: `version ${JSON.stringify(version)} did not answer\n`};
}

export function tooLate(version: string): VersionFailure {
  return {reason: TIMED_OUT, status: 504, text: `version ${JSON.stringify(version)} did not answer in time\n`};
}

/** A whole answer, for a connection that no HTTP server looks after any more. */
export function rawFailure({status, text}: ProxyFailure): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}
