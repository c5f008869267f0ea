import {createServer, type ServerResponse} from 'node:http';
import {drawLogNormal} from '../../../engine/simulate/draw.js';
import {type Clock, realClock} from '../../../load/clock.js';
import {WeightedChoice} from '../../../load/weighted-choice.js';
import type {Random} from '../../../metrics/mock/random.js';
import {listen} from '../../proxy/listen.js';
import {closeServer} from '../close-server.js';
import type {AppBehaviour} from './behaviour.js';

/** A version of an app that answers on 127.0.0.1. */
export interface App {
  readonly url: string;
  /** Ends it at once, with what is under way. */
  close(): Promise<void>;
  /** Ends it some seconds later, so that what is under way ends by itself. */
  leave(): Promise<void>;
}

export interface AppDeps {
  readonly clock?: Pick<Clock, 'sleep'>;
  readonly random?: Random;
}

/** Time that requests under way have to end when nobody sends new ones. */
const LEAVING_MS = 10_000;

/** The sample app: answers every request by a page of its colour, as quickly and as well as it is told to. */
export async function startApp(behaviour: AppBehaviour, deps: AppDeps = {}): Promise<App> {
  const {clock = realClock, random = Math.random} = deps;
  const {latency, errorRate} = behaviour;
  const outcomes = new WeightedChoice(new Map([['page', 1 - errorRate], ['error', errorRate]])); // prettier-ignore
  // Idle connections stay: one that is closed just as the proxy takes it would look like an error of the app.
  const server = createServer({keepAliveTimeout: 0}, (_request, response) => {
    const answer = () => (outcomes.next() === 'error' ? answerError(response) : answerPage(response, behaviour));
    const delayMs = latency.mean > 0 ? drawLogNormal(latency, random) : 0;
    if (delayMs === 0) return answer();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    void clock.sleep(delayMs, gone.signal).then(() => gone.signal.aborted || answer());
  });
  const port = await listen(server, 0);
  const ended = new AbortController();
  const close = () => {
    ended.abort();
    return closeServer(server);
  };
  const leave = async () => {
    await clock.sleep(LEAVING_MS, ended.signal);
    await close();
  };
  return {url: `http://127.0.0.1:${port}`, close, leave};
}

function answerPage(response: ServerResponse, {colour}: AppBehaviour): void {
  const word = colour.replace(/[^\w.-]/g, '');
  const page = `<!doctype html>\n<title>${word}</title>\n<body style="background: ${word}">This is ${word}.</body>\n`;
  answer(response, 200, 'text/html; charset=utf-8', page);
}

function answerError(response: ServerResponse): void {
  answer(response, 500, 'text/plain; charset=utf-8', 'the sample app was told to fail now and then\n');
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {'Content-Type': type, 'Content-Length': Buffer.byteLength(text)}).end(text);
}
