import type * as http from 'node:http';
import * as https from 'node:https';
import type {TestCluster} from '../../support/cluster.js';
import {type Access, readKubeconfig} from '../../support/kubeconfig.js';
import {compare, type Difference} from './compare.js';
import {Bindings} from './placeholders.js';
import {isWatch, type RecordedAnswer, type RecordedCall, type RecordedCommand, type RecordedRequest} from './recorded.js'; // prettier-ignore
import {describeAnswer} from './answer.js';

/** A difference between the answer to a recorded request and the answer to the same request here. */
export interface Found extends Difference {
  readonly command: string;
  readonly request: string;
}

/** Sends recorded requests, in their order, to the API server of a test. */
export class Replay {
  readonly #access: Access;
  readonly #bindings: Bindings;

  constructor(cluster: TestCluster) {
    this.#access = readKubeconfig(cluster.kubeconfigPath);
    this.#bindings = new Bindings(cluster.namespace);
  }

  async playAll(commands: readonly RecordedCommand[]): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const command of commands) found.push(...(await this.play(command)));
    return found;
  }

  /** The watches of a command go on beside its other requests, until they have told what the recording has. */
  async play({command, calls}: RecordedCommand): Promise<readonly Found[]> {
    const watches: Promise<readonly Found[]>[] = [];
    const found: Found[] = [];
    for (const call of calls) {
      if (!this.#bindings.canFill(JSON.stringify(call.request))) {
        found.push({command, request: nameOf(call), at: '/request', recorded: null, actual: undefined});
        continue;
      }
      const asked = await this.#ask(call);
      const ended = asked.ended.then((actual) => this.#differences(command, call, actual));
      if (isWatch(call.request.path)) watches.push(ended);
      else found.push(...(await ended));
    }
    return [...found, ...(await Promise.all(watches)).flat()];
  }

  #differences(command: string, call: RecordedCall, actual: RecordedAnswer): Found[] {
    const {answer} = call;
    const {body, ...rest} = actual;
    const compared = answer.body === undefined ? rest : {...rest, body};
    const differences = compare({...answer}, {...compared}, this.#bindings);
    return differences.map((one) => ({command, request: nameOf(call), ...one}));
  }

  /** Resolves when the answer begins. */
  async #ask({request, answer}: RecordedCall): Promise<{readonly ended: Promise<RecordedAnswer>}> {
    const response = await this.#send(request);
    const isEvents = isWatch(request.path) && Array.isArray(answer.body);
    const lines = isEvents ? (answer.body as readonly unknown[]).length : Infinity;
    const ended = readLines(response, lines).then((text) => {
      const neutral = (part: string) => this.#bindings.neutral(part);
      return describeAnswer(request.path, {response, text, neutral});
    });
    return {ended};
  }

  #send({method, path, headers, body}: RecordedRequest): Promise<http.IncomingMessage> {
    const {server, authority, certificate, key, token} = this.#access;
    const bytes = this.#bytes(body);
    const options = {
      method,
      ...(server.startsWith('https:') && {ca: authority, cert: certificate, key}),
      headers: {
        ...headers,
        ...(token !== undefined && {authorization: `Bearer ${token}`}),
        ...(bytes && {'content-length': bytes.length}),
      },
    };
    return new Promise((resolve, reject) => {
      https
        .request(`${server}${this.#bindings.fill(path)}`, options, resolve)
        .on('error', reject)
        .end(bytes);
    });
  }

  #bytes(body: RecordedRequest['body']): Buffer | undefined {
    if (!body) return undefined;
    if ('json' in body) return Buffer.from(this.#bindings.fill(JSON.stringify(body.json)));
    const text = Buffer.from(body.base64, 'base64').toString('latin1');
    return Buffer.from(this.#bindings.fill(text), 'latin1');
  }
}

function nameOf({request}: RecordedCall): string {
  return `${request.method} ${request.path}`;
}

const PATIENCE_MS = 10_000;

/** The text of an answer, or of so many lines of it: whatever else a watch tells is cut off. */
async function readLines(response: http.IncomingMessage, lines: number): Promise<string> {
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  if (lines !== Infinity) timer = setTimeout(() => response.destroy(), PATIENCE_MS);
  try {
    if (lines === 0) return text;
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk;
      if (text.split('\n').length > lines) break;
    }
  } catch {
    // it took too long: what has come is compared
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
  return text;
}
