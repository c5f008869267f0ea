import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {safeText} from '../../src/render/safe-text.js';
import type {Board} from '../../src/screens/dashboard/board.js';
import {type Dashboard, startDashboard} from '../../src/screens/dashboard/server.js';
import {ATTACKS, hostileExperiment} from '../render/report/hostile.js';
import {boardOf, experiment} from '../screens/dashboard/support.js';
import {Browser} from './support/browser.js';

/** [least contrast of a text with what is behind it, number of texts] */
const WORST_CONTRAST = readFileSync(join(import.meta.dirname, 'support/worst-contrast.js'), 'utf8');

describe('a dashboard, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.open();
  });
  afterAll(() => browser.close());

  let dashboard: Dashboard | undefined;
  const made: string[] = [];
  const serve = async (board: Board) => {
    dashboard = await startDashboard({
      port: 0,
      board,
      source: {place: 'https://cluster.test', scope: 'in all namespaces'},
      now: () => new Date(),
      repeat: (everyMs, action) => {
        const timer = setInterval(action, everyMs);
        return () => clearInterval(timer);
      },
      makeWish: async ({name}, wish) => {
        made.push(`${wish} ${name}`);
        return `${name} rests`;
      },
      onMistake: (words) => made.push(words),
    });
    return dashboard;
  };
  afterEach(async () => {
    await browser.visit('about:blank'); // or it would look for a server that has gone
    await dashboard?.close();
    dashboard = undefined;
  });

  const see = (board: Board, resource: JsonObject) => board.see(parseExperiment(resource));
  const text = (selector: string) =>
    browser.evaluate<string>(`document.querySelector('${selector}')?.innerText ?? ''`);
  /** Resolves once that is so on the page. */
  const holds = async (expression: string) => {
    while (!(await browser.evaluate<boolean>(`Boolean(${expression})`))) await browser.evaluate('1');
  };

  it('lets in by its address, and keeps the token out of what others see', async () => {
    const {url} = await serve(boardOf(experiment('checkout')));
    const happened = await browser.visit(url);
    const token = new URL(url).searchParams.get('token')!;
    const seen = '[location.href, document.referrer, document.cookie, document.documentElement.outerHTML].join()';
    expect(await browser.evaluate<string>(seen)).not.toContain(token);
    expect(await browser.evaluate('document.cookie')).toBe('');
    expect(await text('h1')).toBe('Experiments');
    expect([...happened('Log.entryAdded'), ...happened('Runtime.exceptionThrown')]).toEqual([]);
  });

  it('changes rows while one looks at them, and leaves the focus where it is', async () => {
    const board = boardOf(experiment('a'), experiment('b'), experiment('c'));
    await browser.visit((await serve(board)).url);
    await browser.evaluate('document.querySelector("#x2 a").focus()');
    see(board, experiment('b', {completedIterations: 9}));
    await holds('document.querySelector("#x2").innerText.includes("9 of 10")');
    expect(await browser.evaluate('document.activeElement.textContent')).toBe('b');
    see(board, experiment('a', {stage: 'Completed'}));
    await holds('document.querySelector("#rows").lastElementChild.id === "x1"');
    see(board, experiment('d'));
    board.lose({namespace: 'shop', name: 'c'});
    const order = 'Array.from(document.querySelectorAll("#rows tr"), ({id}) => id).join()';
    await holds(`${order} === "x2,x4,x1"`);
    expect(await browser.evaluate('document.activeElement.textContent')).toBe('b');
    expect(await text('#news')).toMatch(/^shop\/a has ended: /);
  });

  it('opens the report of one, which changes too', async () => {
    const board = boardOf(experiment('a'), experiment('b'));
    await browser.visit((await serve(board)).url);
    await browser.evaluate('document.querySelector("#x1 a").click()');
    await holds('document.title === "shop/a"');
    await holds('document.readyState === "complete"');
    see(board, experiment('a', {completedIterations: 8}));
    await holds('document.querySelector("#report").innerText.includes("8 of 10")');
    await browser.evaluate('document.querySelector("#way a").click()');
    await holds('document.title === "Experiments"');
  });

  it('asks before it acts, and tells what came of it', async () => {
    made.length = 0;
    await browser.visit((await serve(boardOf(experiment('checkout')))).url);
    await browser.evaluate('document.querySelector("#x1 a").click()');
    await holds('document.querySelector("#way a:nth-of-type(3)")');
    await browser.evaluate('document.querySelector("#way a:nth-of-type(3)").click()');
    await holds('document.querySelector("button")');
    expect(await text('h1')).toBe('Pause shop/checkout?');
    expect(made).toEqual([]);
    await browser.evaluate('document.querySelector("button").click()');
    await holds('document.querySelector("#notice")?.innerText.endsWith("checkout rests.")');
    expect(made).toEqual(['pause checkout']);
  });

  it('says that iter8ctl was lost', async () => {
    const board = boardOf(experiment('a'));
    const served = await serve(board);
    await browser.visit(served.url);
    await holds('document.querySelector("#link").className === "none"');
    await served.close();
    dashboard = undefined;
    await holds('document.querySelector("#link").innerText.startsWith("Connection to iter8ctl lost since")');
    expect(await browser.evaluate('document.body.className')).toBe('stale');
  });

  it.each(ATTACKS)('shows %j as text and runs nothing', async (attack) => {
    const board = boardOf(hostileExperiment(attack));
    board.giveUp({namespace: attack, name: `${attack}2`}, attack);
    const {url} = await serve(board);
    for (const isList of [true, false]) {
      const happened = await browser.visit(isList ? url : `${await browser.evaluate<string>('location.href')}experiments/x1`);
      see(board, hostileExperiment(attack));
      board.loseConnection(attack, new Date());
      await holds('document.querySelector("#connection").className === "alarm"');
      board.replaceAll(board.inOrder().map((entry) => entry.experiment));
      expect([...happened('Log.entryAdded'), ...happened('Runtime.consoleAPICalled')]).toEqual([]);
      expect(await browser.evaluate('document.images.length + document.scripts.length')).toBe(1);
      const shown = await browser.evaluate<string>(isList ? 'document.querySelector("#x1 a").textContent' : 'document.querySelector("h1").textContent');
      expect(shown).toBe(isList ? safeText(attack) : `Experiment ${safeText(attack)}`);
    } // prettier-ignore
  });

  it('reloads itself where no script may run', async () => {
    const board = boardOf(experiment('a'));
    const {url} = await serve(board);
    await browser.ask('Emulation.setScriptExecutionDisabled', {value: true});
    await browser.visit(url);
    const {root} = await browser.ask<{root: {nodeId: number}}>('DOM.getDocument');
    const of = {nodeId: root.nodeId, selector: 'meta[http-equiv=refresh]'};
    expect((await browser.ask<{nodeId: number}>('DOM.querySelector', of)).nodeId).toBeGreaterThan(0);
    await browser.ask('Emulation.setScriptExecutionDisabled', {value: false});
  });

  describe.each(['light', 'dark'])('when %s', (scheme) => {
    it.each([360, 1280])('fits %d pixels with a contrast of 4.5 at least', async (width) => {
      const board = boardOf(
        experiment('a-name-as-long-as-names-of-experiments-sometimes-are-in-a-pipeline-with-commits'),
        experiment('b', {stage: 'Completed'}),
      );
      board.loseConnection('connection refused', new Date());
      const device = {width, height: 800, deviceScaleFactor: 1, mobile: width < 500};
      await browser.ask('Emulation.setDeviceMetricsOverride', device);
      const features = [{name: 'prefers-color-scheme', value: scheme}];
      await browser.ask('Emulation.setEmulatedMedia', {features});
      const {url} = await serve(board);
      await browser.visit(url);
      const address = await browser.evaluate<string>('location.href');
      for (const page of ['', 'experiments/x1', 'experiments/x1/pause']) {
        if (page !== '') await browser.visit(address + page);
        const [worst, count] = await browser.evaluate<[number, number]>(WORST_CONTRAST);
        expect(count).toBeGreaterThan(2);
        expect(worst).toBeGreaterThanOrEqual(4.5);
        expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
    });
  });
});
