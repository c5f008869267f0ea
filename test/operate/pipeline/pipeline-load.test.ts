import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {underLoad} from '../../../src/operate/pipeline/pipeline-load.js';
import {realClock} from '../../../src/load/clock.js';
import {eventually, httpServer, type TestServer} from '../../support/servers.js';

let app: TestServer;
let hosts: (string | undefined)[];
beforeEach(async () => {
  hosts = [];
  app = await httpServer((request, response) => {
    hosts.push(request.headers.host);
    response.end('ok');
  });
});
afterEach(() => app.close());

/** A world whose ten seconds are short. */
function world() {
  const lines: string[] = [];
  return {
    lines,
    tell: async (_topic: string, line: string) => void lines.push(line),
    sleep: (milliseconds: number, signal: AbortSignal) => realClock.sleep(milliseconds / 200, signal),
    signal: new AbortController().signal,
  };
}

const loadOn = (url: string) => ({
  targets: [{name: 'load', url: `${url}/path?secret=1`, headers: {host: 'shop.example'}}],
  qps: 200,
});

describe('the load of a pipeline', () => {
  it('goes on as long as something is done, and then ends', async () => {
    const around = world();
    await underLoad(loadOn(app.url), around, () => eventually(() => hosts.length >= 5, 'five requests'));
    const sent = hosts.length;
    expect(hosts[0]).toBe('shop.example');
    expect(around.lines[0]).toBe(`begins: 200 requests a second to ${app.url}/path`);
    expect(around.lines.at(-1)).toMatch(/^ended: \d+ of \d+ requests were answered$/);
    await realClock.sleep(30, around.signal);
    expect(hosts).toHaveLength(sent);
  });

  it('ends also when what is done fails', async () => {
    const around = world();
    const failing = underLoad(loadOn(app.url), around, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(around.lines.at(-1)).toMatch(/^ended/);
  });

  it('tells once that nobody answers, and stops nothing', async () => {
    const around = world();
    const {url} = app;
    await app.close();
    const warnings = () => around.lines.filter((line) => line.startsWith('warning'));
    await underLoad(loadOn(url), around, async () => {
      await eventually(() => warnings().length > 0, 'a warning');
      await realClock.sleep(150, around.signal); // three more looks
    });
    expect(warnings()).toEqual([expect.stringMatching(/^warning: no answer: .*; the pipeline goes on$/)]);
    app = await httpServer(() => undefined);
  });

  it('that has lasted as long as it was to is no load that nobody answers', async () => {
    const around = world();
    await underLoad({...loadOn(app.url), timeMs: 100}, around, async () => {
      await eventually(() => hosts.length >= 20, 'all requests');
      await realClock.sleep(250, around.signal); // five more looks
    });
    expect(around.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
  });

  it('is none where none is asked for', async () => {
    const around = world();
    await expect(underLoad(undefined, around, () => Promise.resolve(7))).resolves.toBe(7);
    expect(around.lines).toEqual([]);
  });
});
