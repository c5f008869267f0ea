import assert from 'node:assert/strict';
import fc from 'fast-check';
import {verdictWords} from '../../../src/analysis/verdict-words/verdict-words.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {listMarkup, unreadableMarkup} from '../../../src/render/dashboard/list-page.js';
import {pageHtml} from '../../../src/render/dashboard/page.js';
import {rowMarkup, rowView} from '../../../src/render/dashboard/row.js';
import {describeText} from '../../../src/render/describe/text.js';
import {describeView} from '../../../src/render/describe/view.js';
import {liveLines} from '../../../src/render/get/live-lines.js';
import {getMarkdown} from '../../../src/render/get/markdown.js';
import {getRow, getTables} from '../../../src/render/get/rows.js';
import {getText} from '../../../src/render/get/text.js';
import type {Style} from '../../../src/render/style.js';
import {textWidth} from '../../../src/render/text-width.js';
import {type Key, NAMED_KEYS} from '../../../src/render/watch/keys.js';
import type {Line} from '../../../src/render/watch/line.js';
import {ListScene} from '../../../src/render/watch/list-scene.js';
import {UNICODE} from '../../../src/render/watch/symbols.js';
import {WatchScene} from '../../../src/render/watch/watch-scene.js';
import {toldBy} from '../../../src/operate/logs/told.js';
import {reportText} from '../../../src/screens/reports.js';
import {REPORT_FORMATS} from '../../../src/screens/report-format.js';
import {anyText} from '../support/hostile-text.js';
import {experimentLike} from '../support/damaged.js';
import {assertPrintable, unlessRefused} from '../support/laws.js';
import {assertMarkdown, assertMarkdownTable, assertWellFormed, assertXml} from '../support/markup-laws.js';
import {assertScreen, NOW, PAINTED} from '../support/screen-laws.js';
import {fuzzTarget, type Target} from '../target.js';

type Seen = readonly [source: JsonObject, columns: number];

async function eachExperiment(
  [source, columns]: Seen,
  look: (experiment: Experiment, style: Style) => void | Promise<void>,
): Promise<void> {
  const experiment = await unlessRefused(() => parseExperiment(source));
  if (!experiment) return;
  await look(experiment, {paint: PAINTED, columns: columns === 0 ? undefined : columns});
}

function checkDescribe(experiment: Experiment, style: Style): void {
  const view = describeView(experiment);
  JSON.stringify(view);
  assertScreen(describeText(view, style, verdictWords(experiment, NOW)), 'describe');
}

function checkGet(experiment: Experiment, style: Style): void {
  for (const isWide of [false, true]) {
    const tables = getTables([getRow(experiment, isWide, NOW)], isWide, true);
    const text = getText(tables, style);
    assertScreen(text, 'get');
    assert.equal(text.split('\n').length, 3, 'one experiment is one line');
    assertMarkdownTable(getMarkdown(tables), 'get -o markdown');
  }
  for (const format of ['text', 'json', 'yaml', 'name'] as const) {
    const lines = liveLines({format, hasNamespace: true, style, now: () => NOW})([experiment]);
    assertScreen(lines.replaceAll('\t', ' '), `get -w -o ${format}`);
  }
}

async function checkReports(experiment: Experiment): Promise<void> {
  for (const format of REPORT_FORMATS) {
    const page = await unlessRefused(() => reportText([experiment, experiment], format, NOW));
    if (page === undefined) continue;
    assertScreen(page, format);
    if (format === 'html') assertWellFormed(page, format);
    else if (format === 'junit') assertXml(page, format);
    else assertMarkdown(page, format);
  }
}

function checkDashboard(experiment: Experiment): void {
  const row = rowMarkup('e1', rowView(experiment, NOW));
  const body = [listMarkup([row]), unreadableMarkup([experiment.name])];
  assertWellFormed(pageHtml({title: experiment.name, body, live: {stream: 'events', version: 1}}), 'dashboard');
}

async function checkWatch(experiment: Experiment, keys: readonly Key[], size: Size): Promise<void> {
  const told = await unlessRefused(() => toldBy(experiment, {key: undefined, instance: undefined, index: undefined}));
  const tasks = (told?.events ?? []).flatMap((event) => (event.kind === 'result' ? [event.run] : []));
  const scene = new WatchScene({symbols: UNICODE, now: () => NOW, hasKeys: true, canWish: true, onRequest: () => undefined, yaml: () => experiment.name});
  const list = new ListScene({symbols: UNICODE, now: () => NOW, hasNamespaces: true, onRequest: () => undefined});
  scene.see(experiment, tasks);
  list.see([experiment]);
  for (const key of ['', ...keys]) {
    if (key !== '') scene.press(key);
    assertFrame(scene.draw(size), size, 'watch');
    assertFrame(list.draw(size), size, 'list');
  }
  scene.loseConnection(experiment.name);
  assertFrame(scene.draw(size), size, 'watch without a connection');
  assertFrame(scene.summary(size.columns), {...size, rows: 60}, 'what stays of watch');
} // prettier-ignore

interface Size {
  readonly columns: number;
  readonly rows: number;
}

function assertFrame(lines: readonly Line[], {columns, rows}: Size, what: string): void {
  assert.ok(lines.length <= rows, `${what}: ${lines.length} lines on ${rows} rows`);
  for (const line of lines) {
    const text = line.map((span) => span.text).join('');
    assertPrintable(text.replaceAll('\n', '\0'), what);
    assert.ok(textWidth(text) <= columns, `${what}: ${textWidth(text)} columns on ${columns}: ${text}`);
  }
}

const seen = fc.tuple(experimentLike, fc.constantFrom(0, 20, 40, 80, 200));
const key = fc.oneof(fc.constantFrom(...NAMED_KEYS, ...Array.from('vly?hpaq jkGg')), anyText);

export const VIEW_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'describe',
    law: 'any experiment that can be read is described, and nothing of it acts on a terminal',
    inputs: seen,
    check: (input) => eachExperiment(input, checkDescribe),
  }),
  fuzzTarget({
    name: 'get',
    law: 'any experiment that can be read is one line of a table and one row of Markdown',
    inputs: seen,
    check: (input) => eachExperiment(input, checkGet),
  }),
  fuzzTarget({
    name: 'reports',
    law: 'reports are well-formed HTML, XML and Markdown whatever an experiment holds',
    inputs: seen,
    check: (input) => eachExperiment(input, checkReports),
    shortRuns: 60,
  }),
  fuzzTarget({
    name: 'dashboard',
    law: 'the list of the dashboard is well-formed HTML whatever an experiment holds',
    inputs: seen,
    check: (input) => eachExperiment(input, checkDashboard),
  }),
  fuzzTarget({
    name: 'watch',
    law: 'the screen fits its terminal for any experiment, whatever keys are pressed',
    inputs: fc.record({
      source: experimentLike,
      keys: fc.array(key, {maxLength: 6}),
      size: fc.record({columns: fc.integer({min: 1, max: 200}), rows: fc.integer({min: 1, max: 60})}),
    }),
    check: ({source, keys, size}) => eachExperiment([source, 0], (experiment) => checkWatch(experiment, keys, size)),
    shortRuns: 80,
  }),
]; // prettier-ignore
