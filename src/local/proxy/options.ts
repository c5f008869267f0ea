import type {IncomingMessage} from 'node:http';
import type {Outcome} from '../../load/recorder.js';
import type {ProxyFailure} from './failures.js';

/** A version behind the proxy. */
export interface Backend {
  readonly version: string;
  /** Its path is put before the path of each request. */
  readonly url: string;
}

export interface ProxyOptions {
  readonly backends: readonly Backend[];
  /** Percent by version; a version that is not named gets nothing. */
  readonly weights: ReadonlyMap<string, number>;
  /** Chooses for each request, in the place of the weights: a version, or what is answered instead of one. */
  readonly choose?: (request: IncomingMessage) => string | ProxyFailure;
  /** Told of each request that a version got, when it has ended. */
  readonly onEnd?: (version: string, seconds: number, outcome: Outcome) => void;
  /** On 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** How long a backend may take until its answer begins; 30,000 by default. */
  readonly timeoutMs?: number;
  /** Ends the proxy at once. */
  readonly signal?: AbortSignal;
}
