import assert from 'node:assert/strict';
import fc from 'fast-check';
import {CONDITIONS, parseCondition} from '../../../src/analysis/assertion.js';
import {verdictWords} from '../../../src/analysis/verdict-words/verdict-words.js';
import {EXIT_CODES, type ErrorCode, Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {LogEvent} from '../../../src/experiment/log-event.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {examine} from '../../../src/experiment/validate/diagnosis.js';
import {assertionText} from '../../../src/render/assert/text.js';
import {assertionView} from '../../../src/render/assert/view.js';
import {checkText} from '../../../src/render/doctor/text.js';
import {JsonLines} from '../../../src/render/logs/json-lines.js';
import {RawLines} from '../../../src/render/logs/raw-lines.js';
import {TextLines} from '../../../src/render/logs/text-lines.js';
import {progressLine} from '../../../src/render/pipeline/progress.js';
import {diagnosesText, summaryText} from '../../../src/render/validate/text.js';
import {reportError} from '../../../src/report-error.js';
import {experimentLike} from '../support/damaged.js';
import {anyText, mutated} from '../support/hostile-text.js';
import {assertPrintable, unlessRefused} from '../support/laws.js';
import {assertScreen, NOW, PAINTED} from '../support/screen-laws.js';
import {JSON_SEEDS, YAML_SEEDS} from '../support/seeds.js';
import {fuzzTarget, type Target} from '../target.js';

const STYLE = {paint: PAINTED, columns: 80};

interface Happened {
  readonly kind: LogEvent['kind'];
  readonly text: string;
  readonly index: number;
}

function eventOf({kind, text, index}: Happened): LogEvent {
  const place = {action: text, index, task: text};
  if (kind === 'begin') return {kind, ...place};
  if (kind === 'output') return {kind, ...place, text};
  if (kind === 'message')
    return {kind, action: index > 1 ? text : undefined, precedence: index, priority: 1, text};
  const run = {...place, startedAt: NOW, endedAt: undefined, reason: text, output: text};
  return {kind, run: {...run, result: index > 1 ? 'failed' : 'succeeded'}};
}

function checkLogs(happened: readonly Happened[]): void {
  const subject = {name: happened[0]?.text ?? '', namespace: 'shop'};
  const views = [
    new TextLines({subject, showsBegins: true, style: STYLE, now: () => NOW}),
    new RawLines(() => NOW),
    new JsonLines(subject),
  ];
  for (const view of views) {
    for (const event of happened.map(eventOf)) {
      const {out, err} = view.add(event);
      assertScreen(out.replaceAll('\t', ' '), 'logs');
      assertScreen(err, 'logs on stderr');
    }
  }
}

async function checkAssertions([source, version]: readonly [JsonObject, string]): Promise<void> {
  const experiment = await unlessRefused(() => parseExperiment(source));
  if (!experiment) return;
  for (const name of CONDITIONS) {
    const condition = await unlessRefused(() => parseCondition(name.replace('VERSION', () => version)));
    if (!condition) continue;
    const view = assertionView(experiment, [condition(experiment)], false);
    assertScreen(assertionText(view, verdictWords(experiment, NOW)), 'assert');
  }
}

async function checkFindings(text: string): Promise<void> {
  const {diagnoses} = await examine({name: 'a.yaml', text});
  const shown = diagnosesText(diagnoses, STYLE);
  assertScreen(shown, 'validate');
  assert.equal(shown.split('\n').length, diagnoses.length + 1, 'a finding is a line');
  assertScreen(summaryText(diagnoses, [text.slice(0, 80)], false), 'the summary of validate');
}

interface Trouble {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Whatever a message quotes; without a code it is a mistake of ours, or one of usage. */
async function checkErrors({code, message, hint}: Trouble): Promise<void> {
  const ours = Object.assign(new Error(message), hint !== undefined && {oclif: {exit: 2}});
  const written: string[] = [];
  const err = {write: (text: string) => Promise.resolve(void written.push(text))};
  const error = code === undefined ? ours : new Iter8Error(code, message, hint);
  const exitCode = await reportError(error, {err: err as unknown as Parameters<typeof reportError>[1]['err'], env: {}});
  assert.ok(exitCode >= 1 && exitCode <= 130, 'an error is no success');
  assertPrintable(written.join(''), 'an error');
  assertScreen(checkText({id: 'crds.missing', status: 'error', message, fix: hint ?? ''}, STYLE), 'doctor');
  const line = progressLine(NOW, 'rollout', message);
  assertScreen(line, 'progress');
  assert.equal(line.split('\n').length, 2, 'a step is a line');
} // prettier-ignore

const happened = fc.record({
  kind: fc.constantFrom<LogEvent['kind']>('begin', 'output', 'result', 'message'),
  text: anyText,
  index: fc.nat(3),
});

export const LINE_TARGETS: readonly Target[] = [
  fuzzTarget({
    name: 'logs',
    law: 'whatever tasks print, and whatever they are called, nothing of it acts on a terminal',
    inputs: fc.array(happened, {maxLength: 6}),
    check: checkLogs,
  }),
  fuzzTarget({
    name: 'assert',
    law: 'every condition is answered for any experiment, in words that harm no terminal',
    inputs: fc.tuple(experimentLike, anyText),
    check: checkAssertions,
    shortRuns: 60,
  }),
  fuzzTarget({
    name: 'findings',
    law: 'each finding of validate is one line, whatever it quotes',
    inputs: fc.oneof(mutated(YAML_SEEDS), mutated(JSON_SEEDS), anyText),
    check: checkFindings,
    shortRuns: 60,
  }),
  fuzzTarget({
    name: 'errors',
    law: 'no error, check or step acts on a terminal, whatever it quotes',
    inputs: fc.record({
      code: fc.constantFrom(undefined, ...(Object.keys(EXIT_CODES) as ErrorCode[])),
      message: anyText,
      hint: fc.option(anyText, {nil: undefined}),
    }),
    check: checkErrors,
  }),
];
