import type {IncomingMessage} from 'node:http';
import {text as readAll} from 'node:stream/consumers';
import type {Readable} from 'node:stream';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Clock} from '../clock.js';
import type {Credentials, CredentialSource} from '../credentials/credentials.js';
import {connectionError} from '../http/connection-error.js';
import type {Transport} from '../http/transport.js';
import {Deadline} from './deadline.js';
import {readJsonObject} from './json.js';
import {type ApiRequest, isReading, methodOf} from './request.js';
import {withRetries} from './retry.js';
import {statusError} from './status-error.js';

/** The server, who we are for it, and how long we wait. */
export interface ApiSettings {
  /** Its address, for messages. */
  readonly server: string;
  readonly transport: Transport;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** Of the user; undefined: a minute. */
  readonly requestTimeoutMs: number | undefined;
  /** After which a watch that still stands is given up: the server has been asked to end it ten seconds earlier. */
  readonly watchDeadlineMs: number;
}

const USUAL_TIMEOUT_MS = 60_000;

/** Requests to an API server: errors in words, tried again where that may help. */
export class Api {
  constructor(readonly settings: ApiSettings) {}

  async object(request: ApiRequest): Promise<JsonObject> {
    const body = await this.text({accept: 'application/json', ...request});
    try {
      return readJsonObject(body);
    } catch {
      throw new Iter8Error(
        'UNREACHABLE',
        `${this.settings.server} does not answer as a Kubernetes API server: no JSON`,
        'is there a proxy or a login page in between? check server in the kubeconfig',
      );
    }
  }

  text(request: ApiRequest): Promise<string> {
    const {clock} = this.settings;
    const {signal} = request;
    return withRetries(() => this.once(request), {isSafe: isReading(request), clock, signal});
  }

  /** One attempt: credentials, request, the whole answer. */
  private async once(request: ApiRequest): Promise<string> {
    const {requestTimeoutMs, credentials} = this.settings;
    const current = await credentials.current(); // the time that somebody needs to log in does not count
    const deadline = new Deadline(requestTimeoutMs ?? USUAL_TIMEOUT_MS, request.signal);
    try {
      return await this.read(await this.open(request, current, deadline.signal));
    } catch (error) {
      request.signal?.throwIfAborted();
      throw deadline.hasPassed ? this.tooLate() : error;
    } finally {
      deadline.release();
    }
  }

  /**
   * The answer as soon as its headers are there; credentials that are refused are renewed once.
   *
   * @throws what an answer other than 2xx means, or what is wrong with the connection
   */
  async open(request: ApiRequest, credentials: Credentials, signal: AbortSignal): Promise<IncomingMessage> {
    const source = this.settings.credentials;
    let response = await this.send(request, credentials, signal);
    if (response.statusCode === 401 && source.renew(credentials)) {
      response.destroy();
      response = await this.send(request, await source.current(), signal);
    }
    const {statusCode: status = 0, headers} = response;
    tellWarnings(response, request.onWarning);
    tellDate(response, request.onDate);
    if (status >= 200 && status <= 299) return response;
    const body = await this.read(response);
    throw statusError({server: this.settings.server, request, status, headers, body});
  }

  private async read(response: IncomingMessage): Promise<string> {
    try {
      return await readAll(await decoded(response));
    } catch (error) {
      throw connectionError(this.settings.server, error);
    }
  }

  private async send(
    request: ApiRequest,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const {transport, server} = this.settings;
    const {path, accept = '*/*', body, verb} = request;
    signal.throwIfAborted();
    const headers = {
      accept,
      'accept-encoding': verb === 'watch' ? 'identity' : 'gzip',
      ...(body ? {'content-type': body.type} : {}),
    };
    const sent = {method: methodOf(request), path, headers, body: body?.text, signal};
    try {
      return await transport.send(sent, credentials);
    } catch (error) {
      throw connectionError(server, error);
    }
  }

  private tooLate(): Iter8Error {
    const {server, requestTimeoutMs} = this.settings;
    if (requestTimeoutMs === undefined)
      return new Iter8Error('UNREACHABLE', `${server} gives no answer within a minute`, 'is it overloaded?');
    const message = `${server} gives no answer within ${requestTimeoutMs / 1000} s`;
    return new Iter8Error('TIMEOUT', message, 'give it more time with --request-timeout');
  }
}

async function decoded(response: IncomingMessage): Promise<Readable> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const {createGunzip} = await import('node:zlib');
  const {pipeline} = await import('node:stream');
  return pipeline(response, createGunzip(), () => undefined); // the error reaches whoever reads
}

function tellDate({headers}: IncomingMessage, onDate: ((date: Date) => void) | undefined): void {
  const date = new Date(headers.date ?? '');
  if (!Number.isNaN(date.getTime())) onDate?.(date);
}

const WARNING = /\b299 \S+ "((?:[^"\\]|\\.)*)"/g;

function tellWarnings({headers}: IncomingMessage, onWarning: ((text: string) => void) | undefined): void {
  if (!onWarning) return;
  for (const [, text = ''] of (headers.warning ?? '').matchAll(WARNING)) onWarning(text.replace(/\\(.)/g, '$1'));
}
