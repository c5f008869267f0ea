import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {WebSocket} from 'undici';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: {readonly message: string};
}

/** A page of Chromium without a window, told what to do by its debugging protocol. */
export class Browser {
  #lastId = 0;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  readonly #waiting: (() => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly socket: WebSocket,
    private readonly folder: string,
  ) {
    socket.addEventListener('message', ({data}) => this.#hear(JSON.parse(String(data)) as Message));
  }

  static async open(): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}`];
    const child = spawn('chromium', [...flags, '--remote-debugging-port=0', 'about:blank']);
    const port = await portOf(child);
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[];
    const socket = new WebSocket(pages.find(({type}) => type === 'page')!.webSocketDebuggerUrl);
    await once(socket as unknown as EventTarget, 'open');
    return new Browser(child, socket, folder);
  }

  /** Does what a method of the protocol is for. */
  async ask<Result>(method: string, params: object = {}): Promise<Result> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.socket.send(JSON.stringify({id, method, params}));
    const {result, error} = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as Result;
  }

  /** What an expression is on the page, as JSON. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const options = {expression, returnByValue: true};
    return (await this.ask<{result: {value: Value}}>('Runtime.evaluate', options)).result.value;
  }

  /** Opens a page and waits until it is whole. @returns parameters of what happened meanwhile, by method */
  async visit(url: string): Promise<(method: string) => readonly unknown[]> {
    this.#events.length = 0;
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await this.ask(`${domain}.enable`);
    await this.ask('Page.navigate', {url});
    while (!this.#events.some(({method}) => method === 'Page.loadEventFired')) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return (wanted) => this.#events.filter(({method}) => method === wanted).map(({params}) => params);
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.socket.close();
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
  }

  #hear(message: Message): void {
    if (message.id !== undefined) this.#answers.get(message.id)?.(message);
    else this.#events.push(message);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

async function portOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stderr!) {
    said += String(chunk);
    const [, port] = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said) ?? [];
    if (port !== undefined) return port;
  }
  throw new Error(`chromium ended: ${said}`);
}
