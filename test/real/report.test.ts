import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {safeText} from '../../src/render/safe-text.js';
import {ATTACKS, hostileReport} from '../render/report/hostile.js';
import {fixturePath} from '../support/golden.js';
import {Browser} from './support/browser.js';

const SCHEMA = join(import.meta.dirname, '../../schemas/junit.xsd');

/** [least contrast of a text with what is behind it, number of texts] */
const WORST_CONTRAST = readFileSync(join(import.meta.dirname, 'support/worst-contrast.js'), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iter8ctl-report-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('a report as JUnit', () => {
  const complaints = (...files: string[]) => {
    const {status, stderr} = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, ...files], {encoding: 'utf8'});
    return {status, wrong: stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'))};
  };

  it('fits the published schema in every situation', () => {
    const files = readdirSync(fixturePath('report')).filter((name) => name.endsWith('.xml'));
    expect(files.length).toBeGreaterThan(5);
    expect(complaints(...files.map((name) => fixturePath(`report/${name}`)))).toEqual({status: 0, wrong: []});
  });

  it('is well-formed and fits the schema with whatever names', async () => {
    const reports = ATTACKS.map(async (text, place) =>
      written(`${place}.xml`, await hostileReport(text, 'junit')),
    );
    expect(complaints(...(await Promise.all(reports)))).toEqual({status: 0, wrong: []});
  });

  it('would not fit the schema without its properties', () => {
    const text = readFileSync(fixturePath('report/canary-lost.xml'), 'utf8');
    const file = written('bare.xml', text.replace(/<properties>[^]*<\/properties>/, ''));
    expect(complaints(file).status).toBe(3);
  });
});

describe('a report as a page, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.open();
  });
  afterAll(() => browser.close());

  const show = (name: string, page: string) => browser.visit(`file://${written(name, page)}`);
  const example = () => readFileSync(fixturePath('report/canary-lost.html'), 'utf8');

  it.each(ATTACKS)('shows %j as text, loads nothing and runs nothing', async (text) => {
    const happened = await show('hostile.html', await hostileReport(text, 'html'));
    expect(happened('Network.requestWillBeSent')).toHaveLength(1);
    expect([...happened('Log.entryAdded'), ...happened('Runtime.consoleAPICalled')]).toEqual([]);
    expect(await browser.evaluate('document.querySelector("h1").textContent')).toBe(
      `Experiment ${safeText(text)}`,
    );
    expect(await browser.evaluate('document.title')).toBe(
      `Experiment ${safeText(`${text}/${text}`)}`.replace(/ +/g, ' ').trim(),
    );
    expect(await browser.evaluate('document.scripts.length + document.images.length')).toBe(0);
    const labels =
      'Array.from(document.querySelectorAll("tbody td[data-label=Reason]"), (cell) => cell.textContent)';
    expect(await browser.evaluate(labels)).toEqual([safeText(text)]);
  });

  it('would not run a script even if one got in', async () => {
    const happened = await show(
      'script.html',
      example().replace('<main>', '<main><script>document.title = "run"</script>'),
    );
    expect(await browser.evaluate('document.title')).toBe('Experiment default/canary-simulated');
    expect(happened('Log.entryAdded')).toHaveLength(1);
  });

  it.each(['light', 'dark'])('has a contrast of 4.5 at least, when %s', async (scheme) => {
    await show('contrast.html', example());
    const features = [{name: 'prefers-color-scheme', value: scheme}];
    await browser.ask('Emulation.setEmulatedMedia', {features});
    const [worst, count] = await browser.evaluate<[number, number]>(WORST_CONTRAST);
    expect(count).toBeGreaterThan(100);
    expect(worst).toBeGreaterThanOrEqual(4.5);
    const background = await browser.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(15, 19, 24)');
  });

  it.each([320, 400, 1000])('needs no sideways scrolling at %d pixels', async (width) => {
    await browser.ask('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: true,
    });
    await show('narrow.html', example());
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  it('prints on a few sheets', async () => {
    await show('print.html', example());
    const {data} = await browser.ask<{data: string}>('Page.printToPDF', {printBackground: false});
    const sheets =
      Buffer.from(data, 'base64')
        .toString('latin1')
        .match(/\/Type\s*\/Page\b/g) ?? [];
    expect(sheets.length).toBeGreaterThan(0);
    expect(sheets.length).toBeLessThanOrEqual(4);
  });
});
